import { brownoutCause, stockBrownout } from '../../../domain/stock-exceptions.ts'
import type { ApiError } from '../../../lib/api-error.ts'
import type { Outage } from '../../../ledger/outages.ts'
import type { Dependencies } from '../../dependencies.ts'
import type { BrownoutPasses } from './brownout-passes.ts'
import type { JudgedLevel } from '../judging/judge-levels.ts'
import type { HotRound } from './push-hot-slice.ts'

/** What came of asking Linnworks for the stock of some levels. */
export interface StockAnswer {
  /** Absent where it answered. */
  readonly failure?: ApiError | undefined
  /** The levels, judged by what it said last. */
  readonly look: readonly JudgedLevel[]
}

/** Since when, and why, Linnworks does not tell its stock. */
type Silence = Pick<Outage, 'since' | 'sentence'>

/**
 * Opens STOCK_BROWNOUT once Linnworks told its stock longer ago than the shop bears, and closes it
 * when it answers and all that was offered less is read anew. Without an answer, as nothing had to be
 * asked, an outage alone decides: so it is closed some day whether anything sells by then or not. What
 * is hot or low beyond what is watched is offered less when it begins, and by the passes of every
 * watch, for those of an earlier one may have been cut short. Idempotent by the shop's one cause.
 */
export async function announceBrownout(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  passes: BrownoutPasses,
  round: HotRound,
  answer?: StockAnswer,
): Promise<void> {
  const { findShop, ledger } = dependencies
  const { shop } = round
  const { brownout } = findShop(shop).stock
  const before = new Date(Date.now() - brownout.afterMinutes * 60_000)
  const causeKey = brownoutCause(shop)
  const silence = await findSilence(dependencies, before, answer)
  const open = await ledger.stockExceptions.listOpen(shop)
  const isOpen = open.some((each) => each.causeKey === causeKey)
  if (silence === undefined) {
    if (!isOpen) return
    const isRestored = await passes.restore(round)
    if (isRestored) await ledger.stockExceptions.close(shop, [causeKey])
    return
  }
  await ledger.stockExceptions.open([stockBrownout(shop, silence, brownout)])
  if (brownout.rule === 'scaleDown') await passes.dim(round, { anew: !isOpen })
}

/** An outage, or that the stock alone cannot be read: what is too old is offered less either way. */
async function findSilence(
  { ledger }: Pick<Dependencies, 'ledger'>,
  before: Date,
  answer: StockAnswer | undefined,
): Promise<Silence | undefined> {
  if (answer !== undefined && answer.failure === undefined) return undefined
  const outages = await ledger.outages.list()
  const outage = outages.find(({ vendor, since }) => vendor === 'linnworks' && since <= before)
  if (outage !== undefined || answer?.failure === undefined) return outage
  const tooOld = answer.look
    .flatMap(({ facts: { stockReadAt } }) => stockReadAt ?? [])
    .filter((readAt) => readAt <= before)
  const since = tooOld.toSorted((one, other) => other.getTime() - one.getTime())[0]
  return since === undefined ? undefined : { since, sentence: answer.failure.message }
}
