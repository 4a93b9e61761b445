import { auditStock } from '../../sandbox/auditor/index.ts'
import { AURORA, ITEM_LINKS, LINNWORKS, LOCATION_LINKS } from '../../sandbox/world.ts'
import { bookColumnOf, type Stage } from '../../domain/stage.ts'
import type { Stack } from '../stack.ts'
import type { Arrivals } from './arrivals.ts'
import { keyOf } from './watcher.ts'
import type { Truth } from './truth.ts'

const { shop } = AURORA
const waitsForTheFloor: ReadonlySet<Stage> = new Set(['awaitingDispatch', 'partlyDispatched'])
export const poisonedItem = '90000000008'

/** What waits for the floor rests. */
export function isMoving(stage: Stage): boolean {
  return bookColumnOf(stage) === 'moving' && !waitsForTheFloor.has(stage)
}

/** What is not right yet, a line each: every level to the unit, and nothing that waits. */
export async function listRestless(
  { ledger }: Pick<Stack, 'ledger'>,
  truth: Truth,
): Promise<readonly string[]> {
  const [levels, exceptions, outages, inbox, standing] = await Promise.all([
    ledger.levelViews.find({ shop }),
    ledger.stockExceptions.listOpen(),
    ledger.outages.list(),
    ledger.inbox.countWaiting(),
    ledger.orders.countAll(),
  ])
  const unsettled = levels.filter(({ writeSentAt }) => writeSentAt !== null)
  const moving = standing.filter(({ stage }) => isMoving(stage))
  return [
    ...truth.levels
      .filter(({ level }) => !level.startsWith(poisonedItem))
      .filter(({ available, free }) => Math.max(0, available) !== Math.max(0, free))
      .map(({ level, available, free }) => {
        const found = levels.find(
          ({ inventoryItemId, locationId }) => `${inventoryItemId}:${locationId}` === level,
        )
        const { standing = '', reason = '', onHand = 0, committed = 0 } = found ?? {}
        const { inLinnworks, leftShelf, elsewhere, available: master } = found ?? {}
        return `${level} offers ${available}, and ${free} are free; read as ${onHand} with ${committed} committed, judged from ${master} + ${inLinnworks} - ${leftShelf} - ${elsewhere}: ${standing} (${reason})`
      }),
    ...unsettled.map(({ sku, locationId }) => `${sku} at ${locationId} is unsettled`),
    ...exceptions
      .filter(({ causeKey }) => !causeKey.startsWith(`level:${shop}:${poisonedItem}:`))
      .map(({ sentence }) => `an exception is open: ${sentence}`),
    ...outages.map(({ sentence }) => `an outage is open: ${sentence}`),
    ...moving.map(({ stage, count }) => `${count} orders are ${stage}`),
    ...(inbox === 0 ? [] : [`${inbox} webhooks wait in the inbox`]),
  ]
}

/** What the auditor finds at both vendors. */
export async function auditLevels({
  shopify,
  linnworks,
}: Pick<Stack, 'shopify' | 'linnworks'>): Promise<readonly string[]> {
  const { findings } = await auditStock({
    shops: [{ shop, accessToken: AURORA.accessToken, apiUrl: `${shopify.url}/${shop}` }],
    linnworks: { ...LINNWORKS, authUrl: linnworks.url },
    expectations: {
      locationLinks: LOCATION_LINKS,
      itemLinks: ITEM_LINKS,
      isOutOfHands: ({ inventoryItemId }) => inventoryItemId === poisonedItem,
    },
  })
  return findings.map(({ kind, sentence }) => `${kind}: ${sentence}`)
}

/** Keys that came with two contents, and keys whose write was carried out twice. */
export function listWrongKeys(
  contents: Arrivals['contents'],
  { keys, adjustments }: Truth,
): readonly string[] {
  const ours = keys.filter(({ id }) => id.startsWith(`${shop}:inventorySetQuantities:`))
  const results = ours.map(({ resultId }) => resultId).filter((id) => id !== '')
  const once = new Set(results)
  return [
    ...[...contents]
      .filter(([, each]) => each.size > 1)
      .map(([key, each]) => `The key ${key} came with ${each.size} contents.`),
    ...ours
      .filter(({ id }) => !contents.has(keyOf(id)))
      .map(({ id }) => `The key ${keyOf(id)} was never seen to arrive.`),
    ...(once.size === results.length ? [] : ['Two keys had one effect.']),
    ...adjustments
      .filter(({ id }) => !once.has(id))
      .map(({ id }) => `The change ${id} is of no key: a key's write was carried out twice.`),
  ]
}
