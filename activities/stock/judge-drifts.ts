import { type DriftVerdict, judgeDrift } from '../../domain/stock-drift.ts'
import type { Dependencies } from '../dependencies.ts'
import type { LevelFacts } from './level-facts.ts'

/** What differs from what was written last, and what is known to have changed it since. */
export async function judgeDrifts(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  facts: readonly LevelFacts[],
): Promise<readonly DriftVerdict[]> {
  const { healing } = findShop(shop).stock
  const differing = facts.filter(({ row }) => row.written !== null && row.onHand !== row.written)
  const changes = await ledger.stockLevels.countChanges(
    differing.map(({ row }) => ({ ...row, since: row.writtenAt ?? row.readAt })),
  )
  const verdicts = new Map(
    differing.map((each, nth) => {
      const { onHand, written, healedAt } = each.row
      const { posted = 0, perhapsPosted = 0, left = 0 } = changes[nth] ?? {}
      const history = {
        ...{ onHand, posted, perhapsPosted, left },
        ...(written === null ? {} : { written }),
        ...(healedAt === null
          ? {}
          : { healedHoursAgo: (Date.now() - healedAt.getTime()) / 3_600_000 }),
      }
      return [each, judgeDrift(history, healing)] as const
    }),
  )
  return facts.map((each) => verdicts.get(each) ?? { kind: 'explained' })
}
