import { beforeEach, describe, expect, test } from 'vitest'
import {
  chooseWatched,
  mostItemsWatched,
} from '../../../activities/stock/hot-lane/choose-watched.ts'
import { type HotReason, isUnread } from '../../../ledger/hot-levels.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { emptyShelves, judge, levelOf, readAgain, shelvesOf, shop, stockUp } from './shelf.ts'

const ledgers = useLedgers()
const longAgo = new Date(Date.now() - 3_600_000)
const goods = mostItemsWatched + 20
const all = Array.from({ length: goods }, (_, index) => index + 1)

describe('what the hot lane looks at', () => {
  beforeEach(async () => {
    await emptyShelves(ledgers.database)
  })

  test('takes turns where more is hot than can be watched', async () => {
    await stockUp(
      ledgers.ledger,
      all.map(() => ({ onHand: 50, available: 50, readAt: longAgo })),
    )
    await ledgers.ledger.stockLevels.heat(all.map(levelOf), 'sold')
    const first = await watch()
    const second = await watch()
    expect(first).toHaveLength(mostItemsWatched)
    const left = all.filter((nth) => !first.includes(nth))
    expect(second).toEqual(expect.arrayContaining(left))
    // What is touched once more goes before what was judged since.
    const [touched] = first.filter((nth) => second.includes(nth)).slice(-1)
    await ledgers.ledger.stockLevels.heat([levelOf(touched!)], 'sold')
    expect((await watch())[0]).toBe(touched)
  })

  test.each<readonly [HotReason, HotReason, boolean]>([
    ['changed in Shopify', 'sold', true],
    ['sold', 'changed in Shopify', true],
    ['stale', 'dispatched', true],
    ['sold', 'dispatched', false],
  ])('is read in Shopify after %s and %s: %s', async (one, other, unread) => {
    await stockUp(ledgers.ledger, [{ onHand: 50, available: 50, readAt: longAgo }])
    for (const reason of [one, other]) await ledgers.ledger.stockLevels.heat([levelOf(1)], reason)
    expect(await isToBeRead()).toBe(unread)
    const again = new Date(Date.now() + 1000)
    await readAgain(ledgers.ledger, { nth: 1, onHand: 49, available: 50, readAt: again })
    expect(await isToBeRead()).toBe(false)
  })

  test('is read in Shopify where both came at once', async () => {
    await stockUp(ledgers.ledger, [{ onHand: 50, available: 50, readAt: longAgo }])
    const heat = (reason: HotReason) => ledgers.ledger.stockLevels.heat([levelOf(1)], reason)
    await Promise.all([heat('sold'), heat('changed in Shopify'), heat('sold')])
    expect(await isToBeRead()).toBe(true)
  })

  /** One round. Answers which goods were watched. */
  async function watch(): Promise<readonly number[]> {
    const choice = { lowLevels: [], roundMs: 1000 }
    const watched = await chooseWatched(shelvesOf(ledgers.ledger, []), shop, choice)
    const nths = watched.map(({ inventoryItemId }) => Number(inventoryItemId.slice(1)))
    await judge(shelvesOf(ledgers.ledger, []), nths)
    return nths
  }

  async function isToBeRead(): Promise<boolean> {
    const [hot] = await ledgers.ledger.stockLevels.listHot(shop, 1)
    return isUnread(hot!)
  }
})
