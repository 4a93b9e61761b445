import type { HoldAnswer, OrderResult } from './contract.ts'
import { awaitDispatch, ledger, nameOf, type OrderRun, tell } from './order-run.ts'

export interface Acceptance {
  readonly answer: HoldAnswer
  readonly result?: OrderResult
}

/**
 * A person takes the order as it is: what cannot be undone is closed. The order ends with it, unless
 * the rest of it is still to leave. `undefined` where nothing waits to be accepted.
 */
export async function accept(run: OrderRun, actor: string): Promise<Acceptance | undefined> {
  const stage = acceptedStage(run)
  if (stage === undefined) return undefined
  const because = `Order ${nameOf(run)} was accepted as it is by ${actor}.`
  const answer = { outcome: 'done', because } as const
  await ledger.acceptParcels(run.input)
  const { consignments, parcels } = run.memory
  run.memory = { ...run.memory, parcels: parcels.map((each) => ({ ...each, posted: true })) }
  const wasCancelled = run.exception?.code === 'CANCELLED_AFTER_DISPATCH'
  if (!wasCancelled && consignments.some(({ state }) => state === 'verified')) {
    await awaitDispatch(run, actor)
    return { answer }
  }
  await tell(run, stage, because, { actor })
  return { answer, result: { stage, because } }
}

/** What an order ends as once a person accepts its exception, where that is theirs to decide. */
export function acceptedStage({
  exception,
  memory,
}: OrderRun): 'fulfilled' | 'cancelled' | undefined {
  const code = exception?.code
  if (code === 'PARCEL_UNMATCHED' || code === 'POST_BACK_REFUSED') return 'fulfilled'
  if (code === 'CANCELLED_IN_LINNWORKS') return 'cancelled'
  if (code !== 'CANCELLED_AFTER_DISPATCH') return undefined
  return memory.parcels.every(({ posted }) => posted) ? 'fulfilled' : 'cancelled'
}
