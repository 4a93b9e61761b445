import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  LEEDS as LINNWORKS_LEEDS,
  LONDON as LINNWORKS_LONDON,
  MUG as LINNWORKS_MUG,
} from '../linnworks/twin.ts'
import { LEEDS, LONDON, MUG } from '../shopify/twin.ts'
import { eventually } from '../support/waiting.ts'
import { OLD_MUG, startWaybill } from './waybill.ts'

type Waybill = Awaited<ReturnType<typeof startWaybill>>
let waybill: Waybill

/** The inventory item of a variant. */
const itemOf = (variantId: string) => `1${variantId}`
const overflow = '5a3c9f6e-0b5f-4a5e-9a53-8d1f5f0c2b03'

beforeAll(async () => {
  waybill = await startWaybill({
    stock: { enabled: true, guard: { mostEmptiedPercent: 100 } },
    warehouse: {
      locations: [
        { StockLocationId: LINNWORKS_LONDON, LocationName: 'London Warehouse' },
        { StockLocationId: LINNWORKS_LEEDS, LocationName: 'Leeds Depot' },
        { StockLocationId: overflow, LocationName: 'London Overflow' },
      ],
      items: [
        {
          StockItemId: LINNWORKS_MUG,
          SKU: 'MUG',
          title: 'Mug',
          levels: { [LINNWORKS_LONDON]: 37, [LINNWORKS_LEEDS]: 8, [overflow]: 4 },
        },
      ],
    },
  })
})
afterAll(async () => {
  await waybill?.stop()
})

describe('before anything was read', () => {
  test('status says that no sweep has run, and explain that no level is known', async () => {
    const status = await waybill.cli('stock', 'status')
    expect(status).toMatchObject({ exitCode: 0, err: '' })
    expect(status.out).toContain('No sweep has run yet.')
    expect(status.out).toContain('No level was read yet.')
    const explained = await waybill.cli('stock', 'explain', 'MUG')
    expect(explained).toMatchObject({ exitCode: 1, out: '' })
    expect(explained.err).toContain('No level of SKU MUG is known.')
  })
})

describe('links', () => {
  test('two Linnworks locations count for one Shopify location, and one of them ships', async () => {
    expect((await link('London', 'London Warehouse')).exitCode).toBe(0)
    expect((await link('Leeds', 'Leeds Depot')).exitCode).toBe(0)
    const counted = await link('London', '--also-counts', 'London Overflow')
    expect(counted).toMatchObject({ exitCode: 0, err: '' })
    expect(counted.out).toContain('The stock of London Overflow counts for London of aurora too.')
    const listed = await waybill.cli('link', 'list', 'aurora')
    expect(listed.out).toMatch(/London Overflow\s*│ its stock counts too/)
    expect(listed.out).toMatch(/London Warehouse\s*│ ships, and its stock counts/)
  })

  test('what ships for one location does not count for another', async () => {
    const refused = await link('London', '--also-counts', 'Leeds Depot')
    expect(refused).toMatchObject({ exitCode: 1, out: '' })
    expect(refused.err).toContain('Leeds Depot ships or counts for a location of aurora already')
  })

  test('a link that names no Linnworks location is wrong input', async () => {
    expect(await link('London')).toMatchObject({ exitCode: 2, out: '' })
  })
})

