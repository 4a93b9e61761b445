import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stockBrownout } from '../../domain/stock-exceptions.ts'
import { LEEDS, LONDON, MUG } from '../shopify/twin.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { itemOf, type MugShop, startMugShop } from './mug-shop.ts'

let waybill: MugShop
beforeAll(async () => {
  waybill = await startMugShop()
  await waybill.link('London', 'London Warehouse')
  await waybill.link('Leeds', 'Leeds Depot')
  await waybill.link('London', '--also-counts', 'London Overflow')
  waybill.countInLeeds(5)
  await waybill.ordersAreHeard()
  await waybill.cli('stock', 'push', '--wait')
  waybill.holds(MUG, LEEDS, 5)
})
afterAll(async () => {
  await waybill?.stop()
})

describe('brakes', () => {
  test('a buffer and a cap show in the sum, and in Shopify', async () => {
    const set = await rule('set', '--sku', 'MUG', '--buffer', '2', '--cap', '20')
    expect(set.out).toBe('For MUG of aurora: buffer 2, cap 20. It shows within a minute.\n')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LONDON, 20)
    waybill.holds(MUG, LEEDS, 3)
    const explained = await waybill.cli('stock', 'explain', 'MUG', '--location', LONDON)
    expect(explained.out).toContain('= 39  on_hand, were it not for this:')
    expect(explained.out).toContain('→ 20  the cap: never more than 20 are offered')
    expect(explained.out).toContain('Rules     buffer 2, cap 20; ruled for MUG of aurora by cli, ')

    const cleared = await rule('clear', '--sku', 'MUG')
    expect(cleared.out).toContain('MUG of aurora has no buffer, cap or floor of its own any more.')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LONDON, 41)
  })

  test('what is paused keeps its number until it is resumed', async () => {
    const paused = await waybill.cli('stock', 'pause', 'aurora', '--sku', 'MUG')
    expect(paused.out).toContain('Let it go on: waybill stock resume aurora --sku MUG\n')
    waybill.countInLeeds(2)
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    expect(pushed.out).toContain(`${LEEDS} of aurora: not written, a person paused it.`)
    waybill.holds(MUG, LEEDS, 5)
    await waybill.cli('stock', 'resume', '--sku', 'MUG', '--actor', 'staff-7')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LEEDS, 2)
    const history = await waybill.ledger.events.list('stock:aurora::MUG')
    expect(history.at(-1)).toMatchObject({ actor: 'staff-7', what: 'ruled' })
  })

  test('of a paused shop one SKU may go on, and the list of rules says so', async () => {
    await waybill.cli('stock', 'pause', 'aurora')
    expect((await waybill.cli('stock', 'status')).out).toContain('paused as a whole')
    const resumed = await waybill.cli('stock', 'resume', 'aurora', '--sku', 'MUG')
    expect(resumed.out).toContain('MUG of aurora is written again, though what is around it stays')
    waybill.countInLeeds(6)
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LEEDS, 6)
    const again = await waybill.cli('stock', 'pause')
    expect(again.out).toContain('Nothing of aurora is written any more, but for MUG of aurora;')
    const listed = await waybill.cli('stock', 'rule', 'list', '--json')
    expect(JSON.parse(listed.out)).toMatchObject([
      { locationId: '', sku: '', paused: true },
      { locationId: '', sku: 'MUG', paused: false },
    ])
    await waybill.cli('stock', 'resume')
  })

  test('a number that somebody else keeps setting is Linnworks’ again once a person says so', async () => {
    waybill.countInLeeds(206)
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LEEDS, 206)
    const counted = { inventoryItemId: itemOf(MUG), locationId: LEEDS, onHand: 50 }
    waybill.shopify.setLevels('aurora', [counted])
    const isAsked = async () => {
      await waybill.cli('stock', 'push', '--wait')
      const open = await waybill.ledger.stockExceptions.listOpen('aurora')
      return open.some(({ code }) => code === 'STOCK_DISPUTED')
    }
    await eventually('it cannot be a sale any more, and a person is asked', isAsked, 60_000)
    const other = await waybill.cli('stock', 'accept', 'aurora', '--location', LONDON)
    expect(other).toMatchObject({ exitCode: 1, out: '' })
    expect(other.err).toContain(`Nothing of location ${LONDON} of aurora is disputed.`)
    waybill.holds(MUG, LEEDS, 50)
    const accepted = await waybill.cli('stock', 'accept', '--sku', 'MUG', '--actor', 'staff-7')
    expect(accepted.out).toBe(
      '1 level of MUG of aurora goes by Linnworks again, within a minute.\n',
    )
    const again = await waybill.cli('stock', 'accept', 'aurora', '--sku', 'MUG')
    expect(again).toMatchObject({ exitCode: 1, out: '' })
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LEEDS, 206)
    waybill.countInLeeds(6)
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    const history = await waybill.ledger.events.list('stock:aurora::MUG')
    expect(history.at(-1)).toMatchObject({ actor: 'staff-7', what: 'accepted' })
    expect(await waybill.ledger.stockExceptions.listOpen('aurora')).toEqual([])
  })

  test('a rule for a SKU that nobody knows is kept, and said to be one', async () => {
    const paused = await waybill.cli('stock', 'pause', 'aurora', '--sku', 'mug')
    expect(paused.exitCode).toBe(0)
    expect(paused.err).toBe(
      'aurora is not known to sell a SKU mug: this holds as soon as it does. Did you mean MUG?\n',
    )
    await waybill.cli('stock', 'resume', 'aurora', '--sku', 'mug')
    const set = await rule('set', '--sku', 'CUP', '--cap', '1')
    expect(set.err).toBe('aurora is not known to sell a SKU CUP: this holds as soon as it does.\n')
    expect((await rule('clear', '--sku', 'CUP')).err).toBe('')
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
  test('what is wrong with the whole shop stands at each level that it concerns', async () => {
    const silence = { since: new Date(), sentence: 'it is down' }
    const brownout = stockBrownout('aurora', silence, { rule: 'keep', offerPercent: 50 })
    await waybill.ledger.stockExceptions.open([brownout])
    const mug = await waybill.cli('stock', 'explain', 'MUG', '--json')
    expect(JSON.parse(mug.out)).toMatchObject([
      { exceptions: [{ code: 'STOCK_BROWNOUT' }] },
      { exceptions: [{ code: 'STOCK_BROWNOUT' }] },
    ])
    const skipped = await waybill.cli('stock', 'explain', 'MUG-OLD', '--json')
    expect(JSON.parse(skipped.out)).toMatchObject([{ exceptions: [] }, { exceptions: [] }])
    await waybill.ledger.stockExceptions.close('aurora', [brownout.causeKey])
  })

  test('a level that Shopify refuses stands among the exceptions with its reason', async () => {
    waybill.shopify.setPoison('aurora', itemOf(MUG), 'INVALID_INVENTORY_ITEM')
    waybill.countInLeeds(4)
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
    await eventually('it is taken', () => waybill.onHandOf(MUG, LEEDS) === 4)
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
    waybill.holds(MUG, LEEDS, 1)
    const explained = await waybill.cli('stock', 'explain', 'MUG', '--location', LEEDS)
    expect(explained.out).toContain('− 3  left the shelf without Waybill, unknown to Linnworks')
    expect(explained.out).not.toContain('STOCK_LEFT')
    expect((await waybill.cli('stock', 'status')).out).toContain(
      '3 units of 1 order left the shelf',
    )
    await sql`UPDATE left_units SET noted_at = now() - interval '1 hour'`.execute(waybill.database)
    const open = await waybill.cli('stock', 'explain', 'MUG')
    const blocks = open.out.split('\n\nMUG (').map((block) => block.includes('STOCK_LEFT'))
    expect(blocks).toEqual([false, true])

    const settled = await waybill.cli('stock', 'settle', 'aurora', orderId, '--actor', 'staff-7')
    expect(settled).toMatchObject({ exitCode: 0, err: '' })
    expect(settled.out).toContain('What left of order 5512 is settled: 1 level goes by Linnworks')
    await waybill.ordersAreHeard()
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LEEDS, 4)
    const again = await waybill.cli('stock', 'settle', orderId)
    expect(again).toMatchObject({ exitCode: 1, out: '' })
    expect(again.err).toContain('Nothing of order 5512 is kept off sale')
  })
})

function rule(verb: string, ...rest: readonly string[]) {
  return waybill.cli('stock', 'rule', verb, 'aurora', ...rest)
}
