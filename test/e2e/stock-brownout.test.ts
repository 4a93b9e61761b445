import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../../ledger/index.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { inventoryItemOf, itemOf, manyGoods } from './stock-goods.ts'
import { endHotLane, type StockStage, startStockStage, withLedger } from './stock-stage.ts'
import { inLondon, levelOf, pushStock, takeStock, watchHotStock } from './stocktaking.ts'

/** One scales down what it offers, the other keeps its numbers. */
const [scaling, keeping] = ['aurora', 'borealis'] as const
const accounts = [scaling, keeping].map((shop) => ({ shop, accessToken: `sandbox-${shop}` }))
const last = [11, 12, 13, 14, 15, 16] as const
const products = manyGoods(16).products
const items = products.map((_, index) =>
  itemOf(index + 1, `SKU-${index + 1}`, {
    levels: { [inLondon.linnworksLocationId]: index < 10 ? 40 : 1 },
  }),
)
const downForGood = { operation: '*', kind: 'unavailable', times: 1_000_000 } as const
const soon = { timeout: 10_000 }

describe('while Linnworks cannot be asked', () => {
  let stage: StockStage
  beforeAll(async () => {
    const brownout = { afterMinutes: 15, offerPercent: 50 }
    stage = await startStockStage({
      shops: [
        { shop: scaling, products, stock: { brownout: { ...brownout, rule: 'scaleDown' } } },
        { shop: keeping, products, stock: { brownout: { ...brownout, rule: 'keep' } } },
      ],
      items,
      quotaScale: 10,
    })
    await Promise.all([scaling, keeping].map((shop) => pushStock(stage, shop)))
  })
  beforeEach(async () => {
    await Promise.all([scaling, keeping].map((shop) => watchHotStock(stage, shop)))
  })
  /** Once Linnworks answers all is as it was, and nobody has to do anything. */
  afterEach(async () => {
    stage.linnworks.faults.clear()
    await eventually('every exception is closed', async () => (await listOpen()).length === 0)
    const findings = () => takeStock(stage, {}, accounts)
    await eventually('the auditor finds nothing', async () => (await findings()).length === 0)
    await endHotLane(stage)
    stage.use()
    await coolDown()
  })
  afterAll(() => stage.stop())

  test('the control: as long as what it said is not too old, nothing is lowered', async () => {
    await loseLinnworks({ minutes: 10, hot: [1] })
    await letRoundsPass()
    expect([onHandOf(1), onHandOf(1, keeping)]).toEqual([40, 40])
    expect(await listOpen()).toEqual([])
  })

  test('less is offered of what is hot, operations are told why, and it is undone by itself', async () => {
    await loseLinnworks({ minutes: 20, hot: [1, 2] })
    await expect.poll(() => [onHandOf(1), onHandOf(2)], soon).toEqual([20, 20])
    expect(onHandOf(3)).toBe(40)
    const [exception, ...more] = await stage.ledger.stockExceptions.listOpen(scaling)
    expect(more).toEqual([])
    expect(exception).toMatchObject({ code: 'STOCK_BROWNOUT', owner: 'operations' })
    expect(exception?.sentence).toMatch(
      /^Linnworks has not told its stock since .*: of hot and low items 50 % are still offered\.$/,
    )
    await letRoundsPass()
    expect([onHandOf(1), onHandOf(2)]).toEqual([20, 20])
    stage.linnworks.faults.clear()
    await expect.poll(() => [onHandOf(1), onHandOf(2)], soon).toEqual([40, 40])
    await expect.poll(listOpen, soon).toEqual([])
  })

  test('whoever rather keeps the numbers keeps them; operations are told, until it answers', async () => {
    await loseLinnworks({ minutes: 20, hot: [1] })
    await expect.poll(() => stage.ledger.stockExceptions.listOpen(keeping), soon).toHaveLength(1)
    const [exception] = await stage.ledger.stockExceptions.listOpen(keeping)
    expect(exception).toMatchObject({ code: 'STOCK_BROWNOUT', owner: 'operations' })
    expect(exception?.sentence).toMatch(/: every level keeps its number\.$/)
    await letRoundsPass()
    expect([onHandOf(1, keeping), onHandOf(1)]).toEqual([40, 20])
    // It closes although nothing sells any more, and what was lowered is put right.
    await coolDown()
    stage.linnworks.faults.clear()
    await expect.poll(listOpen, soon).toEqual([])
    // The other shop sells of it too: it may wait for that one's orders a round longer.
    await expect.poll(() => onHandOf(1), soon).toBe(40)
  })

  test('less is offered of all that is low too, however much of it the hot lane can watch', async () => {
    await watchNothingLow({})
    await loseLinnworks({ minutes: 20, hot: [1] })
    await expect.poll(() => last.map((nth) => onHandOf(nth)), soon).toEqual(last.map(() => 0))
    stage.linnworks.faults.clear()
    await expect.poll(() => last.map((nth) => onHandOf(nth)), soon).toEqual(last.map(() => 1))
  })

  test('the control: whoever lowers what is watched alone goes on offering the last ones', async () => {
    await watchNothingLow({ listHotOrLow: () => Promise.resolve([]) })
    await loseLinnworks({ minutes: 20, hot: [1] })
    await expect.poll(() => onHandOf(1), soon).toBe(20)
    await letRoundsPass()
    expect(last.map((nth) => onHandOf(nth))).toEqual(last.map(() => 1))
  })

  test('operations are told too where only its stock cannot be read', async () => {
    await loseLinnworks({ minutes: 20, hot: [1], operation: 'GetStockLevel_Batch' })
    await expect.poll(() => onHandOf(1), soon).toBe(20)
    await expect.poll(listOpen, soon).toEqual(['STOCK_BROWNOUT', 'STOCK_BROWNOUT'])
    await letRoundsPass()
    expect(await listOpen()).toEqual(['STOCK_BROWNOUT', 'STOCK_BROWNOUT'])
  })

  test('the last ones are taken off sale, and that is nothing to stop for', async () => {
    await loseLinnworks({ minutes: 20, hot: last })
    await expect.poll(() => last.map((nth) => onHandOf(nth)), soon).toEqual(last.map(() => 0))
    await expect.poll(listOpen, soon).toEqual(['STOCK_BROWNOUT', 'STOCK_BROWNOUT'])
    expect(last.map((nth) => onHandOf(nth, keeping))).toEqual(last.map(() => 1))
  })

  test('the control: where its last word was that nothing is left, that is to be asked', async () => {
    await loseLinnworks({ minutes: 20, hot: last, available: 0 })
    await expect.poll(listOpen, soon).toContain('STOCK_STOPPED')
    expect(last.map((nth) => onHandOf(nth))).toEqual(last.map(() => 1))
    stage.linnworks.faults.clear()
    await stage.ledger.stockStops.release(scaling, new Date(Date.now() + 60_000), 'ann')
    await pushStock(stage, scaling)
  })

  /** As where more is hot than one call asks Linnworks for. */
  async function watchNothingLow(changed: Partial<Ledger['stockLevels']>): Promise<void> {
    await endHotLane(stage)
    const listLow = () => Promise.resolve([])
    stage.use(withLedger({ stockLevels: { listLow, ...changed } }))
    await Promise.all([scaling, keeping].map((shop) => watchHotStock(stage, shop)))
  }

  /** It said nothing for so long, in these operations or at all; then these sell, and are watched. */
  async function loseLinnworks(lost: {
    readonly minutes: number
    readonly hot: readonly number[]
    readonly operation?: string
    /** What it said last of everything. */
    readonly available?: number
  }): Promise<void> {
    const { minutes, hot, operation = '*', available } = lost
    stage.linnworks.faults.add({ ...downForGood, operation })
    await eventually('that is known', async () => operation !== '*' || (await countOutages()) === 1)
    const { locationId } = inLondon
    for (const shop of [scaling, keeping]) {
      const sold = hot.map((nth) => ({ shop, inventoryItemId: inventoryItemOf(nth), locationId }))
      await stage.ledger.stockLevels.heat(sold, 'sold')
    }
    // What was asked before the loss is answered, and noted, only now.
    await letRoundsPass()
    if (available !== undefined) {
      await sql`UPDATE linnworks_levels SET available = ${available}`.execute(stage.database)
    }
    await letMinutesPass(minutes)
    // A round that was under way noted the younger times again.
    await letRoundsPass()
    await sql`UPDATE stock_levels AS level SET stock_read_at = said.latest
      FROM (SELECT max(read_at) AS latest FROM linnworks_levels) AS said
      WHERE level.stock_read_at > said.latest`.execute(stage.database)
  }

  /** Both hot lanes begin two rounds: the first of them is over then. */
  async function letRoundsPass(): Promise<void> {
    for (const _ of [1, 2]) {
      const since = new Date()
      const lanes = sql<{ count: string }>`SELECT count(DISTINCT shop) FROM stock_levels
        WHERE hot_until IS NOT NULL AND planned_at > ${since}`
      const judged = async () => Number((await lanes.execute(stage.database)).rows[0]?.count)
      await expect.poll(judged, soon).toBe(2)
    }
  }

  /** All that Linnworks said, and its silence, is older by now. */
  async function letMinutesPass(minutes: number): Promise<void> {
    const earlier = sql`make_interval(mins => ${minutes})`
    const { database } = stage
    await sql`UPDATE linnworks_levels SET read_at = read_at - ${earlier}`.execute(database)
    // No level is written by an older reading than that of its last judgement.
    await sql`UPDATE stock_levels SET stock_read_at = stock_read_at - ${earlier}`.execute(database)
    await sql`UPDATE outages SET since = since - ${earlier}`.execute(database)
  }

  async function countOutages(): Promise<number> {
    return (await stage.ledger.outages.list()).length
  }

  /** Nobody bought anything for long. */
  async function coolDown(): Promise<void> {
    await sql`UPDATE stock_levels SET hot_until = NULL, hot_reason = NULL`.execute(stage.database)
  }

  function onHandOf(nth: number, shop: string = scaling): number {
    return levelOf(stage, inventoryItemOf(nth), inLondon.locationId, shop).onHand
  }

  async function listOpen(): Promise<readonly string[]> {
    return (await stage.ledger.stockExceptions.listOpen()).map(({ code }) => code)
  }
})

