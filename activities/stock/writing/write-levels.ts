import { randomUUID } from 'node:crypto'
import { ApiError } from '../../../lib/api-error.ts'
import { type LevelKey, levelText } from '../../../ledger/level-key.ts'
import type { CallAnswer, Lane, LevelWrite, WriteAnswer } from '../../../ledger/stock-writes.ts'
import { mostLevelsAWrite, type OnHandAnswer, type OnHandRefusal } from '../../../shopify/index.ts'
import type { Dependencies } from '../../dependencies.ts'

/** What became of the writes that were handed in. */
export interface WriteResult {
  readonly written: readonly LevelWrite[]
  /** Changed since they were read: they are to be read again. */
  readonly stale: readonly LevelWrite[]
  /** Never taken as they are. */
  readonly poisoned: readonly PoisonedWrite[]
  /** Nobody knows yet. */
  readonly unsettled: readonly LevelWrite[]
}

export interface PoisonedWrite {
  readonly write: LevelWrite
  readonly code: string
  readonly message: string
}

/** Small calls for what is hot: one that is refused takes few others along. */
const mostOf: Readonly<Record<Lane, number>> = { sweep: mostLevelsAWrite, hot: 25 }

/** A key that was spent by a failure inside Shopify is replaced this often. */
const mostKeys = 3

type Writing = Pick<Dependencies, 'findShop' | 'ledger'>

/**
 * Writes levels of one shop, in calls as large as the lane has them. Each write is in the ledger,
 * under the key of its call, before it leaves; a level of which another write is unsettled is left
 * out. Where Shopify refuses some, the rest goes at once under a new key.
 */
export async function writeLevels(
  { findShop, ledger }: Writing,
  shop: string,
  lane: Lane,
  writes: readonly LevelWrite[],
): Promise<WriteResult> {
  const { client } = findShop(shop)
  const written: LevelWrite[] = []
  const stale: LevelWrite[] = []
  const poisoned: PoisonedWrite[] = []
  const unsettled: LevelWrite[] = []
  let waiting = [...writes]
  let keysSpent = 0
  while (waiting.length > 0) {
    const batch = waiting.slice(0, mostOf[lane])
    waiting = waiting.slice(batch.length)
    const key = randomUUID()
    const stamped = await ledger.stockWrites.stamp(batch, { key, lane, at: new Date() })
    const leaving = inOrderOf(batch, stamped)
    if (leaving.length === 0) continue
    const answer = await send(key, leaving)
    if (answer === undefined) unsettled.push(...leaving)
    else if (answer.outcome === 'written') written.push(...leaving)
    else if (isKeySpent(answer) && keysSpent < mostKeys) {
      keysSpent += 1
      waiting = [...leaving, ...waiting]
    } else {
      const sorted = sortRefused(leaving, answer.refusals)
      stale.push(...sorted.stale)
      poisoned.push(...sorted.poisoned)
      waiting = [...sorted.sound, ...waiting]
    }
  }
  return { written, stale, poisoned, unsettled }

  /** What Shopify answered, or `undefined` where nobody knows whether it was done. */
  async function send(
    key: string,
    leaving: readonly LevelWrite[],
  ): Promise<OnHandAnswer | undefined> {
    try {
      const answer = await client.setOnHand({
        ...toCall(key, leaving),
        atDeparture: () => noteDeparture(ledger, key),
      })
      await ledger.stockWrites.settle(key, toCallAnswer(leaving, answer), new Date())
      return isUnderWay(answer) ? undefined : answer
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const isAmbiguous = error.details.kind === 'ambiguous'
      const end = isAmbiguous ? 'ambiguous' : 'notSent'
      await ledger.stockWrites.settle(key, { answer: end, message: error.message }, new Date())
      if (isAmbiguous) return undefined
      throw error
    }
  }
}

/**
 * From here on, and for long, the vendor may carry the call out. Throws where it was settled
 * meanwhile: its levels may hold other numbers by now.
 */
export async function noteDeparture(
  { stockWrites }: Pick<Dependencies['ledger'], 'stockWrites'>,
  key: string,
): Promise<void> {
  if (await stockWrites.depart(key, new Date())) return
  throw new Error('the call was settled before it left')
}

/** The same call for the same writes: a second one under the key is the first one again. */
export function toCall(key: string, writes: readonly LevelWrite[]) {
  return {
    idempotencyKey: key,
    writes: writes.map(({ inventoryItemId, locationId, onHand, changeFrom }) => ({
      inventoryItemId,
      locationId,
      onHand,
      changeFrom,
    })),
  }
}

/** What is kept of a call. */
export function toCallAnswer(writes: readonly LevelWrite[], answer: OnHandAnswer): CallAnswer {
  if (answer.outcome === 'written') return { answer: 'written', message: null }
  if (isUnderWay(answer)) {
    return { answer: 'ambiguous', message: 'a call with its key was there before' }
  }
  if (isKeySpent(answer)) return { answer: 'dropped', message: 'Shopify failed inside' }
  const { stale, poisoned, sound } = sortRefused(writes, answer.refusals)
  const others = [
    ...poisoned.map(({ write, code, message }) => endOf(write, 'poisoned', `${code}: ${message}`)),
    ...stale.map((write) => endOf(write, 'stale', 'Shopify holds another number by now')),
    ...sound.map((write) => endOf(write, 'dropped', 'another level of the same call was refused')),
  ]
  return { answer: 'refused', message: null, writes: others }
}

function isUnderWay(answer: OnHandAnswer): boolean {
  const isTaken = ({ kind }: OnHandRefusal) => kind === 'keyInUse' || kind === 'keyMismatch'
  return answer.outcome === 'refused' && answer.refusals.some(isTaken)
}

function isKeySpent(answer: OnHandAnswer): boolean {
  return answer.outcome === 'refused' && answer.refusals.some(({ kind }) => kind === 'keySpent')
}

/** A refusal that names no write is everybody's: nothing of that call is tried again as it is. */
function sortRefused(writes: readonly LevelWrite[], refusals: readonly OnHandRefusal[]) {
  const of = (index: number) =>
    refusals.find((each) => each.index === index) ??
    refusals.find((each) => each.index === undefined || each.index >= writes.length)
  const judged = writes.map((write, index) => ({ write, refusal: of(index) }))
  return {
    stale: judged.filter(({ refusal }) => refusal?.kind === 'stale').map(({ write }) => write),
    poisoned: judged.flatMap(({ write, refusal }): PoisonedWrite[] =>
      refusal === undefined || refusal.kind === 'stale'
        ? []
        : [{ write, code: refusal.code, message: refusal.message }],
    ),
    sound: judged.filter(({ refusal }) => refusal === undefined).map(({ write }) => write),
  }
}

function endOf(
  { shop, inventoryItemId, locationId }: LevelKey,
  answer: WriteAnswer['answer'],
  message: string,
): WriteAnswer {
  return { shop, inventoryItemId, locationId, answer, message }
}

/** In the order in which the ledger lists a call: whoever sends it again sends the same. */
function inOrderOf(
  writes: readonly LevelWrite[],
  stamped: readonly LevelKey[],
): readonly LevelWrite[] {
  const wanted = new Set(stamped.map(levelText))
  return writes
    .filter((write) => wanted.has(levelText(write)))
    .toSorted((one, other) => (levelText(one) < levelText(other) ? -1 : 1))
}
