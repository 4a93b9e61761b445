import { orderException } from '../domain/exceptions.ts'
import type { CancelRequest, OrderResult, ParcelView } from './contract.ts'
import { attempt, linnworks, nameOf, type OrderRun, shopify, stopFor, tell } from './order-run.ts'
import { awaitMail } from './waiting.ts'

/** A Linnworks order left the open orders: posts it back to Shopify, or says what became of it. */
export async function dispatch(run: OrderRun): Promise<OrderResult | undefined> {
  const linnworksOrderId = run.mail.departures.shift()
  if (linnworksOrderId === undefined || isSettled(run, linnworksOrderId)) return undefined
  const key = { ...run.input, linnworksOrderId }

  const parcel = await attempt(run, () => linnworks(run).readParcel(key))
  if (parcel === undefined) return undefined
  run.memory = { ...run.memory, consignments: parcel.consignments }
  switch (parcel.kind) {
    case 'open':
    case 'known':
      return undefined
    case 'cancelled':
      return await cancelledByWarehouse(run)
    case 'exception':
      if (!isCancelKnown(run)) await stopFor(run, parcel.exception)
      return undefined
    case 'dispatched':
      rememberParcel(run, { linnworksOrderId, posted: false })
      return await postBack(run, linnworksOrderId)
  }
}

/** Reads the order in Shopify again and acts on what differs. */
export async function reconsider(run: OrderRun): Promise<OrderResult | undefined> {
  const { mail, memory } = run
  const retry = mail.retry
  mail.changed = false
  mail.retry = false
  const read = await attempt(run, () => shopify(run).readOrder(run.input))
  if (read === undefined) return undefined
  if (!read.found) return undefined
  if (read.cancelled && !isCancelKnown(run)) {
    mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
    return undefined
  }
  const unposted = memory.parcels.filter(({ posted }) => !posted)
  mail.departures.push(...unposted.map(({ linnworksOrderId }) => linnworksOrderId))
  if (unposted.length > 0) return undefined
  if (read.unitsToShip === 0) return await nothingLeftToShip(run)
  if (run.exception?.code === 'VERIFICATION_FAILED' && retry) return await verifyAgain(run)
  if (run.exception?.code === 'CANCEL_REFUSED') {
    if (retry) mail.cancels.push({ request: wishOf(run) })
    return undefined
  }
  if (run.exception !== undefined && isReconsidered(run.exception.code)) await awaitDispatch(run)
  return undefined
}

/** What was wanted when the cancellation was refused; unknown to a run that began later. */
function wishOf(run: OrderRun): CancelRequest {
  return run.cancelWish ?? { reason: 'OTHER', actor: 'waybill' }
}

/** Somebody corrected the order in Linnworks and says so. */
async function verifyAgain(run: OrderRun): Promise<undefined> {
  const verified = await attempt(run, () => linnworks(run).verifyConsignments(run.input))
  if (verified === undefined) return
  if (verified.exception === undefined) await awaitDispatch(run)
  else await stopFor(run, verified.exception)
}

async function awaitDispatch(run: OrderRun): Promise<void> {
  const stage = run.memory.parcels.length > 0 ? 'partlyDispatched' : 'awaitingDispatch'
  await tell(run, stage, `Waiting for dispatch of order ${nameOf(run)}.`)
}

async function postBack(run: OrderRun, linnworksOrderId: string): Promise<OrderResult | undefined> {
  const { mail } = run
  const outcome = await attempt(run, () =>
    shopify(run).postParcel({ ...run.input, linnworksOrderId }),
  )
  if (outcome === undefined) return undefined
  if (outcome.kind === 'cancelled') {
    if (!isCancelKnown(run)) mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
    return undefined
  }
  if (outcome.kind === 'exception') {
    if (!isCancelKnown(run)) await stopFor(run, outcome.exception)
    return undefined
  }
  if (outcome.kind === 'awaitingTracking') {
    if (isForPeople(run)) return undefined
    await tell(
      run,
      'partlyDispatched',
      `Order ${nameOf(run)} left the warehouse; waiting for its tracking number.`,
    )
    return undefined
  }
  const untracked = outcome.untracked === true ? { untracked: true } : {}
  rememberParcel(run, { linnworksOrderId, posted: true, ...untracked })
  if (isForPeople(run)) return undefined
  if (outcome.unitsLeft === 0) return await nothingLeftToShip(run)
  // A sibling that could not be posted before is tried again: what it waited for may be here now.
  const unposted = run.memory.parcels.filter(({ posted }) => !posted)
  mail.departures.push(...unposted.map((each) => each.linnworksOrderId))
  await tell(
    run,
    'partlyDispatched',
    `Waiting for the rest of order ${nameOf(run)} to be dispatched.`,
  )
  return undefined
}

async function nothingLeftToShip(run: OrderRun): Promise<OrderResult | undefined> {
  if (isForPeople(run)) return undefined
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
  const because = `Order ${nameOf(run)} was dispatched, and Shopify knows its tracking.`
  await tell(run, 'fulfilled', because)
  return { stage: 'fulfilled', because }
}

async function cancelledByWarehouse(run: OrderRun): Promise<OrderResult | undefined> {
  if (isCancelKnown(run)) return undefined
  if (run.exception?.code === 'CANCEL_REFUSED') {
    run.mail.cancels.push({ request: wishOf(run) })
    return undefined
  }
  if (run.memory.cancelInShopify !== true) {
    await stopFor(
      run,
      orderException('CANCELLED_IN_LINNWORKS', run.input, {
        sentence: `The warehouse cancelled order ${nameOf(run)} in Linnworks; Shopify still waits for it.`,
        remedy: `Cancel it in Shopify (that closes this by itself), or accept: waybill order release ${run.input.shop} ${run.input.orderId}`,
      }),
    )
    return await awaitMail(run)
  }
  run.mail.cancels.push({ request: { reason: 'INVENTORY', actor: 'linnworks' } })
  return undefined
}

function rememberParcel(run: OrderRun, parcel: ParcelView): void {
  const others = run.memory.parcels.filter(
    ({ linnworksOrderId }) => linnworksOrderId !== parcel.linnworksOrderId,
  )
  run.memory = { ...run.memory, parcels: [...others, parcel] }
}

/** Posted with all that there is to tell. */
function isSettled({ memory }: OrderRun, linnworksOrderId: string): boolean {
  return memory.parcels.some(
    (each) => each.linnworksOrderId === linnworksOrderId && each.posted && each.untracked !== true,
  )
}

function isCancelKnown({ memory, exception }: OrderRun): boolean {
  return memory.stage === 'cancelled' || exception?.code === 'CANCELLED_AFTER_DISPATCH'
}

/** A person accepts these; that everything else went well does not end them. */
function isForPeople({ exception }: OrderRun): boolean {
  return exception?.code === 'CANCELLED_AFTER_DISPATCH' || exception?.code === 'PARCEL_UNMATCHED'
}

/** Exceptions that are over once a look at Shopify finds nothing wrong. */
function isReconsidered(code: string): boolean {
  return ['VENDOR_REFUSED', 'FULFILLED_ELSEWHERE', 'POST_BACK_REFUSED'].includes(code)
}
