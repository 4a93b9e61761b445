import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEEDS, LONDON, MUG } from '../shopify/twin.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { itemOf, type MugShop, startMugShop } from './mug-shop.ts'
import { OLD_MUG } from './waybill.ts'

let waybill: MugShop
beforeAll(async () => {
  waybill = await startMugShop()
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
    expect((await waybill.link('London', 'London Warehouse')).exitCode).toBe(0)
    expect((await waybill.link('Leeds', 'Leeds Depot')).exitCode).toBe(0)
    const counted = await waybill.link('London', '--also-counts', 'London Overflow')
    expect(counted).toMatchObject({ exitCode: 0, err: '' })
    expect(counted.out).toContain('The stock of London Overflow counts for London of aurora too.')
    const listed = await waybill.cli('link', 'list', 'aurora')
    expect(listed.out).toMatch(/London Overflow\s*│ its stock counts too/)
    expect(listed.out).toMatch(/London Warehouse\s*│ ships, and its stock counts/)
  })

  test('what ships for one location does not count for another', async () => {
    const refused = await waybill.link('London', '--also-counts', 'Leeds Depot')
    expect(refused).toMatchObject({ exitCode: 1, out: '' })
    expect(refused.err).toContain('Leeds Depot ships or counts for a location of aurora already')
  })

  test('is taken back, one that counts or all of it, and who did it is kept', async () => {
    const counted = await waybill.link('London', '--also-counts', 'London Overflow', '--remove')
    expect(counted).toMatchObject({ exitCode: 0, err: '' })
    expect(counted.out).toContain('The stock of London Overflow no longer counts for London')
    const gone = await waybill.link(LEEDS, '--remove', '--actor', 'staff-7')
    expect(gone.out).toContain(`${LEEDS} of aurora is no longer linked to Leeds Depot`)
    expect(await waybill.ledger.events.list(`location:aurora:${LEEDS}`)).toMatchObject([
      { what: 'linked' },
      { what: 'unlinked', actor: 'staff-7' },
    ])
    const listed = await waybill.cli('link', 'list', 'aurora')
    expect(listed.out).not.toMatch(/Overflow|Leeds Depot/)
    const nothing = await waybill.link('Leeds', '--remove')
    expect(nothing).toMatchObject({ exitCode: 1, out: '' })
    expect(nothing.err).toContain('Nothing is linked to Leeds of aurora.')
    expect(await waybill.link('Leeds', 'Leeds Depot', '--remove')).toMatchObject({ exitCode: 2 })
    await waybill.link('Leeds', 'Leeds Depot')
    await waybill.link('London', '--also-counts', 'London Overflow')
  })

  test('a link that names no Linnworks location is wrong input', async () => {
    expect(await waybill.link('London')).toMatchObject({ exitCode: 2, out: '' })
  })
})

