import { judgeSweep, type SweepCount } from '../../../domain/stock-brakes.ts'
import { pushStopped } from '../../../domain/stock-exceptions.ts'
import type { StockPass } from '../../../ledger/stock-passes.ts'
import { isStopped } from '../../../ledger/stock-stops.ts'
import type { Dependencies } from '../../dependencies.ts'

/** What a shop offers is emptied by both lanes together: each counts what the other did. */
export interface EmptyingCount {
  /** When the counting begins. */
  readonly since: Date
  /** So many that are to be written now would offer nothing any more. */
  readonly emptying: number
}

type Guarding = Pick<Dependencies, 'findShop' | 'ledger'>

/**
 * Stops a shop's push where writing these would empty more of what it offers than Linnworks can be
 * believed. Answers why nothing of it may be written, or `undefined`.
 */
export async function guardEmptying(
  dependencies: Guarding,
  shop: string,
  { since, emptying }: EmptyingCount,
): Promise<string | undefined> {
  if (emptying === 0) return await findStop(dependencies, shop)
  const { stockLevels } = dependencies.ledger
  const [offering, emptied] = await Promise.all([
    stockLevels.countOffering(shop),
    stockLevels.countEmptied(shop, since),
  ])
  return await guardMaster(dependencies, shop, {
    levels: offering + emptied,
    wouldEmpty: emptied + emptying,
    items: 0,
  })
}

/**
 * Far fewer items than in the last pass that was believed: what is missing is not gone. Answers why
 * nothing may be written, or `undefined`. A pass that is not believed is no measure for the next.
 */
export async function guardPass(
  dependencies: Guarding,
  shop: string,
  { id, startedAt, items }: StockPass,
): Promise<string | undefined> {
  const { findShop, ledger } = dependencies
  const itemsBefore = await ledger.stockPasses.countItemsBefore(startedAt)
  const count = {
    levels: 0,
    wouldEmpty: 0,
    items,
    ...(itemsBefore !== undefined && { itemsBefore }),
  }
  const stopped = await guardMaster(dependencies, shop, count)
  const isFew = judgeSweep(count, findShop(shop).stock.guard).kind === 'stop'
  if (stopped !== undefined && isFew) await ledger.stockPasses.doubt(id)
  return stopped
}

/** Stops a shop's push where the count says that Linnworks is wrong, unless a person let it go on. */
async function guardMaster(
  dependencies: Guarding,
  shop: string,
  count: SweepCount,
): Promise<string | undefined> {
  const { findShop, ledger } = dependencies
  const stop = await ledger.stockStops.find(shop)
  if (isStopped(stop)) return stop?.sentence
  if (stop?.releasedUntil != null && stop.releasedUntil > new Date()) return undefined
  const verdict = judgeSweep(count, findShop(shop).stock.guard)
  if (verdict.kind === 'go') return undefined
  await ledger.stockStops.stop(shop, verdict.sentence)
  await ledger.stockExceptions.open([pushStopped(shop, verdict.sentence)])
  return verdict.sentence
}

/** Why nothing of the shop may be written. */
export async function findStop(
  { ledger }: Pick<Dependencies, 'ledger'>,
  shop: string,
): Promise<string | undefined> {
  const stop = await ledger.stockStops.find(shop)
  return isStopped(stop) ? stop?.sentence : undefined
}
