import { type DriftVerdict, judgeDrift, type LevelHistory } from '../../../domain/stock-drift.ts'
import type { LevelChanges } from '../../../ledger/stock-changes.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { Dependencies } from '../../dependencies.ts'
import { countRestocks } from './count-restocks.ts'
import type { LevelFacts } from './level-facts.ts'
import { areOrdersHeard, type ShopMoment } from './shop-moment.ts'

/**
 * What differs from what was found right last, and what is known to have changed it since. What
 * Shopify put back itself is looked up only where nothing else explains that there is too much. Of
 * what nobody writes nothing is asked.
 */
export async function judgeDrifts(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  moment: ShopMoment,
  facts: readonly LevelFacts[],
): Promise<readonly DriftVerdict[]> {
  const { shop } = moment
  const { healing } = dependencies.findShop(shop).stock
  const differing = facts.filter(
    ({ row }) =>
      row.knownOnHand !== null &&
      (row.onHand !== row.knownOnHand || row.loweredUnits > 0) &&
      isOurs(row),
  )
  const changes = await dependencies.ledger.stockLevels.countChanges(
    differing.map(({ row }) => ({ ...row, since: row.knownAt ?? row.readAt })),
  )
  const histories = new Map(
    differing.map((each, nth) => [
      each,
      toHistory(each.row, changes[nth], areOrdersHeard(moment, each, hasFallen(each.row))),
    ]),
  )
  const verdicts = new Map(
    [...histories].map(([each, history]) => [each, judgeDrift(history, healing)]),
  )
  const tooMany = (moment.asksNobody === true ? [] : [...histories]).filter(([each]) => {
    const verdict = verdicts.get(each) ?? { kind: 'explained' }
    return verdict.kind !== 'explained' && verdict.kind !== 'asked' && verdict.units > 0
  })
  const restocks = await countRestocks(
    dependencies,
    shop,
    tooMany.map(([{ row }]) => ({ ...row, since: row.loweredSince ?? row.knownAt ?? row.readAt })),
  )
  for (const [nth, [each, history]] of tooMany.entries()) {
    const restocked = restocks?.[nth]
    // Where Shopify could not be asked the question stays open.
    const known = restocked === undefined ? { ordersHeard: false } : { restocked }
    verdicts.set(each, judgeDrift({ ...history, ...known }, healing))
  }
  return facts.map((each) => verdicts.get(each) ?? { kind: 'explained' })
}

/** As it was judged last: what nobody writes may hold what it likes. */
function isOurs({ standing }: LevelRow): boolean {
  return standing !== 'skipped' && standing !== 'paused'
}

function hasFallen({ onHand, knownOnHand }: LevelRow): boolean {
  return onHand < (knownOnHand ?? onHand)
}

function toHistory(
  { onHand, knownOnHand, healedAt, loweredUnits }: LevelRow,
  changes: LevelChanges | undefined,
  ordersHeard: boolean,
): LevelHistory {
  const { posted = 0, perhapsPosted = 0, left = 0 } = changes ?? {}
  return {
    ...{ onHand, posted, perhapsPosted, left, loweredUnits, ordersHeard },
    ...(knownOnHand === null ? {} : { expected: knownOnHand }),
    ...(healedAt === null ? {} : { healedHoursAgo: (Date.now() - healedAt.getTime()) / 3_600_000 }),
  }
}
