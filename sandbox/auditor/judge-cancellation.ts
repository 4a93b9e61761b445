import { listNumbers, nameOf, type OrderCase } from './order-case.ts'
import { finding, type Finding } from './report.ts'

/** P4: of an order that is cancelled in Shopify nothing is open in Linnworks or was dispatched. */
export function judgeCancellation(each: OrderCase): readonly Finding[] {
  const { order, live, waiting, expectations } = each
  if (!order.cancelled) return []
  const open = live.filter(({ state }) => state === 'open')
  const dispatched = live.filter(({ state }) => state === 'dispatched')
  const raceLost = expectations.expectDispatchedDespiteCancel?.includes(order.orderId) ?? false
  const found: Finding[] = []
  if (open.length > 0 && !waiting) {
    const sentence = `${nameOf(order)} is cancelled and still open in Linnworks (${listNumbers(open)}).`
    found.push(finding('notCancelled', order, sentence))
  }
  if (dispatched.length > 0 && !raceLost) {
    const sentence = `${nameOf(order)} is cancelled, Linnworks dispatched it (${listNumbers(dispatched)}), and nobody said so.`
    found.push(finding('dispatchedDespiteCancel', order, sentence))
  }
  return found
}
