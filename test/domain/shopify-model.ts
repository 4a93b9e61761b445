import type { Fulfillment, FulfillmentOrder } from '../../domain/order.ts'
import type { ParcelUnits, PostBackPlan } from '../../domain/parcel.ts'
import { fulfillmentOrderOf } from './builders.ts'

/**
 * Shopify's fulfilment orders, as small as they can be: a split moves units into a fulfilment order
 * of their own, a fulfilment closes the whole of those it names, all of one location.
 */
export function createShopifyModel(
  stock: readonly (ParcelUnits & { readonly locationId: string })[],
) {
  let made = 0
  const orders: FulfillmentOrder[] = []
  const fulfillments: Fulfillment[] = []
  for (const locationId of new Set(stock.map((each) => each.locationId))) {
    add(
      locationId,
      stock.filter((each) => each.locationId === locationId),
    )
  }

  function add(locationId: string, units: readonly ParcelUnits[]): void {
    const fulfillmentOrderId = `F${++made}`
    orders.push(
      fulfillmentOrderOf({
        fulfillmentOrderId,
        locationId,
        lines: units.map(({ lineId, quantity }) => ({
          fulfillmentOrderLineId: `${fulfillmentOrderId}-${lineId}`,
          lineId,
          totalQuantity: quantity,
          remainingQuantity: quantity,
        })),
      }),
    )
  }

  function change(fulfillmentOrderId: string, to: Partial<FulfillmentOrder>): FulfillmentOrder {
    const index = orders.findIndex((each) => each.fulfillmentOrderId === fulfillmentOrderId)
    const before = orders[index]
    if (before?.status !== 'OPEN') throw new Error('unfulfillable status= closed')
    orders[index] = { ...before, ...to }
    return before
  }

  return {
    orders: () => orders,
    fulfillments: () => fulfillments,

    split({ fulfillmentOrderId, lines }: Extract<PostBackPlan, { kind: 'split' }>): void {
      const { locationId = '', lines: before } = change(fulfillmentOrderId, {})
      const cut = before.map((line) => {
        const wanted = lines.filter(
          (each) => each.fulfillmentOrderLineId === line.fulfillmentOrderLineId,
        )
        const quantity = wanted.reduce((total, each) => total + each.quantity, 0)
        if (quantity > line.remainingQuantity) throw new Error('more than there is')
        return { ...line, quantity }
      })
      const left = cut.map(({ quantity, ...line }) => ({
        ...line,
        remainingQuantity: line.remainingQuantity - quantity,
      }))
      if (left.every(({ remainingQuantity }) => remainingQuantity === 0)) {
        throw new Error('a split must leave something')
      }
      change(fulfillmentOrderId, { lines: left })
      add(
        locationId,
        cut.filter(({ quantity }) => quantity > 0),
      )
    },

    fulfil({ fulfillmentOrders }: Extract<PostBackPlan, { kind: 'fulfil' }>): Fulfillment {
      const closed = fulfillmentOrders.map(({ fulfillmentOrderId, lines }) => {
        const before = change(fulfillmentOrderId, { status: 'CLOSED' })
        for (const { fulfillmentOrderLineId, remainingQuantity } of before.lines) {
          const named = lines.filter(
            (each) => each.fulfillmentOrderLineId === fulfillmentOrderLineId,
          )
          const quantity = named.reduce((total, each) => total + each.quantity, 0)
          if (quantity !== remainingQuantity) throw new Error('not what remains of it')
        }
        return before
      })
      if (new Set(closed.map(({ locationId }) => locationId)).size !== 1) {
        throw new Error('must be assigned to a single location')
      }
      const fulfillment: Fulfillment = {
        fulfillmentId: `U${fulfillments.length + 1}`,
        status: 'SUCCESS',
        createdAt: '2026-11-01T12:00:00Z',
        trackingNumbers: [],
        lines: closed
          .flatMap(({ lines }) => lines)
          .filter(({ remainingQuantity }) => remainingQuantity > 0)
          .map(({ lineId, remainingQuantity }) => ({ lineId, quantity: remainingQuantity })),
      }
      fulfillments.push(fulfillment)
      return fulfillment
    },
  }
}

/** Units by line, in an order of their own, so that two piles compare. */
export function pileOf(units: readonly ParcelUnits[]): Readonly<Record<string, number>> {
  const pile: Record<string, number> = {}
  for (const { lineId, quantity } of units) pile[lineId] = (pile[lineId] ?? 0) + quantity
  return pile
}
