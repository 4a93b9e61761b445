import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buy, LEEDS, LONDON, MUG } from '../shopify/twin.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { OLD_MUG, type Said, startWaybill } from './waybill.ts'

type Waybill = Awaited<ReturnType<typeof startWaybill>>
let waybill: Waybill

beforeAll(async () => {
  waybill = await startWaybill()
})
afterAll(async () => {
  await waybill?.stop()
})

describe('locations and SKUs', () => {
  test('an order waits for its location, and goes on when the location is linked by name', async () => {
    const orderId = await waybill.order([{ variantId: MUG, quantity: 2 }])
    await stageIs(orderId, 'needsAttention')
    const shown = await waybill.cli('order', 'show', orderId)
    expect(shown.out).toContain('LOCATION_UNMAPPED, for operations')
    expect(shown.out).toContain(`waybill link location aurora ${LONDON}`)

    const linked = await waybill.cli('link', 'location', 'aurora', 'london', 'London Warehouse')
    expect(linked).toMatchObject({ exitCode: 0, err: '' })
    expect(linked.out).toContain('London of aurora ships from London Warehouse')
    expect(linked.out).toContain('1 order waiting for it goes on now.')
    await stageIs(orderId, 'awaitingDispatch')
  })

  test('a location that does not exist is answered with those that do', async () => {
    const linked = await waybill.cli('link', 'location', 'aurora', 'Paris', 'London Warehouse')
    expect(linked).toMatchObject({ exitCode: 1, out: '' })
    expect(linked.err).toBe(
      `There is no location of aurora "Paris". There is: Leeds (${LEEDS}), London (${LONDON}).\n`,
    )
  })

  test('all orders that wait for one SKU are one question, and linking it wakes them all', async () => {
    const orders = await Promise.all([
      waybill.order([{ variantId: OLD_MUG, quantity: 1 }]),
      waybill.order([{ variantId: OLD_MUG, quantity: 1 }]),
    ])
    for (const orderId of orders) await stageIs(orderId, 'needsAttention')
    const asked = await waybill.cli('exceptions', '--owner', 'ecommerce')
    expect(asked.out).toContain('2 orders wait for the SKU MUG-OLD of aurora')
    expect(asked.out).toContain('waybill link sku aurora MUG-OLD')
    expect((await waybill.cli('exceptions', '--owner', 'finance')).out).toContain('Nothing waits')

    const linked = await waybill.cli('link', 'sku', 'aurora', 'MUG-OLD', 'MUG')
    expect(linked.out).toContain('2 orders waiting for it go on now.')
    for (const orderId of orders) await stageIs(orderId, 'awaitingDispatch')
    const listed = await waybill.cli('link', 'list', 'aurora', '--json')
    expect(JSON.parse(listed.out)).toMatchObject({
      skus: [{ sku: 'MUG-OLD', linnworksSku: 'MUG', linkedBy: 'cli' }],
      locations: [{ locationId: LONDON }],
    })
  })

  test('a SKU that Linnworks lacks is not linked, unless it is forced', async () => {
    const words = ['link', 'sku', 'aurora', 'CUP', 'CUP-1']
    const refused = await waybill.cli(...words)
    expect(refused).toMatchObject({ exitCode: 1, out: '' })
    expect(refused.err).toContain('Linnworks has no item with the SKU CUP-1')
    expect((await waybill.ledger.links.findSkuLinks('aurora', ['CUP'])).size).toBe(0)
    expect((await waybill.cli(...words, '--force')).exitCode).toBe(0)
    expect((await waybill.ledger.links.findSkuLinks('aurora', ['CUP'])).get('CUP')).toBe('CUP-1')
  })
})

