import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { StoredLine, StoredOrder } from './documents.ts'
import { toOrderItem } from './item-wire.ts'
import { storedPrice } from './money.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { getOpenOrder } from './order-access.ts'
import { orderTotals } from './order-totals.ts'
import { toTotalsInfo } from './order-wire.ts'
import { changed, type LinnworksState } from './state.ts'

const number = z.number().nullish()

/** Lines that people in Linnworks add and remove. An added one has no channel identity. */
export function orderLineOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Orders/AddOrderItem',
      perMinute: 250,
      input: z.object({
        orderId: GuidSchema,
        itemId: GuidSchema,
        channelSKU: z.string().nullish(),
        fulfilmentCenter: GuidSchema.nullish(),
        quantity: z.number().int().positive(),
        linePricing: z
          .object({
            PricePerUnit: number,
            DiscountPercentage: number,
            TaxRatePercentage: number,
            TaxInclusive: z.boolean().nullish(),
          })
          .nullish(),
        createdDate: z.string().nullish(),
      }),
      run: ({ orderId, itemId, channelSKU, quantity, linePricing }) => {
        const order = getOpenOrder(state, orderId)
        const item = state.items.get(itemId)
        if (item === undefined) throw new Refusal('Stock item not found.')
        const line: StoredLine = {
          rowId: randomUUID(),
          itemNumber: '',
          itemSource: '',
          channelSku: channelSKU ?? null,
          title: item.title,
          quantity,
          isService: false,
          stockItemId: item.id,
          pricePerUnit: storedPrice(linePricing?.PricePerUnit ?? 0),
          discountPercent: linePricing?.DiscountPercentage ?? 0,
          taxRatePercent: linePricing?.TaxRatePercentage ?? state.account.countryTaxRate,
          taxInclusive: linePricing?.TaxInclusive ?? true,
          addedAt: state.now(),
        }
        return answer(saveLines(state, order, [...order.lines, line], line))
      },
    }),
    operation({
      path: '/api/Orders/RemoveOrderItem',
      perMinute: 150,
      input: z.object({
        orderId: GuidSchema,
        rowid: GuidSchema,
        fulfilmentCenter: GuidSchema.nullish(),
      }),
      run: ({ orderId, rowid }) => {
        const order = getOpenOrder(state, orderId)
        const line = order.lines.find((candidate) => candidate.rowId === rowid)
        if (line === undefined) throw new Refusal('Order item not found.')
        const rest = order.lines.filter((candidate) => candidate !== line)
        return answer(saveLines(state, order, rest, line))
      },
    }),
  ]
}

function saveLines(
  state: LinnworksState,
  order: StoredOrder,
  lines: readonly StoredLine[],
  touched: StoredLine,
) {
  const next = changed(state, order, { lines }, { type: 'ITEMS', note: 'Order items changed' })
  state.transaction(() => state.orders.save(next))
  const totals = orderTotals(next)
  return {
    TotalsInfo: toTotalsInfo(next, totals),
    Item: toOrderItem(state, next, touched, totals),
    ItemWeight: 0,
    TotalWeight: 0,
  }
}
