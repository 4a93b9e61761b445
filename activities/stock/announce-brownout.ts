import type { ApiError } from '../../lib/api-error.ts'
import type { Outage } from '../../ledger/outages.ts'
import type { Dependencies } from '../dependencies.ts'
import type { JudgedLevel } from './judge-levels.ts'

/** What came of asking Linnworks for the stock of some levels. */
export interface StockAnswer {
  /** Absent where it answered. */
  readonly failure?: ApiError | undefined
  /** The levels, judged by what it said last. */
  readonly look: readonly JudgedLevel[]
}

/** Since when, and why, Linnworks does not tell its stock. */
type Silence = Pick<Outage, 'since' | 'sentence'>

type Announcing = Pick<Dependencies, 'findShop' | 'ledger'>

/**
 * Opens STOCK_BROWNOUT once Linnworks told its stock longer ago than the shop bears, and closes it
 * when it answers. Without an answer, as nothing had to be asked, an outage alone decides: so it is
 * closed some day whether anything sells by then or not. Idempotent by the shop's one cause.
 */
export async function announceBrownout(
  dependencies: Announcing,
  shop: string,
  answer?: StockAnswer,
): Promise<void> {
  const { findShop, ledger } = dependencies
  const { rule, offerPercent, afterMinutes } = findShop(shop).stock.brownout
  const before = new Date(Date.now() - afterMinutes * 60_000)
  const causeKey = `brownout:${shop}`
  const silence = await findSilence(dependencies, before, answer)
  if (silence === undefined) {
    await ledger.stockExceptions.close(shop, [causeKey])
    return
  }
  const meanwhile =
    rule === 'keep'
      ? 'every level keeps its number'
      : `of hot and low items ${offerPercent} % are still offered`
  await ledger.stockExceptions.open([
    {
      ...{ shop, causeKey, code: 'STOCK_BROWNOUT', owner: 'operations' },
      sentence: `Linnworks has not told its stock since ${silence.since.toISOString()} (${silence.sentence}): ${meanwhile}.`,
      remedy:
        'Bring Linnworks back: it is undone by itself. Meanwhile take off sale in Shopify what must not be sold; a pause keeps its number.',
    },
  ])
}

/** An outage, or that the stock alone cannot be read: what is too old is offered less either way. */
async function findSilence(
  { ledger }: Pick<Announcing, 'ledger'>,
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