describe('acting on an order', () => {
  test('it is shown by its id, its name, and its shop and id, with what comes next', async () => {
    const orderId = await injected()
    const { name } = (await waybill.ledger.orders.find({ shop: 'aurora', orderId }))!
    const ways = [[orderId], [name!], [name!.slice(1)], ['aurora', orderId]]
    for (const words of ways) {
      const shown = await waybill.cli('order', 'show', ...words)
      expect(shown).toMatchObject({ exitCode: 0, err: '' })
      expect(shown.out).toContain(`Order ${name} (aurora ${orderId}) is awaitingDispatch`)
      expect(shown.out).toContain('Next: Waiting for dispatch')
      expect(shown.out).toContain('London Warehouse')
    }
    const json = JSON.parse((await waybill.cli('order', 'show', orderId, '--json')).out)
    expect(json).toMatchObject({
      order: { orderId },
      intact: true,
      consignments: [{ items: [{ sku: 'MUG' }] }],
    })
  })

  test('it is held, released, told to look again, and cancelled', async () => {
    const orderId = await injected()
    const held = await waybill.cli('order', 'hold', 'aurora', orderId, '--actor', 'staff-7')
    expect(held).toMatchObject({ exitCode: 0, err: '' })
    expect(held.out).toContain('is held')
    const history = await waybill.ledger.events.list(`order:aurora:${orderId}`)
    expect(history.map(({ actor, what }) => [actor, what])).toContainEqual(['staff-7', 'hold'])

    expect((await waybill.cli('order', 'release', 'aurora', orderId)).out).toContain('goes on')
    expect((await waybill.cli('order', 'retry', 'aurora', orderId)).exitCode).toBe(0)

    const unmeant = await waybill.cli('order', 'cancel', 'aurora', orderId)
    expect(unmeant).toMatchObject({ exitCode: 2, out: '' })
    expect(unmeant.err).toContain('add --yes')
    await stageIs(orderId, 'awaitingDispatch')

    const cancelled = await waybill.cli('order', 'cancel', orderId, '--yes', '--json')
    expect(cancelled).toMatchObject({ exitCode: 0, err: '' })
    expect(JSON.parse(cancelled.out)).toMatchObject({ outcome: 'cancelled' })
    await stageIs(orderId, 'cancelled')
  })

  test('what is refused is exit 1, and says why', async () => {
    const orderId = await injected()
    const refused = await waybill.cli('order', 'release', 'aurora', orderId)
    expect(refused.exitCode).toBe(1)
    expect(refused.out).toMatch(/^Refused\. Order .* is not held/)
  })

  test('an order that nobody knows is a sentence on stderr and exit 1', async () => {
    for (const command of ['show', 'hold', 'release', 'retry']) {
      const answer = await waybill.cli('order', command, '#99999')
      expect(answer).toMatchObject({ exitCode: 1, out: '' })
      expect(answer.err).toMatch(/^There is no order #99999 in the ledger\..*\n$/)
    }
  })
})

describe('the books', () => {
  test('are balanced when every order of Shopify is in the ledger, and differ when one is not', async () => {
    await injected()
    const balanced = await eventually('the books are balanced', async () => {
      const books = await waybill.cli('books', '--shop', 'aurora')
      return books.exitCode === 0 && books
    })
    expect(balanced.out).toContain('The books are balanced.')

    await buy(waybill.shopify, [{ variantId: MUG, quantity: 1 }])
    const off = await eventually('Shopify counts it', async () => {
      const books = await waybill.cli('books', '--json')
      return books.exitCode === 1 && books
    })
    expect(JSON.parse(off.out)).toMatchObject({ balanced: false, pages: [{ difference: 1 }] })
    expect((await waybill.cli('books')).out).toContain('1 missing in the ledger')
  })
})

test('orders are listed by stage, without colour', async () => {
  const orderId = await injected()
  const listed = await waybill.cli('order', 'list', '--stage', 'awaitingDispatch', 'needsAttention')
  expect(listed).toMatchObject({ exitCode: 0, err: '' })
  expect(listed.out).toContain(orderId)
  expect(listed.out).not.toContain('\u001b')
  const none = await waybill.cli('order', 'list', '--stage', 'partlyDispatched', '--json')
  expect(JSON.parse(none.out)).toEqual([])
})

test('no answer of the command line holds a name, an address or a tracking number', async () => {
  const orderId = await injected()
  const answers: Said[] = [
    await waybill.cli('order', 'show', orderId, '--json'),
    await waybill.cli('order', 'list', '--json'),
    await waybill.cli('exceptions', '--json'),
  ]
  expect(JSON.stringify(answers)).not.toMatch(/canary|@example/i)
})

/** An order that waits for its dispatch. */
async function injected(): Promise<string> {
  const orderId = await waybill.order([{ variantId: MUG, quantity: 1 }])
  await stageIs(orderId, 'awaitingDispatch')
  return orderId
}

async function stageIs(orderId: string, ...stages: readonly string[]): Promise<void> {
  await eventually(`order ${orderId} is ${stages.join(' or ')}`, async () => {
    const order = await waybill.ledger.orders.find({ shop: 'aurora', orderId })
    return order !== undefined && stages.includes(order.stage)
  })
}