describe('a push', () => {
  test('of everything is followed to its end', async () => {
    await ordersAreHeard()
    const pushed = await waybill.cli('stock', 'push', '--wait')
    expect(pushed).toMatchObject({ exitCode: 0 })
    expect(pushed.out).toMatch(
      /^The push of aurora is through: 4 levels compared in \d+ s, \d written, \d left out/,
    )
    expect(pushed.err).toContain('aurora: ')
    holds(MUG, LONDON, 41)
    holds(MUG, LEEDS, 8)
  })

  test('says what is sold as nothing in Linnworks, and that it is never written', async () => {
    const explained = await waybill.cli('stock', 'explain', 'MUG-OLD', '--location', 'london')
    expect(explained).toMatchObject({ exitCode: 0, err: '' })
    expect(explained.out).toContain('There is no sum: Linnworks has no item for SKU MUG-OLD.\n')
    expect(explained.out).toContain('Never written: Linnworks has no item for SKU MUG-OLD.')
    expect(explained.out).toContain('Written   never.')
    expect((await waybill.cli('stock', 'status')).out).toMatch(
      /2\s*│ never written\s*│ Linnworks has no item for SKU MUG-OLD/,
    )
  })

  test('of one SKU waits until the hot lane has written it', async () => {
    countIn(LINNWORKS_LEEDS, 5)
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    expect(pushed).toMatchObject({ exitCode: 0 })
    expect(pushed.out).toContain(`MUG at location ${LEEDS} of aurora: in accord, 5 on hand.`)
    holds(MUG, LEEDS, 5)
  })

  test('of one SKU waits for what another push is writing', async () => {
    const slow = { operation: 'inventorySetQuantities', kind: 'slow', delayMs: 2000 } as const
    waybill.shopify.faults.add(slow)
    countIn(LINNWORKS_LEEDS, 7)
    await waybill.cli('stock', 'push')
    await eventually('a write is under way', async () => {
      const levels = await waybill.ledger.levelViews.find({ shop: 'aurora', skus: ['MUG'] })
      return levels.some(({ writeSentAt }) => writeSentAt !== null)
    })
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    expect(pushed.out).toContain(`MUG at location ${LEEDS} of aurora: in accord, 7 on hand.`)
    countIn(LINNWORKS_LEEDS, 5)
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LEEDS, 5)
  })

  test('of a SKU that nobody knows pushes nothing', async () => {
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', 'CUP')
    expect(pushed).toMatchObject({ exitCode: 1, out: '' })
    expect(pushed.err).toContain('No level is known of CUP. Nothing was pushed.')
  })

  test('that runs already is followed, not started again', async () => {
    const [one, other] = await Promise.all([
      waybill.cli('stock', 'push', '--json'),
      waybill.cli('stock', 'push', '--json'),
    ])
    const outcomes = [one, other].map(({ out }) => JSON.parse(out)[0])
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(
      new Set(['alreadyRunning', 'started']),
    )
    expect((await waybill.cli('stock', 'push', '--wait')).exitCode).toBe(0)
  })

  test('is left running by Ctrl-C', async () => {
    const pushing = waybill.cli('stock', 'push', '--wait')
    await eventually('somebody listens', () => process.listenerCount('SIGINT') > listeners)
    process.emit('SIGINT')
    const pushed = await pushing
    expect(pushed.exitCode).toBe(130)
    expect(pushed.out).toContain('The push of aurora goes on by itself.')
    expect(process.listenerCount('SIGINT')).toBe(listeners)
    expect((await waybill.cli('stock', 'push', '--wait')).exitCode).toBe(0)
  })
  const listeners = process.listenerCount('SIGINT')
})

describe('explain', () => {
  test('shows the sum, place by place, and what was written', async () => {
    const explained = await waybill.cli('stock', 'explain', 'MUG', '--location', LONDON)
    expect(explained).toMatchObject({ exitCode: 0, err: '' })
    const lines = explained.out.split('\n')
    expect(lines[0]).toBe(`MUG (MUG) at London of aurora: item ${itemOf(MUG)}, location ${LONDON}`)
    expect(lines.slice(2, 9).map((line) => line.replace(/, read .*/, ''))).toEqual([
      '    37  available in Linnworks at London Warehouse',
      '  +  4  available in Linnworks at London Overflow',
      '  +  0  sold here, taken off in Linnworks, still committed in Shopify',
      '  −  0  left the shelf without Waybill, unknown to Linnworks',
      '  −  0  sold through another variant, shop or bundle, on the way to Linnworks',
      '  −  0  buffer',
      '  = 41  on_hand',
    ])
    expect(explained.out).toContain('Shopify   holds 41 on hand, 0 of them committed: 41 on offer.')
    expect(explained.out).toContain('Standing  In accord')
    expect(explained.out).toMatch(/Written {3}41 instead of 1000, .* Shopify: written\./)
  })

  test('shows each location as a block, and all of it for machines', async () => {
    const explained = await waybill.cli('stock', 'explain', '--item', itemOf(MUG), '--json')
    expect(JSON.parse(explained.out)).toMatchObject([
      {
        level: { sku: 'MUG', locationId: LONDON, available: 41, target: 41 },
        counted: [{ name: 'London Warehouse', available: 37 }, { name: 'London Overflow' }],
        lastWrite: { onHand: 41, changeFrom: 1000, answer: 'written' },
      },
      { level: { locationId: LEEDS, target: 5 } },
    ])
  })

  test('of the past shows the write that stood then', async () => {
    const now = new Date()
    const before = await waybill.cli('stock', 'explain', 'MUG', '--at', '2026-01-01')
    expect(before.out).toContain('Nothing was written up to 2026-01-01 00:00 UTC.')
    const at = await waybill.cli('stock', 'explain', 'MUG', '--at', now.toISOString())
    expect(at.out).toContain('41  available in Linnworks')
    expect(at.out).toContain('Shopify   held 1000 on hand, 0 of them committed.')
  })

  test('of a SKU in other capitals asks whether that was meant', async () => {
    const explained = await waybill.cli('stock', 'explain', 'mug')
    expect(explained).toMatchObject({ exitCode: 1, out: '' })
    expect(explained.err).toBe('No level is known of SKU mug. Did you mean MUG?\n')
  })

  test.each([
    [['stock', 'explain'], 'Name one item'],
    [['stock', 'explain', 'MUG', '--item', '1'], 'Name one item'],
    [['stock', 'explain', 'MUG', '--at', 'yesterday'], 'Expected a moment'],
    [['stock', 'rule', 'set', 'aurora'], 'Say what to set'],
    [['stock', 'rule', 'set', 'aurora', '--cap', '-1'], 'Expected a whole number'],
    [['stock', 'pause', 'aurora', '--shop', 'borealis'], 'Two shops are named'],
  ])('%j is wrong input', async (words, sentence) => {
    const answer = await waybill.cli(...words)
    expect(answer).toMatchObject({ exitCode: 2, out: '' })
    expect(answer.err).toContain(sentence)
  })

  test('a shop that is not configured is named', async () => {
    const answer = await waybill.cli('stock', 'status', '--shop', 'borealis')
    expect(answer).toMatchObject({ exitCode: 1, out: '' })
    expect(answer.err).toContain('There is no shop "borealis" in the configuration')
  })
})

