import { type DriftVerdict, judgeDrift } from '../../domain/stock-drift.ts'
import type { Dependencies } from '../dependencies.ts'
import type { LevelFacts } from './level-facts.ts'

/** What differs from what was found right last, and what is known to have changed it since. */
export async function judgeDrifts(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  facts: readonly LevelFacts[],
): Promise<readonly DriftVerdict[]> {
  const { healing } = findShop(shop).stock
  const differing = facts.filter(
    ({ row }) => row.knownOnHand !== null && row.onHand !== row.knownOnHand,
  )
  const changes = await ledger.stockLevels.countChanges(
    differing.map(({ row }) => ({ ...row, since: row.knownAt ?? row.readAt })),
  )
  const verdicts = new Map(
    differing.map((each, nth) => {
      const { onHand, knownOnHand, healedAt } = each.row
      const { posted = 0, perhapsPosted = 0, left = 0 } = changes[nth] ?? {}
      const history = {
        ...{ onHand, posted, perhapsPosted, left },
        ...(knownOnHand === null ? {} : { written: knownOnHand }),
        ...(healedAt === null
          ? {}
          : { healedHoursAgo: (Date.now() - healedAt.getTime()) / 3_600_000 }),
      }
      return [each, judgeDrift(history, healing)] as const
    }),
  )
  return facts.map((each) => verdicts.get(each) ?? { kind: 'explained' })
}
