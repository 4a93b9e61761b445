import { orderException, type OrderException } from '../domain/exceptions.ts'
import { planPostBack, type PostBackPart } from '../domain/parcel.ts'
import { ApiError } from '../lib/api-error.ts'
import type { ParcelRow } from '../ledger/parcels.ts'
import type { FulfillmentState, OpenFulfillment, ShopifyClient } from '../shopify/index.ts'

/** A parcel whose units lie in many fulfilment orders takes a cut for each; more is no longer sane. */
const mostSplits = 10

export type IsolatedParcel =
  | {
      readonly kind: 'ready'
      readonly fulfillmentOrders: readonly PostBackPart[]
      /** Where the parcel left from. */
      readonly locationId: string
      /** What was planned from: after a split it is another than before. */
      readonly open: OpenFulfillment
    }
  | { readonly kind: 'exception'; readonly exception: OrderException }

/**
 * Splits fulfilment orders until some of them hold this parcel and nothing else, so that a second
 * create for it can only be refused. Plans afresh after each split, from what Shopify then shows.
 */
export async function isolateParcel(
  client: Pick<ShopifyClient, 'getOpenFulfillment' | 'splitFulfillmentOrder'>,
  parcel: ParcelRow,
  locationId: string,
  first: OpenFulfillment,
): Promise<IsolatedParcel> {
  let open = first
  for (let splits = 0; splits <= mostSplits; splits += 1) {
    const plan = planPostBack({
      units: parcel.units ?? [],
      locationId,
      fulfillmentOrders: open.fulfillmentOrders,
    })
    if (plan.kind === 'fulfil') {
      return { kind: 'ready', locationId, fulfillmentOrders: plan.fulfillmentOrders, open }
    }
    if (plan.kind === 'unmatched') return postBackRefused(parcel, plan.because)
    const answer = await client.splitFulfillmentOrder(plan)
    if (answer.outcome === 'refused') return postBackRefused(parcel, answer.message)
    open = await requireOpenFulfillment(client, parcel.orderId)
  }
  return postBackRefused(parcel, 'its units lie in too many fulfilment orders')
}

export async function requireFulfillmentState(
  client: Pick<ShopifyClient, 'getFulfillmentState'>,
  orderId: string,
): Promise<FulfillmentState> {
  return required(await client.getFulfillmentState(orderId), orderId)
}

/** Cheaper by what tells of the parcels posted so far. */
export async function requireOpenFulfillment(
  client: Pick<ShopifyClient, 'getOpenFulfillment'>,
  orderId: string,
): Promise<OpenFulfillment> {
  return required(await client.getOpenFulfillment(orderId), orderId)
}

function required<State>(state: State | undefined, orderId: string): State {
  if (state !== undefined) return state
  throw new ApiError(`there is no order ${orderId}`, {
    kind: 'rejected',
    vendor: 'shopify',
    operation: 'order',
  })
}

export function postBackRefused(
  parcel: ParcelRow,
  because: string,
): { readonly kind: 'exception'; readonly exception: OrderException } {
  const { shop, orderId, linnworksOrderId } = parcel
  return {
    kind: 'exception',
    exception: orderException('POST_BACK_REFUSED', parcel, {
      sentence: `Parcel ${linnworksOrderId} of order ${orderId} left the warehouse, but Shopify does not take its fulfilment: ${because}`,
      remedy: `Mend the order's fulfilment in Shopify (release a hold, move it back), then run: waybill order retry ${shop} ${orderId}; or fulfil it there by hand and accept: waybill order release ${shop} ${orderId}`,
    }),
  }
}