describe('brakes', () => {
  test('a buffer and a cap show in the sum, and in Shopify', async () => {
    const set = await rule('set', '--sku', 'MUG', '--buffer', '2', '--cap', '20')
    expect(set.out).toBe('For MUG of aurora: buffer 2, cap 20. It shows within a minute.\n')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LONDON, 20)
    holds(MUG, LEEDS, 3)
    const explained = await waybill.cli('stock', 'explain', 'MUG', '--location', LONDON)
    expect(explained.out).toContain('= 39  on_hand, were it not for this:')
    expect(explained.out).toContain('→ 20  the cap: never more than 20 are offered')
    expect(explained.out).toContain('Rules     buffer 2, cap 20; ruled for MUG of aurora by cli, ')

    const cleared = await rule('clear', '--sku', 'MUG')
    expect(cleared.out).toContain('MUG of aurora has no buffer, cap or floor of its own any more.')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LONDON, 41)
  })

  test('what is paused keeps its number until it is resumed', async () => {
    const paused = await waybill.cli('stock', 'pause', 'aurora', '--sku', 'MUG')
    expect(paused.out).toContain('Let it go on: waybill stock resume aurora --sku MUG\n')
    countIn(LINNWORKS_LEEDS, 2)
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    expect(pushed.out).toContain(`${LEEDS} of aurora: not written, a person paused it.`)
    holds(MUG, LEEDS, 5)
    await waybill.cli('stock', 'resume', '--sku', 'MUG', '--actor', 'staff-7')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LEEDS, 2)
    const history = await waybill.ledger.events.list('stock:aurora::MUG')
    expect(history.at(-1)).toMatchObject({ actor: 'staff-7', what: 'ruled' })
  })

  test('of a paused shop one SKU may go on, and the list of rules says so', async () => {
    await waybill.cli('stock', 'pause', 'aurora')
    expect((await waybill.cli('stock', 'status')).out).toContain('paused as a whole')
    const resumed = await waybill.cli('stock', 'resume', 'aurora', '--sku', 'MUG')
    expect(resumed.out).toContain('MUG of aurora is written again, though what is around it stays')
    countIn(LINNWORKS_LEEDS, 6)
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LEEDS, 6)
    const again = await waybill.cli('stock', 'pause')
    expect(again.out).toContain('Nothing of aurora is written any more, but for MUG of aurora;')
    const listed = await waybill.cli('stock', 'rule', 'list', '--json')
    expect(JSON.parse(listed.out)).toMatchObject([
      { locationId: '', sku: '', paused: true },
      { locationId: '', sku: 'MUG', paused: false },
    ])
    await waybill.cli('stock', 'resume')
  })

  test('a shop that stopped itself is exit 1, and goes on when a person lets it', async () => {
    await waybill.ledger.stockStops.stop('aurora', '9 of 10 levels would offer nothing.')
    const status = await waybill.cli('stock', 'status')
    expect(status.exitCode).toBe(1)
    expect(status.out).toContain('STOPPED for 0 s: 9 of 10 levels would offer nothing.')
    const resumed = await waybill.cli('stock', 'resume', 'aurora', '--hours', '2')
    expect(resumed.out).toContain('It had stopped itself: 9 of 10 levels would offer nothing.')
    expect((await waybill.cli('stock', 'status')).exitCode).toBe(0)
    const stop = await waybill.ledger.stockStops.find('aurora')
    expect(stop?.releasedUntil?.getTime()).toBeGreaterThan(Date.now() + 3_600_000)
  })
})

