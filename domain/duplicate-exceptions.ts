import { orderException, type OrderException } from './exceptions.ts'

/** What people are asked of an order that is open and too many, and was not certainly made by us. */
export function duplicateStands(
  order: { readonly shop: string; readonly orderId: string },
  { number, reference }: { readonly number: number; readonly reference: string },
): OrderException {
  return orderException('DUPLICATE_IN_LINNWORKS', order, {
    sentence: `Linnworks order ${number}, under the reference ${reference}, holds units beyond those that were sent, and is not one that may be cancelled without asking.`,
    remedy: `Cancel it in Linnworks unless it is to be sent as well, then run: waybill order retry ${order.shop} ${order.orderId}`,
  })
}

/** What people are asked of an order that has left and was too many. */
export function duplicateLeft(
  order: { readonly shop: string; readonly orderId: string },
  { number, reference }: { readonly number: number; readonly reference: string },
): OrderException {
  return orderException('PARCEL_UNMATCHED', order, {
    sentence: `Linnworks order ${number}, under the reference ${reference}, was dispatched although the units in it had been sent already: the customer gets them twice, and Shopify is not told of it.`,
    remedy: `Recall the parcel or agree a return with the customer, then accept: waybill order release ${order.shop} ${order.orderId}`,
  })
}
