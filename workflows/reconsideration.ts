import { endsByLook } from '../domain/exceptions.ts'
import { wantsCancel, wishOf } from './cancellation.ts'
import type { OrderResult } from './contract.ts'
import { endWithNothingLeft } from './ending.ts'
import { unlessStopped } from './interruptible.ts'
import { attempt, awaitDispatch, linnworks, type OrderRun, shopify, stopFor } from './order-run.ts'
import { awaitMail } from './waiting.ts'

/** Reads the order in Shopify again and acts on what differs. */
export async function reconsider(run: OrderRun): Promise<OrderResult | undefined> {
  const { mail, memory } = run
  const retry = mail.retry
  const read = await lookAtShopify(run)
  if (read === undefined) return undefined
  const unposted = memory.parcels.filter(({ posted }) => !posted)
  mail.departures.push(...unposted.map(({ linnworksOrderId }) => linnworksOrderId))
  if (unposted.length > 0) return undefined
  if (read.unitsToShip === 0) return await endWithNothingLeft(run)
  if (run.exception?.code === 'VERIFICATION_FAILED' && retry) return await verifyAgain(run)
  if (run.exception !== undefined && endsByLook(run.exception.code)) await awaitDispatch(run)
  return undefined
}

/**
 * Somebody wants the order cancelled, and a vendor would not: nothing is sent or waited for until
 * that is decided. A retry tries again; a cancellation in Shopify is noticed.
 */
export async function pursueCancel(run: OrderRun): Promise<undefined> {
  const { mail } = run
  if (!wantsCancel(run) || (!mail.changed && !mail.retry)) return await awaitMail(run)
  if (mail.retry) {
    mail.changed = false
    mail.retry = false
    mail.cancels.push({ request: wishOf(run) })
    return undefined
  }
  await lookAtShopify(run)
  return undefined
}

/** What Shopify shows, unless it was cancelled there, could not be read, or something urgent came. */
async function lookAtShopify(run: OrderRun): Promise<{ readonly unitsToShip: number } | undefined> {
  const { mail, memory, exception } = run
  const asked = { changed: mail.changed, retry: mail.retry }
  mail.changed = false
  mail.retry = false
  const read = await attempt(run, () => unlessStopped(run, () => shopify(run).readOrder(run.input)))
  if (read === 'stopped') {
    mail.changed ||= asked.changed
    mail.retry ||= asked.retry
    return undefined
  }
  if (read === undefined || !read.found) return undefined
  const known = memory.stage === 'cancelled' || exception?.code === 'CANCELLED_AFTER_DISPATCH'
  if (!read.cancelled || known) return read
  mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
  return undefined
}

/** Somebody corrected the order in Linnworks and says so. */
async function verifyAgain(run: OrderRun): Promise<undefined> {
  const verified = await attempt(run, () => linnworks(run).verifyConsignments(run.input))
  if (verified === undefined) return
  if (verified.exception === undefined) await awaitDispatch(run)
  else await stopFor(run, verified.exception)
}
