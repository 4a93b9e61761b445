import type { FulfillmentOrder } from '../../../domain/order.ts'
import type { FulfillmentOrderQuantity, ShopifyClient } from '../../../shopify/index.ts'
import { withMethods } from './exchange.ts'

interface Cut {
  readonly fulfillmentOrderId: string
  readonly lines: readonly FulfillmentOrderQuantity[]
}

/**
 * A shop of which nothing is really split off: a parcel's units are named in the create itself, as
 * whoever knows nothing of late commits would do it. To Waybill it looks as if they had been split.
 */
export function withoutSplits(client: ShopifyClient): ShopifyClient {
  const cuts = new Map<string, Cut>()
  const show = <State extends { readonly fulfillmentOrders: readonly FulfillmentOrder[] }>(
    state: State | undefined,
  ): State | undefined =>
    state && {
      ...state,
      fulfillmentOrders: state.fulfillmentOrders.flatMap((each) => cutUp(each, cuts)),
    }
  return withMethods(client, {
    getOpenFulfillment: async (orderId) => show(await client.getOpenFulfillment(orderId)),
    getFulfillmentState: async (orderId) => show(await client.getFulfillmentState(orderId)),
    splitFulfillmentOrder: (cut) => {
      const splitOffFulfillmentOrderId = `cut from ${cut.fulfillmentOrderId}`
      cuts.set(splitOffFulfillmentOrderId, cut)
      return Promise.resolve({ outcome: 'split', splitOffFulfillmentOrderId })
    },
    createFulfillment: (request) =>
      client.createFulfillment({
        ...request,
        fulfillmentOrders: request.fulfillmentOrders.map(
          (each) => cuts.get(each.fulfillmentOrderId) ?? each,
        ),
      }),
  })
}

/** The fulfilment order as it would be after the cut, and what was cut from it. */
function cutUp(whole: FulfillmentOrder, cuts: ReadonlyMap<string, Cut>): FulfillmentOrder[] {
  const id = `cut from ${whole.fulfillmentOrderId}`
  const cut = cuts.get(id)
  if (cut === undefined) return [whole]
  const taken = (line: FulfillmentOrder['lines'][number]) =>
    cut.lines.find((each) => each.fulfillmentOrderLineId === line.fulfillmentOrderLineId)
      ?.quantity ?? 0
  const share = (quantityOf: (line: FulfillmentOrder['lines'][number]) => number) =>
    whole.lines
      .map((line) => ({ ...line, remainingQuantity: quantityOf(line) }))
      .filter(({ remainingQuantity }) => remainingQuantity > 0)
  return [
    { ...whole, lines: share((line) => line.remainingQuantity - taken(line)) },
    { ...whole, fulfillmentOrderId: id, lines: share(taken) },
  ]
}
