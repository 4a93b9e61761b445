import { beforeEach, expect, test } from 'vitest'
import { uniqueName } from '../support/servers.ts'
import { london } from '../domain/builders.ts'
import { useLedgers } from './ledger.ts'

const ledgers = useLedgers()

let shop: string
beforeEach(() => {
  shop = uniqueName('shop')
})

test('an order is received once, keeps its stage, and learns what it did not know', async () => {
  const order = { shop, orderId: '1' }
  await Promise.all([ledgers.ledger.orders.receive(order), ledgers.other.orders.receive(order)])
  await ledgers.ledger.orders.moveTo(order, { stage: 'fulfilled', why: 'It left.' })
  const placedAt = new Date('2026-11-23T10:00:00Z')
  await ledgers.ledger.orders.receive(order, { name: '#1001', placedAt })
  await ledgers.ledger.orders.receive(order, { name: '#9', placedAt: new Date() })
  expect(await ledgers.ledger.orders.find(order)).toMatchObject({
    name: '#1001',
    placedAt,
    stage: 'fulfilled',
  })
})

test('an order is found as people name it', async () => {
  const orderId = uniqueName('id')
  const name = `#${uniqueName('name')}`
  await ledgers.ledger.orders.receive({ shop, orderId }, { name })
  for (const word of [orderId, name, name.slice(1)]) {
    expect(await ledgers.ledger.orders.findByWord(word)).toMatchObject([{ shop, orderId }])
    expect(await ledgers.ledger.orders.findByWord(word, 'another')).toEqual([])
  }
})

test('an order is handed over again only when it changed since', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10, minute))
  await ledgers.ledger.orders.receive({ shop, orderId: '1' })
  await ledgers.ledger.orders.markHanded({ shop, orderId: '1' }, at(5))
  const unhanded = (minute: number) =>
    ledgers.ledger.orders.listUnhanded(shop, [
      { orderId: '1', updatedAt: at(minute) },
      { orderId: 'new', updatedAt: at(0) },
    ])
  expect((await unhanded(5)).map(({ orderId }) => orderId)).toEqual(['new'])
  expect((await unhanded(6)).map(({ orderId }) => orderId)).toEqual(['1', 'new'])
})

test('the books count the orders of a day, from midnight to midnight', async () => {
  const placed = [
    ['1', '2026-11-22T23:59:59.999Z'],
    ['2', '2026-11-23T00:00:00.000Z'],
    ['3', '2026-11-23T23:59:59.999Z'],
    ['4', '2026-11-24T00:00:00.000Z'],
  ] as const
  for (const [orderId, time] of placed) {
    await ledgers.ledger.orders.receive({ shop, orderId }, { placedAt: new Date(time) })
  }
  await ledgers.ledger.orders.moveTo(
    { shop, orderId: '3' },
    { stage: 'fulfilled', why: 'It left.' },
  )
  const [from, to] = [new Date('2026-11-23T00:00:00Z'), new Date('2026-11-24T00:00:00Z')]
  expect(await ledgers.ledger.orders.countByStage(shop, from, to)).toEqual(
    new Map([
      ['received', 1],
      ['fulfilled', 1],
    ]),
  )
  expect(await ledgers.ledger.orders.listDays(shop)).toEqual([
    '2026-11-22',
    '2026-11-23',
    '2026-11-24',
  ])
})

test('a link is the newest one, is listed with whose word it is, and is the shop’s own', async () => {
  const { links, events } = ledgers.ledger
  const link = { shop, sku: 'MUG', linnworksSku: 'MUG-1', actor: 'staff-7' }
  await links.linkSku(link)
  await links.linkSku({ ...link, linnworksSku: 'MUG-2', actor: 'staff-8' })
  expect(await links.listSkuLinks(shop)).toMatchObject([
    { sku: 'MUG', linnworksSku: 'MUG-2', linkedBy: 'staff-8' },
  ])
  expect((await links.findSkuLinks(shop, ['MUG', 'POT'])).get('MUG')).toBe('MUG-2')
  expect((await links.findSkuLinks('another', ['MUG'])).size).toBe(0)
  expect((await events.list(`sku:${shop}:MUG`)).map(({ actor }) => actor)).toEqual([
    'staff-7',
    'staff-8',
  ])
  await links.linkLocation({ shop, actor: 'staff-7', ...london })
  expect(await links.listLocationLinks(shop)).toEqual([london])
})

test('an item of Linnworks is known for as long as it is believed, or until it is forgotten', async () => {
  const { links } = ledgers.ledger
  const sku = uniqueName('SKU')
  await links.rememberItems([{ sku, stockItemId: 'item-1' }])
  const anHourAgo = new Date(Date.now() - 3_600_000)
  expect(await links.listKnownItems([sku, 'other'], anHourAgo)).toEqual(new Set([sku]))
  expect((await links.listKnownItems([sku], new Date(Date.now() + 3_600_000))).size).toBe(0)
  await links.forgetItems([sku])
  expect((await links.listKnownItems([sku], anHourAgo)).size).toBe(0)
})

test('an outage keeps its beginning while its reason changes, and ends', async () => {
  const { outages } = ledgers.ledger
  const ours = async () => (await outages.list()).filter(({ account }) => account === shop)
  await outages.open({ vendor: 'shopify', account: shop, sentence: 'It answers 503.' })
  const [first] = await ours()
  await outages.open({ vendor: 'shopify', account: shop, sentence: 'It does not answer.' })
  expect(await ours()).toEqual([{ ...first, sentence: 'It does not answer.' }])
  await outages.close('shopify', shop)
  expect(await ours()).toEqual([])
})
