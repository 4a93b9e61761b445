import { z } from 'zod'
import {
  WireFirstFulfillmentOrdersSchema,
  WireFulfillmentStatusSchema,
} from './fulfillment-wire.ts'
import {
  wireConnection,
  WireIdSchema,
  WireMoneySchema,
  WireTextSchema,
  WireTimeSchema,
} from './wire.ts'

const WireTaxLinesSchema = z.array(
  z.object({ rate: z.number().nullable(), priceSet: WireMoneySchema }),
)

const WireAddressSchema = z
  .object({
    name: WireTextSchema,
    company: WireTextSchema,
    address1: WireTextSchema,
    address2: WireTextSchema,
    city: WireTextSchema,
    province: WireTextSchema,
    zip: WireTextSchema,
    country: WireTextSchema,
    countryCodeV2: WireTextSchema,
    phone: WireTextSchema,
  })
  .nullable()

export const WireShippingLinesSchema = wireConnection(
  z.object({
    title: z.string(),
    code: WireTextSchema,
    isRemoved: z.boolean(),
    currentDiscountedPriceSet: WireMoneySchema,
    taxLines: WireTaxLinesSchema,
  }),
)

export const WireLinesSchema = wireConnection(
  z.object({
    id: WireIdSchema,
    sku: WireTextSchema,
    title: z.string(),
    quantity: z.int(),
    currentQuantity: z.int(),
    requiresShipping: z.boolean(),
    isGiftCard: z.boolean(),
    originalUnitPriceSet: WireMoneySchema,
    discountAllocations: z.array(z.object({ allocatedAmountSet: WireMoneySchema })),
    taxLines: WireTaxLinesSchema,
    lineItemGroup: z
      .object({
        id: WireIdSchema,
        title: z.string(),
        quantity: z.int(),
        variantId: WireIdSchema.nullable(),
        variantSku: WireTextSchema,
      })
      .nullable(),
  }),
)

/** displayFinancialStatus is null on some real orders (observed on live stores). */
export const WireOrderSchema = WireFirstFulfillmentOrdersSchema.extend({
  id: WireIdSchema,
  name: z.string(),
  createdAt: WireTimeSchema,
  processedAt: WireTimeSchema,
  cancelledAt: WireTimeSchema.nullable(),
  test: z.boolean(),
  sourceName: WireTextSchema,
  displayFinancialStatus: z
    .enum([
      'AUTHORIZED',
      'EXPIRED',
      'PAID',
      'PARTIALLY_PAID',
      'PARTIALLY_REFUNDED',
      'PENDING',
      'REFUNDED',
      'VOIDED',
    ])
    .nullable(),
  risk: z.object({ recommendation: z.enum(['ACCEPT', 'CANCEL', 'INVESTIGATE', 'NONE']) }),
  taxesIncluded: z.boolean(),
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  email: WireTextSchema,
  phone: WireTextSchema,
  note: WireTextSchema,
  currentTotalPriceSet: WireMoneySchema,
  currentTotalTaxSet: WireMoneySchema,
  totalTipReceivedSet: WireMoneySchema,
  currentTotalDutiesSet: WireMoneySchema.nullable(),
  shippingAddress: WireAddressSchema,
  billingAddress: WireAddressSchema,
  shippingLines: WireShippingLinesSchema,
  lineItems: WireLinesSchema,
  fulfillments: z.array(z.object({ status: WireFulfillmentStatusSchema })),
})

export type WireOrder = z.infer<typeof WireOrderSchema>
export type WireAddress = z.infer<typeof WireAddressSchema>
export type WireLine = z.infer<typeof WireLinesSchema>['nodes'][number]
export type WireShippingLine = z.infer<typeof WireShippingLinesSchema>['nodes'][number]
