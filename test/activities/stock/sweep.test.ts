import { beforeEach, describe, expect, test } from 'vitest'
import { createPushShopStock } from '../../../activities/stock/sweep/push-shop-stock.ts'
import { levelsCursor } from '../../../activities/stock/reading/read-shop-levels.ts'
import type { Ledger } from '../../../ledger/index.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { uniqueName } from '../../support/servers.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import { london } from '../../domain/builders.ts'
import { attempt, type Calls, deskOf, linnworksOf } from '../fakes.ts'
import {
  emptyShelves,
  hearOrders,
  judge,
  readAgain,
  seeItems,
  type Shelf,
  shelvesOf,
  shop,
  stockUp,
} from './shelf.ts'

const ledgers = useLedgers()
const minute = 60_000
/** While it waits for the vendors to be read it looks twice a second. */
const mostLooks = 50

describe('a sweep', () => {
  let calls: Calls
  let since: Date
  /** What it wrote, by item. */
  let written: Record<string, number>

  beforeEach(async () => {
    calls = []
    written = {}
    since = new Date(Date.now() - minute)
    await emptyShelves(ledgers.database)
    await hearOrders(ledgers.ledger)
  })

  test('empties nothing before Linnworks was read through, and writes the rest', async () => {
    await stand([...many(6, { available: 0 }), ...many(24, { available: 8 })])
    const swept = sweep()
    const restIsWritten = () => Promise.resolve(countWritten(8) === 24)
    await eventually('the rest is written', restIsWritten, 20_000)
    expect(countWritten(0)).toBe(0)
    await finishReadings()
    expect(await swept).toMatchObject({ levels: 30, written: 30 })
    expect(countWritten(0)).toBe(6)
    const [kept] = await ledgers.ledger.stockSweeps.list(shop, 1)
    expect(kept).toMatchObject({ levels: 30, written: 30, wouldEmpty: 6 })
  })

  test('stops with nothing emptied, before all is read, where too much would be', async () => {
    await stand([...many(9, { available: 0 }), ...many(21, { available: 8 })])
    expect(await sweep()).toMatchObject({ stopped: expect.stringContaining('9 of 30 levels') })
    expect(countWritten(0)).toBe(0)
  })

  test('compares with the last pass that was believed, not with one that was far too short', async () => {
    await finishPass(100)
    await stand(many(3, { available: 8 }))
    await finishPass(10)
    await ledgers.ledger.cursors.advance(levelsCursor(shop), since)
    expect(await sweep()).toMatchObject({ stopped: expect.stringContaining('10 items, and 100') })
    await ledgers.database.deleteFrom('stockStops').execute()
    await finishPass(11)
    expect(await sweep()).toMatchObject({ stopped: expect.stringContaining('11 items, and 100') })
  })

  test('believes so few items once a person let it go on, though no sweep ran in the hour of that', async () => {
    await finishPass(100)
    await stand(many(3, { available: 8 }))
    await finishPass(10)
    await ledgers.ledger.cursors.advance(levelsCursor(shop), since)
    expect(await sweep()).toHaveProperty('stopped')
    const { stockStops } = ledgers.ledger
    await stockStops.release(shop, new Date(Date.now() - minute), 'ann')
    await finishPass(10)
    expect(await sweep()).not.toHaveProperty('stopped')
    await finishPass(1)
    expect(await sweep()).toMatchObject({ stopped: expect.stringContaining('1 items, and 10') })
  })

  test('asks Linnworks again about what it said too long ago, all of it in one call', async () => {
    const stockReadAt = new Date(Date.now() - 10 * minute)
    await stand(many(30, { available: 8 }), stockReadAt)
    await finishReadings()
    expect(await sweep()).toMatchObject({ levels: 30, written: 30, skipped: 0 })
    expect(countWritten(7)).toBe(30)
    expect(calls.filter((call) => call === 'getStockLevels')).toHaveLength(1)
    expect(await ledgers.ledger.stockLevels.listHot(shop, 100)).toEqual([])
  })

  test('leaves a shop that is stopped as it is: it asks nothing and heats nothing', async () => {
    await stand(many(3, { available: 8 }), new Date(Date.now() - 10 * minute))
    await ledgers.ledger.stockStops.stop(shop, 'too much would be empty')
    const swept = sweep()
    const judged = async () => (await ledgers.ledger.stockLevels.countStandings(shop))[0]
    await eventually('all is judged', async () => (await judged())?.standing === 'frozen')
    await finishReadings()
    expect(await swept).toMatchObject({ levels: 3, written: 0, skipped: 3 })
    expect(calls).not.toContain('getStockLevels')
    expect(await ledgers.ledger.stockLevels.listHot(shop, 100)).toEqual([])
  })

  test('ends although what it judged is read again and again, as the hot lane does in a rush', async () => {
    await stand(many(3, { available: 8 }))
    await finishReadings()
    const { stockLevels } = ledgers.ledger
    const swept = await sweep({
      stockLevels: {
        ...stockLevels,
        listReady: async (input) => {
          await readAgain(ledgers.ledger, { nth: 1, onHand: 8, available: 8 })
          return await stockLevels.listReady(input)
        },
      },
    })
    expect(swept).toMatchObject({ levels: 3, written: 2 })
  })

  test('ends although orders go on being heard of that do not explain what waits for them', async () => {
    await stand(many(3, { available: 10 }))
    await judge(shelvesOf(ledgers.ledger, calls), [1, 2, 3])
    await readAgain(ledgers.ledger, { nth: 1, onHand: 9, available: 10 })
    await finishReadings()
    const { cursors } = ledgers.ledger
    const find = (name: string) =>
      name === `orders:${shop}` ? Promise.resolve(new Date()) : cursors.find(name)
    const swept = await sweep({ cursors: { ...cursors, find } })
    expect(swept).toMatchObject({ levels: 1, waiting: 1 })
  })

  /** `changed`: what the ledger does otherwise. A sweep that looks too often never ends. */
  async function sweep(changed: Partial<Ledger> = {}) {
    let looks = 0
    const known = { ...ledgers.ledger, ...changed }
    const listReady: Ledger['stockLevels']['listReady'] = async (input) => {
      looks += 1
      if (looks > mostLooks) throw new Error('it goes on and on')
      return await known.stockLevels.listReady(input)
    }
    const ledger: Ledger = { ...known, stockLevels: { ...known.stockLevels, listReady } }
    const dependencies = shelvesOf(ledger, calls, {
      methods: {
        listOrdersUpdatedSince: () => Promise.resolve({ orders: [], hasNextPage: false }),
        setOnHand: ({ writes }) => {
          for (const each of writes) written[each.inventoryItemId] = each.onHand
          return Promise.resolve({ outcome: 'written' })
        },
      },
    })
    const linnworks = linnworksOf(calls, {
      getStockLevels: (ids) =>
        Promise.resolve(
          ids.map((stockItemId) => ({
            stockItemId,
            levels: [
              {
                ...{ stockItemId, sku: '', locationId: london.linnworksLocationId },
                ...{ stockLevel: 7, inOrders: 0, available: 7, tracked: true },
              },
            ],
          })),
        ),
    })
    const { pushShopStock } = createPushShopStock({
      ...{ ...dependencies, linnworks, orderDesk: deskOf().desk },
      stopping: new AbortController().signal,
    })
    const [at, stockSince] = [since, new Date(since.getTime() - 30 * minute)]
    const input = { shop, since: at.toISOString(), stockSince: stockSince.toISOString() }
    return await attempt(1, pushShopStock, input)
  }

  /** Ten of each stand in the shop, which was asked just now. */
  async function stand(shelves: readonly Shelf[], stockReadAt?: Date): Promise<void> {
    await stockUp(ledgers.ledger, shelves)
    if (stockReadAt === undefined) return
    await ledgers.database.updateTable('linnworksLevels').set({ readAt: stockReadAt }).execute()
  }

  function many(count: number, shelf: { readonly available: number }): Shelf[] {
    return Array.from({ length: count }, () => ({ onHand: 10, ...shelf }))
  }

  async function finishReadings(): Promise<void> {
    await ledgers.ledger.cursors.advance(levelsCursor(shop), since)
    await finishPass(30)
  }

  async function finishPass(items: number): Promise<void> {
    const holder = uniqueName('reader')
    const pass = await ledgers.ledger.stockPasses.join({ since: new Date(), holder, silentMs: 0 })
    await seeItems(ledgers.ledger, 30)
    const read = { nextPage: 2, items, emptyLevels: 0, finished: true }
    await ledgers.ledger.stockPasses.beat({ ...pass, holder }, read)
  }

  function countWritten(onHand: number): number {
    return Object.values(written).filter((each) => each === onHand).length
  }
})