describe('a push', () => {
  test('of everything is followed to its end', async () => {
    await waybill.ordersAreHeard()
    const pushed = await waybill.cli('stock', 'push', '--wait')
    expect(pushed).toMatchObject({ exitCode: 0 })
    expect(pushed.out).toMatch(
      /^The push of aurora is through: 4 levels compared in \d+ s, \d written, \d left out/,
    )
    expect(pushed.err).toContain('aurora: ')
    waybill.holds(MUG, LONDON, 41)
    waybill.holds(MUG, LEEDS, 8)
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
    waybill.countInLeeds(5)
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    expect(pushed).toMatchObject({ exitCode: 0 })
    expect(pushed.out).toContain(`MUG at location ${LEEDS} of aurora: in accord, 5 on hand.`)
    waybill.holds(MUG, LEEDS, 5)
  })

  test('of one SKU waits for what another push is writing', async () => {
    const slow = { operation: 'inventorySetQuantities', kind: 'slow', delayMs: 2000 } as const
    waybill.shopify.faults.add(slow)
    waybill.countInLeeds(7)
    await waybill.cli('stock', 'push')
    await eventually('a write is under way', async () => {
      const levels = await waybill.ledger.levelViews.find({ shop: 'aurora', skus: ['MUG'] })
      return levels.some(({ writeSentAt }) => writeSentAt !== null)
    })
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    expect(pushed.out).toContain(`MUG at location ${LEEDS} of aurora: in accord, 7 on hand.`)
    waybill.countInLeeds(5)
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    waybill.holds(MUG, LEEDS, 5)
  })

  test('of a SKU that nobody knows pushes nothing', async () => {
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG', 'CUP')
    expect(pushed).toMatchObject({ exitCode: 1, out: '' })
    expect(pushed.err).toContain('No level is known of CUP. Nothing was pushed.')
  })

  test('of a SKU that is nothing in Linnworks says so at once', async () => {
    const pushed = await waybill.cli('stock', 'push', '--sku', 'MUG-OLD', '--wait')
    expect(pushed).toMatchObject({ exitCode: 1, out: '' })
    expect(pushed.err).toContain('Nothing was pushed. Linnworks has no item for SKU MUG-OLD')
    const some = await waybill.cli('stock', 'push', '--sku', 'MUG', 'MUG-OLD', '--wait')
    expect(some).toMatchObject({ exitCode: 0 })
    expect(some.out).toContain('MUG at location')
    expect(some.err).toContain('Linnworks has no item for SKU MUG-OLD')
  })

  test('names the order that nobody can look at, for which all raises wait', async () => {
    const order = { shop: 'aurora', orderId: '990001' }
    await waybill.ledger.orders.receive(order, { name: '#990001', placedAt: new Date() })
    await waybill.ledger.orders.markLeftUnseen('aurora', [order.orderId])
    const status = await waybill.cli('stock', 'status')
    expect(status.out).toContain('Nothing is raised until Waybill has looked at #990001')
    expect(status.out).toContain('See: waybill order show aurora 990001')
    await waybill.ledger.orders.setHeld(order, true)
    expect((await waybill.cli('stock', 'status')).out).not.toContain('#990001')
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

  test('of the past shows how it stood then, and the last write with its answer', async () => {
    const before = await waybill.cli('stock', 'explain', 'MUG', '--at', '2026-01-01')
    expect(before.out).toContain(
      'Nothing was judged or written of it up to 2026-01-01 00:00:00 UTC',
    )
    const written = new Date()
    await waybill.cli('stock', 'pause', 'aurora', '--sku', 'MUG', '--actor', 'staff-7')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')
    const paused = new Date()
    await waybill.cli('stock', 'resume', 'aurora', '--sku', 'MUG')
    await waybill.cli('stock', 'push', '--sku', 'MUG', '--wait')

    const first = await explainAt(written)
    expect(first).toContain('41  available in Linnworks')
    expect(first).toContain('Shopify   held 1000 on hand, 0 of them committed. Read ')
    expect(first).toMatch(/Linnworks was read .* UTC\), the ledger .* UTC\)\./)
    expect(first).toContain('In accord: written as judged (41 instead of 1000).')
    expect(first).toMatch(/Written {3}41 instead of 1000, .* Shopify: written\./)

    const then = await explainAt(paused)
    expect(then).toContain('= 41  on_hand')
    expect(then).toContain('Shopify   held 41 on hand, 0 of them committed. Read ')
    expect(then).toMatch(/Standing {2}at .* UTC: Not written: a person paused it\./)
    expect(then).toMatch(/Rules {5}for MUG of aurora by staff-7, .* UTC: paused\n/)
    expect(then).toMatch(/Written {3}41 instead of 1000, .* Shopify: written\./)

    const now = await explainAt(new Date())
    expect(now).toMatch(/Standing {2}at .* UTC: In accord: Shopify holds what it should\./)
    expect(now).toContain('Rules     none but the configuration.')
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
    [['stock', 'explain', 'MUG', '--at', '2100-01-01'], '--at lies in the future'],
    [['stock', 'rule', 'set', 'aurora'], 'Say what to set'],
    [['stock', 'rule', 'set', 'aurora', '--cap', '-1'], 'Expected a whole number'],
    [['stock', 'pause', 'aurora', '--shop', 'borealis'], 'Two shops are named'],
    [['stock', 'resume', 'aurora', '--sku', 'MUG', '--hours', '2'], '--hours is for a whole shop'],
    [['stock', 'push', '--wait', '--timeout', '9'], '--timeout is for --sku with --wait'],
    [['stock', 'push', '--sku', 'MUG', '--timeout', '9'], '--timeout is for --sku with --wait'],
  ])('%j is wrong input', async (words, sentence) => {
    const answer = await waybill.cli(...words)
    expect(answer).toMatchObject({ exitCode: 2, out: '' })
    expect(answer.err).toContain(sentence)
  })

  test.each([
    ['stock', 'status', '--shop', 'borealis'],
    ['exceptions', '--shop', 'borealis'],
    ['order', 'list', '--shop', 'borealis'],
    ['order', 'show', 'borealis', '1001'],
  ])('a shop that is not configured is named: %s %s', async (...words) => {
    const answer = await waybill.cli(...words)
    expect(answer).toMatchObject({ exitCode: 1, out: '' })
    expect(answer.err).toContain('There is no shop "borealis" in the configuration')
  })
})

test('help of each command shows examples', async () => {
  for (const command of [
    'explain',
    'push',
    'status',
    'pause',
    'resume',
    'accept',
    'settle',
    'rule',
  ]) {
    const { exitCode, out } = await waybill.cli('stock', command, '--help')
    expect(exitCode).toBe(0)
    expect(out).toContain(`npm run waybill -- stock ${command}`)
  }
})

test('the SKU of the other variant is never touched', () => {
  expect(waybill.onHandOf(OLD_MUG, LONDON)).toBe(1000)
})

async function explainAt(at: Date): Promise<string> {
  const words = ['stock', 'explain', 'MUG', '--location', LONDON, '--at', at.toISOString()]
  const { exitCode, out, err } = await waybill.cli(...words)
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return out
}
