import { z } from 'zod'
import type { StoredAddress } from './documents.ts'
import { toUtc } from './new-order.ts'
import { answer, answerNothing, GuidSchema, operation, type Operation } from './operation.ts'
import { getOpenOrder } from './order-access.ts'
import { orderTotals } from './order-totals.ts'
import { PARKED, toTotalsInfo } from './order-wire.ts'
import { changed, type LinnworksState } from './state.ts'

const text = z.string().nullish()
const flag = z.boolean().nullish()

const CustomerAddressSchema = z.object({
  EmailAddress: text,
  Address1: text,
  Address2: text,
  Address3: text,
  Town: text,
  Region: text,
  PostCode: text,
  Country: text,
  FullName: text,
  Company: text,
  PhoneNumber: text,
})

/**
 * Edits of one open order that replace the whole object: a field that is left out becomes null,
 * false or zero, so the caller has to read, modify and write.
 */
export function orderEditOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Orders/SetOrderCustomerInfo',
      perMinute: 150,
      input: z.object({
        orderId: GuidSchema,
        info: z.object({
          ChannelBuyerName: text,
          Address: CustomerAddressSchema.nullish(),
          BillingAddress: CustomerAddressSchema.nullish(),
        }),
        saveToCrm: flag,
      }),
      run: ({ orderId, info }) => {
        const change = {
          channelBuyerName: info.ChannelBuyerName ?? null,
          address: toAddress(info.Address),
          billingAddress: toAddress(info.BillingAddress),
        }
        const audit = { type: 'CUSTOMER', note: 'Customer info changed' }
        const next = changed(state, getOpenOrder(state, orderId), change, audit)
        state.transaction(() => state.orders.save(next))
        return answer(toTotalsInfo(next, orderTotals(next)))
      },
    }),
    operation({
      path: '/api/Orders/SetOrderGeneralInfo',
      perMinute: 250,
      input: z.object({
        orderId: GuidSchema,
        info: z.object({
          Status: z.number().int().min(0).max(4).nullish(),
          LabelPrinted: flag,
          InvoicePrinted: flag,
          PickListPrinted: flag,
          Marker: z.number().int().min(0).max(PARKED).nullish(),
          ReferenceNum: text,
          SecondaryReference: text,
          ExternalReferenceNum: text,
          ReceivedDate: text,
          Source: text,
          SubSource: text,
          SiteCode: text,
          HoldOrCancel: flag,
          DespatchByDate: text,
        }),
        wasDraft: flag,
      }),
      run: ({ orderId, info }) => {
        const order = getOpenOrder(state, orderId)
        const change = {
          status: info.Status ?? 0,
          labelPrinted: info.LabelPrinted ?? false,
          invoicePrinted: info.InvoicePrinted ?? false,
          pickListPrinted: info.PickListPrinted ?? false,
          marker: info.Marker ?? 0,
          reference: info.ReferenceNum ?? null,
          secondaryReference: info.SecondaryReference ?? null,
          externalReference: info.ExternalReferenceNum ?? null,
          receivedAt: toUtc(info.ReceivedDate) ?? order.receivedAt,
          source: info.Source ?? '',
          subSource: info.SubSource ?? '',
          site: info.SiteCode ?? null,
          holdOrCancel: info.HoldOrCancel ?? false,
          despatchBy: toUtc(info.DespatchByDate) ?? order.despatchBy,
        }
        const audit = { type: 'GENERAL', note: 'General info changed' }
        state.transaction(() => state.orders.save(changed(state, order, change, audit)))
        return answerNothing(204)
      },
    }),
  ]
}

function toAddress(
  address: z.infer<typeof CustomerAddressSchema> | null | undefined,
): StoredAddress {
  return {
    EmailAddress: address?.EmailAddress ?? null,
    Address1: address?.Address1 ?? null,
    Address2: address?.Address2 ?? null,
    Address3: address?.Address3 ?? null,
    Town: address?.Town ?? null,
    Region: address?.Region ?? null,
    PostCode: address?.PostCode ?? null,
    Country: address?.Country ?? null,
    FullName: address?.FullName ?? null,
    Company: address?.Company ?? null,
    PhoneNumber: address?.PhoneNumber ?? null,
  }
}
