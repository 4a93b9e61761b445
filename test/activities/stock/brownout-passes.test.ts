import { beforeEach, describe, expect, test } from 'vitest'
import type { Dependencies } from '../../../activities/dependencies.ts'
import { announceBrownout } from '../../../activities/stock/hot-lane/announce-brownout.ts'
import {
  type BrownoutPasses,
  createBrownoutPasses,
} from '../../../activities/stock/hot-lane/brownout-passes.ts'
import { hotRoundOf } from '../../../activities/stock/hot-lane/push-hot-slice.ts'
import type { BrownoutRule } from '../../../domain/stock-policy.ts'
import { brownoutReasons } from '../../../domain/stock-standing.ts'
import type { Outage } from '../../../ledger/outages.ts'
import { london } from '../../domain/builders.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { attempt, type Calls, deskOf, linnworksOf } from '../fakes.ts'
import { emptyShelves, hearOrders, shelvesOf, shop, stockUp } from './shelf.ts'

const ledgers = useLedgers()
/** More low levels than a round without time goes over: one page is 250 to dim, 100 to restore. */
const goods = 260
const longAgo = new Date(Date.now() - 20 * 60_000)
const outage: Outage = {
  ...{ vendor: 'linnworks', account: 'linnworks', since: longAgo, sentence: 'it is down' },
}

describe('a brownout of more than a round has time for', () => {
  let dependencies: Pick<
    Dependencies,
    'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'
  >
  let isDown: boolean
  /** What the shop holds, by item. */
  let held: Map<string, number>

  beforeEach(async () => {
    await emptyShelves(ledgers.database)
    await stockUp(
      ledgers.ledger,
      Array.from({ length: goods }, () => ({ onHand: 1, available: 1, readAt: longAgo })),
    )
    await hearOrders(ledgers.ledger)
    held = new Map(Array.from({ length: goods }, (_, index) => [`I${index + 1}`, 1]))
    isDown = true
    dependencies = standingOn([])
  })

  test('begins and ends a page a round, each where the last one stopped, and is open until all is restored', async () => {
    const passes = createBrownoutPasses(dependencies, 0)
    await round(passes)
    expect(countHolding(0)).toBe(250)
    expect(await listOpen()).toEqual(['STOCK_BROWNOUT'])
    await round(passes)
    expect(countHolding(0)).toBe(260)
    isDown = false
    const restored: number[] = []
    for (const _ of [1, 2, 3]) {
      expect(await listOpen()).toEqual(['STOCK_BROWNOUT'])
      await round(passes)
      restored.push(countHolding(1))
    }
    expect(restored).toEqual([100, 200, 260])
    expect(await listOpen()).toEqual([])
  })

  test('is begun again by the next watch where one was cut short, and is over after that', async () => {
    await round(createBrownoutPasses(dependencies, 0))
    const next = createBrownoutPasses(dependencies, 0)
    for (const _ of [1, 2, 3]) await round(next)
    expect(countHolding(0)).toBe(260)
  })

  test('is ended as often as it began within a watch, also where the shop keeps its numbers', async () => {
    dependencies = standingOn([], 'keep')
    const passes = createBrownoutPasses(dependencies)
    const [reason = null] = brownoutReasons
    for (const _ of [1, 2]) {
      isDown = true
      await round(passes)
      const { database } = ledgers
      await database.updateTable('stockLevels').set({ standing: 'frozen', reason }).execute()
      isDown = false
      await round(passes)
      expect(await ledgers.ledger.stockLevels.countStandings(shop)).toMatchObject([
        { standing: 'inAccord', count: goods },
      ])
    }
  })

  async function round(passes: BrownoutPasses): Promise<void> {
    const announce = () => announceBrownout(dependencies, passes, hotRoundOf(shop, [shop]))
    await attempt(1, announce, undefined)
  }

  function standingOn(calls: Calls, rule: BrownoutRule['rule'] = 'scaleDown'): typeof dependencies {
    const outages = { ...ledgers.ledger.outages, list: async () => (isDown ? [outage] : []) }
    const ledger = { ...ledgers.ledger, outages }
    const policy = { brownout: { rule, offerPercent: 50, afterMinutes: 15 } }
    const shelves = shelvesOf(ledger, calls, {
      policy,
      methods: {
        listOrdersUpdatedSince: () => Promise.resolve({ orders: [], hasNextPage: false }),
        setOnHand: ({ writes }) => {
          for (const each of writes) held.set(each.inventoryItemId, each.onHand)
          return Promise.resolve({ outcome: 'written' })
        },
        getLevels: (ids) =>
          Promise.resolve(
            new Map(
              ids.map((inventoryItemId) => [
                inventoryItemId,
                [
                  {
                    ...{ inventoryItemId, locationId: london.locationId, isActive: true },
                    ...{ onHand: held.get(inventoryItemId) ?? 0, committed: 0 },
                  },
                ],
              ]),
            ),
          ),
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
                ...{ stockLevel: 1, inOrders: 0, available: 1, tracked: true },
              },
            ],
          })),
        ),
    })
    return {
      ...{ ...shelves, linnworks, orderDesk: deskOf().desk },
      stopping: new AbortController().signal,
    }
  }

  function countHolding(onHand: number): number {
    return [...held.values()].filter((each) => each === onHand).length
  }

  async function listOpen(): Promise<readonly string[]> {
    return (await ledgers.ledger.stockExceptions.listOpen(shop)).map(({ code }) => code)
  }
})
