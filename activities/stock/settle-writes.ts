import { ApiError } from '../../lib/api-error.ts'
import type { KeptWrite } from '../../ledger/stock-writes.ts'
import type { Dependencies } from '../dependencies.ts'
import { readLevels } from './read-levels.ts'
import { toCall, toCallAnswer } from './write-levels.ts'

/** A request is given up after half a minute: whoever sent it and says nothing for longer is dead. */
const silentMs = 45_000

/** Younger than this a call is asked again under its key; an older one is a number too old. */
const sendAgainWithinMs = 60_000

/**
 * Settles writes of stock whose fate is unknown. While the number is young the same call is sent
 * again under its key, which does it once whatever became of the first; later Shopify is read, once
 * nothing can be carried out any more. Until then the levels stay as they are, and hot. Answers how
 * many were settled. Idempotent by the calls' keys.
 */
export async function settleWrites(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'lateCommitWaitMs'>,
  shop: string,
): Promise<number> {
  const { findShop, ledger, lateCommitWaitMs } = dependencies
  const { client } = findShop(shop)
  const unsettled = await ledger.stockWrites.listUnsettled(shop, new Date(Date.now() - silentMs))
  let settled = 0
  for (const { writeKey, sentAt } of unsettled) {
    const writes = await ledger.stockWrites.listCall(writeKey)
    const ageMs = Date.now() - sentAt.getTime()
    if (ageMs <= sendAgainWithinMs && (await sendAgain(writeKey, writes))) settled += writes.length
    else if (ageMs > lateCommitWaitMs && ageMs > sendAgainWithinMs) {
      settled += await readAndRelease(writeKey, writes)
    }
    await ledger.stockLevels.heat(writes, 'unsettled')
  }
  return settled

  async function sendAgain(key: string, writes: readonly KeptWrite[]): Promise<boolean> {
    try {
      const answer = toCallAnswer(writes, await client.setOnHand(toCall(key, writes)))
      await ledger.stockWrites.settle(key, answer, new Date())
      return answer.answer !== 'ambiguous'
    } catch (error) {
      // Whatever the second call met, the first one's fate is as unknown as before.
      if (error instanceof ApiError) return false
      throw error
    }
  }

  async function readAndRelease(key: string, writes: readonly KeptWrite[]): Promise<number> {
    const items = [...new Set(writes.map(({ inventoryItemId }) => inventoryItemId))]
    const read = await readLevels(dependencies, shop, items)
    const known = writes.filter(({ inventoryItemId }) => read.has(inventoryItemId))
    await ledger.stockWrites.release(key, known)
    return known.length
  }
}