describe('where Linnworks goes down in the middle of a sweep', () => {
  let stage: StockStage
  let pages = 0
  let lastPage = Infinity
  let mostEmpty = 0
  const many = manyGoods(450)
  beforeAll(async () => {
    stage = await startStockStage({
      shops: [{ shop: scaling, products: many.products }],
      items: many.items,
      quotaScale: 10,
      onCall: ({ operation, moment }) => {
        if (moment !== 'committed') return
        if (operation === 'GetStockItemsFull') pages += 1
        if (pages >= lastPage) stage.linnworks.faults.add(downForGood)
        if (operation === 'inventorySetQuantities') mostEmpty = Math.max(mostEmpty, countEmpty())
      },
    })
    await pushStock(stage, scaling)
  })
  afterAll(() => stage.stop())

  test('the push ends once it is back, empties nothing, and the next one sets all right', async () => {
    setAll(7)
    pages = 0
    lastPage = 1
    const { faults } = stage.linnworks
    const pushed = pushStock(stage, scaling)
    const failures = () => faults.struck['GetStockItemsFull:unavailable'] ?? 0
    await expect.poll(failures, { timeout: 15_000 }).toBeGreaterThanOrEqual(2)
    expect(pages).toBe(1)
    lastPage = Infinity
    setAll(8)
    faults.clear()
    await pushed
    expect(pages).toBe(4)
    expect(mostEmpty).toBe(0)
    expect(countLevels(7) + countLevels(8)).toBe(450)
    await pushStock(stage, scaling)
    expect(countLevels(8)).toBe(450)
    expect(await stage.ledger.stockExceptions.listOpen(scaling)).toEqual([])
    expect(await takeStock(stage, {}, accounts.slice(0, 1))).toEqual([])
  })

  function setAll(level: number): void {
    stage.linnworks.backroom.setLevels(
      many.items.map(({ SKU: sku }) => ({
        ...{ sku, locationId: inLondon.linnworksLocationId, level },
      })),
    )
  }

  function countLevels(onHand: number): number {
    return stage.shopify.listLevels(scaling).filter((level) => level.onHand === onHand).length
  }

  function countEmpty(): number {
    return stage.shopify.listLevels(scaling).filter(({ available }) => available <= 0).length
  }
})