describe('what waits for a person', () => {
  test('a level that Shopify refuses stands among the exceptions with its reason', async () => {
    waybill.shopify.setPoison('aurora', itemOf(MUG), 'INVALID_INVENTORY_ITEM')
    countIn(LINNWORKS_LEEDS, 4)
    await waybill.cli('stock', 'push', '--sku', 'MUG')
    await eventually('it is refused', async () => {
      const { out } = await waybill.cli('exceptions', '--owner', 'ecommerce')
      return out.includes('STOCK_REFUSED') && out.includes('stock of aurora')
    })
    const explained = await waybill.cli('stock', 'explain', 'MUG', '--location', LEEDS)
    expect(explained.out).toContain('STOCK_REFUSED, for ecommerce, open for')
    expect(explained.out).toMatch(/Written {3}4 instead of 6, .* Shopify refused it/)
    expect((await waybill.cli('stock', 'status')).out).toContain('1 × STOCK_REFUSED')
    const json = JSON.parse((await waybill.cli('exceptions', '--json')).out)
    expect(json.stockExceptions).toMatchObject([{ code: 'STOCK_REFUSED' }])
    waybill.shopify.setPoison('aurora', itemOf(MUG), null)
    await waybill.cli('stock', 'push', '--wait')
    // If the hot lane looked at it at the same moment, it is the hot lane that writes it.
    await eventually('it is taken', () => onHandOf(MUG, LEEDS) === 4)
    await eventually('nobody is asked any more', async () => {
      return !(await waybill.cli('exceptions')).out.includes('STOCK_REFUSED')
    })
  })

  test('units that left the shelf are kept off sale until a person settles them', async () => {
    const orderId = '5512'
    await waybill.ledger.orders.receive({ shop: 'aurora', orderId })
    await waybill.ledger.consignedUnits.noteLeft(
      { shop: 'aurora', orderId },
      [{ inventoryItemId: itemOf(MUG), locationId: LEEDS, quantity: 3 }],
      new Date(),
    )
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LEEDS, 1)
    const explained = await waybill.cli('stock', 'explain', 'MUG', '--location', LEEDS)
    expect(explained.out).toContain('− 3  left the shelf without Waybill, unknown to Linnworks')
    expect((await waybill.cli('stock', 'status')).out).toContain(
      '3 units of 1 order left the shelf',
    )

    const settled = await waybill.cli('stock', 'settle', 'aurora', orderId, '--actor', 'staff-7')
    expect(settled).toMatchObject({ exitCode: 0, err: '' })
    expect(settled.out).toContain('What left of order 5512 is settled: 1 level goes by Linnworks')
    await ordersAreHeard()
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    holds(MUG, LEEDS, 4)
    const again = await waybill.cli('stock', 'settle', orderId)
    expect(again).toMatchObject({ exitCode: 1, out: '' })
    expect(again.err).toContain('Nothing of order 5512 is kept off sale')
  })
})

test('help of each command shows examples', async () => {
  for (const command of ['explain', 'push', 'status', 'pause', 'resume', 'settle', 'rule']) {
    const { exitCode, out } = await waybill.cli('stock', command, '--help')
    expect(exitCode).toBe(0)
    expect(out).toContain(`npm run waybill -- stock ${command}`)
  }
})

test('the SKU of the other variant is never touched', () => {
  expect(onHandOf(OLD_MUG, LONDON)).toBe(1000)
})

function link(location: string, ...rest: readonly string[]) {
  return waybill.cli('link', 'location', 'aurora', location, ...rest)
}

function rule(verb: string, ...rest: readonly string[]) {
  return waybill.cli('stock', 'rule', verb, 'aurora', ...rest)
}

function countIn(locationId: string, level: number): void {
  waybill.linnworks.backroom.setLevels([{ sku: 'MUG', locationId, level }])
}

/** Nothing is raised before the first sweep over the orders. */
async function ordersAreHeard(): Promise<void> {
  const since = new Date()
  await eventually('the orders are heard of', async () => {
    const heard = await waybill.ledger.cursors.find('orders:aurora')
    return heard !== undefined && heard >= since
  })
}

function holds(variantId: string, locationId: string, onHand: number): void {
  expect(onHandOf(variantId, locationId)).toBe(onHand)
}

function onHandOf(variantId: string, locationId: string): number | undefined {
  const levels = waybill.shopify.listLevels('aurora')
  return levels.find(
    (each) => each.inventoryItemId === itemOf(variantId) && each.locationId === locationId,
  )?.onHand
}
