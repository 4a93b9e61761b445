import { isDisputeOver } from '../../../domain/stock-drift.ts'
import {
  disputeCause,
  levelCause,
  levelDisputed,
  levelRefused,
  type StockException,
} from '../../../domain/stock-exceptions.ts'
import { levelText } from '../../../ledger/level-key.ts'
import type { Lane, LevelWrite } from '../../../ledger/stock-writes.ts'
import type { Dependencies } from '../../dependencies.ts'
import { activateLevels } from './activate-levels.ts'
import type { JudgedLevel } from '../judging/judge-levels.ts'
import { type PoisonedWrite, writeLevels } from './write-levels.ts'

/** What pushing some judged levels came to. */
export interface Pushed {
  readonly written: number
  /** They changed meanwhile: they were made hot, to be read again. */
  readonly stale: number
  readonly poisoned: number
  readonly unsettled: number
}

const tryAgainMs = 10_000
/** Fewer may be somebody who changes the number just then. */
const mostContradictions = 4

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
  const { ledger } = dependencies
  const open = new Set((await ledger.stockExceptions.listOpen(shop)).map((each) => each.causeKey))
  await ledger.stockExceptions.open(judged.flatMap(toDisputed))
  const writes = judged.flatMap(({ write }) => write ?? [])
  // What was refused before would take a whole call along: it goes apart.
  const [suspect, sound] = partition(writes, (write) => open.has(levelCause(write)))
  const due = lane === 'sweep' ? suspect : await listDue(dependencies, suspect)
  const results = [
    await writeLevels(dependencies, shop, lane, sound),
    await writeLevels(dependencies, shop, 'hot', due),
  ]
  const written = results.flatMap((each) => each.written)
  const stale = results.flatMap((each) => each.stale)
  const { refused, unanswered } = await activateLevels(dependencies, shop, judged, written)
  const contradicted = await listContradicted(dependencies, stale)
  const poisoned = [...results.flatMap((each) => each.poisoned), ...refused, ...contradicted]
  const unsettled = results.flatMap((each) => each.unsettled)
  await ledger.stockLevels.heat(stale, 'stale')
  await ledger.stockLevels.heat(unanswered, 'unsettled')
  await ledger.stockExceptions.open(poisoned.map(toRefused(judged)))
  const right = judged.filter(({ verdict }) => verdict.standing === 'inAccord')
  const offSale = new Set([...refused.map(({ write }) => write), ...unanswered].map(levelCause))
  const over = judged.filter(({ drift, verdict, facts: { row } }) =>
    isDisputeOver(drift, {
      inAccord: verdict.standing === 'inAccord',
      loweredUnits: row.loweredUnits,
    }),
  )
  const cured = [
    ...written.map(levelCause).filter((cause) => !offSale.has(cause)),
    ...right.map(({ facts }) => levelCause(facts.row)),
    ...over.map(({ facts }) => disputeCause(facts.row)),
  ]
  await ledger.stockExceptions.close(
    shop,
    cured.filter((cause) => open.has(cause)),
  )
  await noteDrifts(dependencies, judged, new Set(written.map(levelCause)))
  return {
    written: written.length,
    stale: stale.length,
    poisoned: poisoned.length,
    unsettled: unsettled.length,
  }
}

/** Remembers what was put right of that which nobody explained, and what was lowered and is asked about. */
async function noteDrifts(
  { ledger }: Pick<Dependencies, 'ledger'>,
  judged: readonly JudgedLevel[],
  taken: ReadonlySet<string>,
): Promise<void> {
  const healed = judged.filter(
    ({ drift, facts: { row } }) =>
      drift.kind === 'heal' &&
      (taken.has(levelCause(row)) || (drift.surplus === 0 && row.loweredUnits > 0)),
  )
  const lowered = judged.flatMap(({ drift, facts: { row } }) => {
    if (drift.kind !== 'asked' && drift.kind !== 'exception') return []
    if (drift.surplus === 0 || !taken.has(levelCause(row))) return []
    const since = row.knownAt ?? row.readAt
    return { ...row, units: drift.surplus, since, heals: drift.kind === 'exception' }
  })
  const now = new Date()
  await ledger.stockLevels.noteHeals(
    healed.map(({ facts }) => facts.row),
    now,
  )
  await ledger.stockLevels.noteLowered(lowered, now)
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

/**
 * What was called stale so often in a row, though Shopify showed the very number that was compared: it
 * compares something else, which its documents leave open, and a person has to know.
 */
async function listContradicted(
  { ledger }: Pick<Dependencies, 'ledger'>,
  stale: readonly LevelWrite[],
): Promise<readonly PoisonedWrite[]> {
  const now = new Date()
  const contradicted: PoisonedWrite[] = []
  for (const write of stale) {
    const last = await ledger.stockWrites.listUpTo(write, now, mostContradictions)
    const isSame = last.every(
      ({ answer, changeFrom }) => answer === 'stale' && changeFrom === write.changeFrom,
    )
    if (!isSame || last.length < mostContradictions) continue
    const message = `it says that it holds another number than the ${write.changeFrom} that it shows`
    contradicted.push({ write, code: 'CHANGE_FROM_QUANTITY_STALE', message })
  }
  return contradicted
}

function toRefused(judged: readonly JudgedLevel[]) {
  const skus = new Map(judged.map(({ facts: { row } }) => [levelText(row), row.sku]))
  return ({ write, ...refusal }: PoisonedWrite): StockException =>
    levelRefused({ ...write, sku: skus.get(levelText(write)) ?? null }, refusal)
}

function toDisputed({ drift, facts: { row }, verdict }: JudgedLevel): readonly StockException[] {
  if (drift.kind !== 'exception') return []
  if (verdict.standing === 'inAccord' && row.loweredUnits === 0) return []
  return [levelDisputed(row, drift)]
}

function partition(
  writes: readonly LevelWrite[],
  isFirst: (write: LevelWrite) => boolean,
): readonly [readonly LevelWrite[], readonly LevelWrite[]] {
  return [writes.filter(isFirst), writes.filter((write) => !isFirst(write))]
}
