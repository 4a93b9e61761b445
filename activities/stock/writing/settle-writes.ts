import { ApiError } from '../../../lib/api-error.ts'
import type { KeptWrite } from '../../../ledger/stock-writes.ts'
import type { Dependencies } from '../../dependencies.ts'
import { noteDeparture, toCall, toCallAnswer } from './write-levels.ts'

/** A request is given up after half a minute: whoever sent it and says nothing for longer is dead. */
const silentMs = 45_000

/** Younger than this a call is asked again under its key; an older one is a number too old. */
const sendAgainWithinMs = 60_000

/**
 * Settles writes of stock whose fate is unknown. While the number is young the same call is sent
 * again under its key, which does it once whatever became of the first; later Shopify is read, once
 * nothing can be carried out any more, and what it holds is taken as right. Until then the levels
 * stay as they are; after it the hot lane looks at them. Idempotent by the calls' keys.
 */
export async function settleWrites(
  {
    findShop,
    ledger,
    lateCommitWaitMs,
  }: Pick<Dependencies, 'findShop' | 'ledger' | 'lateCommitWaitMs'>,
  shop: string,
): Promise<void> {
  const { client } = findShop(shop)
  const unsettled = await ledger.stockWrites.listUnsettled(shop, new Date(Date.now() - silentMs))
  for (const { writeKey, sentAt } of unsettled) {
    const writes = await ledger.stockWrites.listCall(writeKey)
    // It was judged just before it was stamped for the first time; it may have left again since.
    const numberAgeMs = Date.now() - Math.min(...writes.map((write) => write.sentAt.getTime()))
    const isYoung = writes.length > 0 && numberAgeMs <= sendAgainWithinMs
    const isOver = Date.now() - sentAt.getTime() > lateCommitWaitMs
    const settled = isYoung
      ? await sendAgain(writeKey, writes)
      : isOver
        ? await readAndRelease(writeKey, writes)
        : []
    await ledger.stockLevels.heat(settled, 'settled')
  }

  async function sendAgain(
    key: string,
    writes: readonly KeptWrite[],
  ): Promise<readonly KeptWrite[]> {
    try {
      const call = { ...toCall(key, writes), atDeparture: () => noteDeparture(ledger, key) }
      const answer = toCallAnswer(writes, await client.setOnHand(call))
      await ledger.stockWrites.settle(key, answer, new Date())
      return answer.answer === 'ambiguous' ? [] : writes
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // Whatever the second call met, the first one's fate is as unknown as before.
      const { message } = error
      await ledger.stockWrites.settle(key, { answer: 'ambiguous', message }, new Date())
      return []
    }
  }

  /** What cannot be read waits; what is gone is free, and there is nothing to look at. */
  async function readAndRelease(
    key: string,
    writes: readonly KeptWrite[],
  ): Promise<readonly KeptWrite[]> {
    const sentBefore = new Date(Date.now() - lateCommitWaitMs)
    const readAt = await ledger.clock.now()
    const found = await client.getLevels(writes.map(({ inventoryItemId }) => inventoryItemId))
    const isRead = ({ inventoryItemId }: KeptWrite) =>
      !(found.get(inventoryItemId) instanceof ApiError)
    const readings = [...found.values()].flatMap((each) => (each instanceof ApiError ? [] : each))
    const isThere = ({ inventoryItemId, locationId }: KeptWrite) =>
      readings.some(
        (each) => each.inventoryItemId === inventoryItemId && each.locationId === locationId,
      )
    const gone = writes.filter((write) => isRead(write) && !isThere(write))
    await ledger.stockWrites.release(key, { readings, gone, readAt, sentBefore })
    return writes.filter(isThere)
  }
}
