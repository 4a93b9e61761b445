import { isLasting } from '../domain/exceptions.ts'
import { stopAsTooLate } from './cancellation.ts'
import type { OrderResult, ParcelView } from './contract.ts'
import { cancelledByWarehouse, endWithNothingLeft, isForPeople } from './ending.ts'
import { unlessStopped } from './interruptible.ts'
import { attempt, linnworks, nameOf, type OrderRun, shopify, stopFor, tell } from './order-run.ts'

/** A Linnworks order left the open orders: posts it back to Shopify, or says what became of it. */
export async function dispatch(run: OrderRun): Promise<OrderResult | undefined> {
  const linnworksOrderId = run.mail.departures.shift()
  if (linnworksOrderId === undefined || isSettled(run, linnworksOrderId)) return undefined
  const key = { ...run.input, linnworksOrderId }

  const parcel = await attempt(run, () => unlessStopped(run, () => linnworks(run).readParcel(key)))
  if (parcel === 'stopped') {
    run.mail.departures.unshift(linnworksOrderId)
    return undefined
  }
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
      if (run.memory.stage === 'cancelled') {
        await stopAsTooLate(run, [])
        return undefined
      }
      return await postBack(run, linnworksOrderId)
  }
}

async function postBack(run: OrderRun, linnworksOrderId: string): Promise<OrderResult | undefined> {
  const { mail } = run
  const key = { ...run.input, linnworksOrderId }
  const outcome = await attempt(run, () => unlessStopped(run, () => shopify(run).postParcel(key)))
  if (outcome === undefined) return undefined
  if (outcome === 'stopped') {
    mail.departures.unshift(linnworksOrderId)
    return undefined
  }
  if (outcome.kind === 'cancelled') {
    if (!isCancelKnown(run)) mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
    return undefined
  }
  if (outcome.kind === 'exception') {
    if (!isCancelKnown(run)) await stopFor(run, outcome.exception)
    return undefined
  }
  if (outcome.kind === 'awaitingTracking') {
    await goOn(run, `Order ${nameOf(run)} left the warehouse; waiting for its tracking number.`)
    return undefined
  }
  const untracked = outcome.untracked === true ? { untracked: true } : {}
  rememberParcel(run, { linnworksOrderId, posted: true, ...untracked })
  if (isForPeople(run)) return undefined
  if (outcome.unitsLeft === 0) return await endWithNothingLeft(run)
  // A sibling that could not be posted before is tried again: what it waited for may be here now.
  const unposted = run.memory.parcels.filter(({ posted }) => !posted)
  mail.departures.push(...unposted.map((each) => each.linnworksOrderId))
  await goOn(run, `Waiting for the rest of order ${nameOf(run)} to be dispatched.`)
  return undefined
}

/** The order goes on, unless something stopped it that no parcel cures. */
async function goOn(run: OrderRun, next: string): Promise<void> {
  if (run.exception !== undefined && isLasting(run.exception.code)) return
  await tell(run, 'partlyDispatched', next)
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
