import { randomUUID } from 'node:crypto'
import type { StockException } from '../../ledger/stock-exceptions.ts'
import type { LevelKey } from '../../ledger/level-key.ts'
import type { Lane, LevelWrite } from '../../ledger/stock-writes.ts'
import type { Dependencies } from '../dependencies.ts'
import type { JudgedLevel } from './judge-levels.ts'
import { type PoisonedWrite, writeLevels } from './write-levels.ts'

/** What pushing some judged levels came to. */
export interface Pushed {
  readonly written: number
  /** They changed meanwhile: they were made hot, to be read again. */
  readonly stale: number
  readonly poisoned: number
  readonly unsettled: number
}

export const levelCause = ({ shop, inventoryItemId, locationId }: LevelKey) =>
  `level:${shop}:${inventoryItemId}:${locationId}`

const tryAgainMs = 10_000

const disputeCause = (level: LevelKey) => `disputed:${levelCause(level)}`

/**
 * Writes what was judged to differ, and sees to what comes of it: what is stale is made hot, what is
 * never taken becomes an exception, and one that was taken after all closes its own. Idempotent: each
 * write carries the number that it replaces.
 */
export async function pushLevels(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  lane: Lane,
  judged: readonly JudgedLevel[],
): Promise<Pushed> {
  const { findShop, ledger } = dependencies
  const open = new Map(
    (await ledger.stockExceptions.listOpen(shop)).map((each) => [each.causeKey, each.openedAt]),
  )
  const active = await activate(dependencies, shop, judged)
  const writes = active.flatMap(({ write }) => write ?? [])
  // What was refused before would take a whole call along: it goes apart.
  const [suspect, sound] = partition(writes, (write) => open.has(levelCause(write)))
  const due = lane === 'sweep' ? suspect : await listDue(dependencies, suspect)
  const results = [
    await writeLevels(dependencies, shop, lane, sound),
    await writeLevels(dependencies, shop, 'hot', due),
  ]
  const written = results.flatMap((each) => each.written)
  const stale = results.flatMap((each) => each.stale)
  const poisoned = results.flatMap((each) => each.poisoned)
  const unsettled = results.flatMap((each) => each.unsettled)
  await ledger.stockLevels.heat(stale, 'stale')
  await ledger.stockExceptions.open([...poisoned.map(toPoisoned), ...judged.flatMap(toDisputed)])
  const quietSinceMs = Date.now() - findShop(shop).stock.healing.withinHours * 3_600_000
  // What Waybill put right itself may come back: the question is over once somebody else set it
  // right, or nobody changed it for long.
  const settled = judged.filter(({ drift, verdict, facts: { row } }) => {
    if (drift.kind !== 'explained' && verdict.standing !== 'inAccord') return false
    const openedAt = open.get(disputeCause(row))
    const isOurs = openedAt !== undefined && row.writtenAt !== null && row.writtenAt >= openedAt
    return !isOurs || (row.healedAt?.getTime() ?? 0) < quietSinceMs
  })
  const right = judged.filter(({ verdict }) => verdict.standing === 'inAccord')
  const cured = [
    ...written.map(levelCause),
    ...right.map(({ facts }) => levelCause(facts.row)),
    ...settled.map(({ facts }) => disputeCause(facts.row)),
  ]
  await ledger.stockExceptions.close(
    shop,
    cured.filter((cause) => open.has(cause)),
  )
  const taken = new Set(written.map(levelCause))
  const healed = judged.filter(
    ({ drift, facts }) => drift.kind === 'heal' && taken.has(levelCause(facts.row)),
  )
  await ledger.stockLevels.noteHeals(
    healed.map(({ facts }) => facts.row),
    new Date(),
  )
  return {
    written: written.length,
    stale: stale.length,
    poisoned: poisoned.length,
    unsettled: unsettled.length,
  }
}

/** What was refused is tried again in every sweep, and in the hot lane every ten seconds. */
async function listDue(
  { ledger }: Pick<Dependencies, 'ledger'>,
  suspect: readonly LevelWrite[],
): Promise<readonly LevelWrite[]> {
  const now = new Date()
  const due: LevelWrite[] = []
  for (const write of suspect) {
    const [last] = await ledger.stockWrites.listUpTo(write, now, 1)
    if (last === undefined || now.getTime() - last.sentAt.getTime() > tryAgainMs) due.push(write)
  }
  return due
}

/** Stocks items at their locations where the shop wants that; one that is refused is not written. */
async function activate(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  judged: readonly JudgedLevel[],
): Promise<readonly JudgedLevel[]> {
  const refused = new Set<JudgedLevel>()
  for (const each of judged) {
    if (each.verdict.activate !== true || each.write === undefined) continue
    const { inventoryItemId, locationId } = each.write
    const answer = await findShop(shop).client.activateLevel({
      inventoryItemId,
      locationId,
      idempotencyKey: randomUUID(),
    })
    if (answer.outcome === 'active') continue
    refused.add(each)
    const poisoned = { write: each.write, code: 'NOT_ACTIVATED', message: answer.message }
    await ledger.stockExceptions.open([toPoisoned(poisoned)])
  }
  return judged.filter((each) => !refused.has(each))
}

function toPoisoned({ write, code, message }: PoisonedWrite): StockException {
  const { shop, inventoryItemId, locationId } = write
  return {
    shop,
    causeKey: levelCause(write),
    code: 'STOCK_REFUSED',
    owner: 'ecommerce',
    sentence: `Shopify does not take the stock of item ${inventoryItemId} at location ${locationId}: ${message} (${code}).`,
    remedy: `Mend the item in Shopify; the next push tries again. See: waybill stock explain --item ${inventoryItemId}`,
  }
}

function toDisputed({ drift, facts, verdict }: JudgedLevel): readonly StockException[] {
  if (drift.kind !== 'exception' || verdict.standing === 'inAccord') return []
  const { shop, inventoryItemId, locationId, sku } = facts.row
  const more = drift.units > 0 ? 'more' : 'fewer'
  return [
    {
      shop,
      causeKey: disputeCause(facts.row),
      code: 'STOCK_DISPUTED',
      owner: 'operations',
      sentence: `Shopify has ${Math.abs(drift.units)} ${more} of ${sku ?? inventoryItemId} at location ${locationId} than Waybill wrote, and nothing explains it: ${drift.because}.`,
      remedy:
        'Find out what else sets stock in Shopify and stop it, or correct the count in Linnworks. Until then the level is lowered and not raised.',
    },
  ]
}

function partition(
  writes: readonly LevelWrite[],
  isFirst: (write: LevelWrite) => boolean,
): readonly [readonly LevelWrite[], readonly LevelWrite[]] {
  return [writes.filter(isFirst), writes.filter((write) => !isFirst(write))]
}
