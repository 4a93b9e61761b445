import { orderException } from '../domain/exceptions.ts'
import type { OrderResult } from './contract.ts'
import { wantsCancel, wishOf } from './cancellation.ts'
import { attempt, nameOf, type OrderRun, shopify, stopFor, tell } from './order-run.ts'

/** Shopify waits for nothing more: the order is done, unless something of it could still leave. */
export async function endWithNothingLeft(run: OrderRun): Promise<OrderResult | undefined> {
  if (isForPeople(run)) return undefined
  if (wantsCancel(run)) {
    run.mail.cancels.push({ request: wishOf(run) })
    return undefined
  }
  const open = run.memory.consignments.filter(({ state }) => state === 'verified')
  if (open.length > 0) {
    const numbers = open.map(({ linnworksNumber }) => linnworksNumber ?? '?').join(', ')
    await stopFor(
      run,
      orderException('FULFILLED_ELSEWHERE', run.input, {
        sentence: `Shopify waits for nothing more of order ${nameOf(run)}, but Linnworks order ${numbers} is still open and could be shipped a second time.`,
        remedy: 'Cancel it in Linnworks, or process it there if it is what left.',
      }),
    )
    return undefined
  }
  const because = `Order ${nameOf(run)} is done: Shopify waits for nothing more of it.`
  await tell(run, 'fulfilled', because)
  return { stage: 'fulfilled', because }
}

/** The warehouse cancelled what stood in Linnworks: the shop's policy says what that means. */
export async function cancelledByWarehouse(run: OrderRun): Promise<OrderResult | undefined> {
  const { mail, memory, input } = run
  if (memory.stage === 'cancelled' || run.exception?.code === 'CANCELLED_AFTER_DISPATCH') {
    return undefined
  }
  if (wantsCancel(run)) {
    mail.cancels.push({ request: wishOf(run) })
    return undefined
  }
  const read = await attempt(run, () => shopify(run).readOrder(input))
  if (read === undefined) return undefined
  if (read.found && read.cancelled) {
    mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
    return undefined
  }
  if (read.found && read.unitsToShip === 0) return await endWithNothingLeft(run)
  if (memory.cancelInShopify === true) {
    mail.cancels.push({ request: { reason: 'INVENTORY', actor: 'linnworks' } })
    return undefined
  }
  await stopFor(
    run,
    orderException('CANCELLED_IN_LINNWORKS', input, {
      sentence: `The warehouse cancelled order ${nameOf(run)} in Linnworks; Shopify still waits for it.`,
      remedy: `Cancel it in Shopify (that closes this by itself), or accept: waybill order release ${input.shop} ${input.orderId}`,
    }),
  )
  return undefined
}

/** A person accepts these; that everything else went well does not end them. */
export function isForPeople({ exception }: OrderRun): boolean {
  return exception?.code === 'CANCELLED_AFTER_DISPATCH' || exception?.code === 'PARCEL_UNMATCHED'
}
