import { ApiError } from '../../../lib/api-error.ts'
import { levelText } from '../../../ledger/level-key.ts'
import type { LevelWrite } from '../../../ledger/stock-writes.ts'
import type { Dependencies } from '../../dependencies.ts'
import type { JudgedLevel } from '../judging/judge-levels.ts'
import type { PoisonedWrite } from './write-levels.ts'

/** What of the wish to stock items at their locations did not come true. */
export interface Activation {
  readonly refused: readonly PoisonedWrite[]
  /** Nobody knows yet: they are to be read again. */
  readonly unanswered: readonly LevelWrite[]
}

/**
 * Stocks items at their locations where the shop wants that and the level was just written: Shopify
 * takes a number for what is inactive, and puts on sale what the level holds (Shopify docs:
 * changelog), which before is a number of long ago. Idempotent by the level and the reading that
 * found it inactive.
 */
export async function activateLevels(
  { findShop }: Pick<Dependencies, 'findShop'>,
  shop: string,
  judged: readonly JudgedLevel[],
  written: readonly LevelWrite[],
): Promise<Activation> {
  const holding = new Set(written.map(levelText))
  const refused: PoisonedWrite[] = []
  const unanswered: LevelWrite[] = []
  for (const { verdict, write } of judged) {
    if (verdict.activate !== true || write === undefined || !holding.has(levelText(write))) continue
    try {
      const { inventoryItemId, locationId, readAt } = write
      const answer = await findShop(shop).client.activateLevel({
        ...{ inventoryItemId, locationId },
        idempotencyKey: `activate:${inventoryItemId}:${locationId}:${readAt.getTime()}`,
      })
      if (answer.outcome === 'active') continue
      refused.push({ write, code: 'NOT_ACTIVATED', message: answer.message })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      unanswered.push(write)
    }
  }
  return { refused, unanswered }
}
