import { beforeEach, describe, expect, test } from 'vitest'
import { locationCause, orderException, skuCause, skuUnmapped } from '../../domain/exceptions.ts'
import { uniqueName } from '../support/servers.ts'
import { goOn, stopFor, useLedgers } from './ledger.ts'

const ledgers = useLedgers()

/** A shop of its own for each test. */
let shop: string
beforeEach(() => {
  shop = uniqueName('shop')
})

describe('an order', () => {
  test('has one open exception, however many are opened at the same time', async () => {
    const order = await receive('1')
    await Promise.all(
      ['A', 'B', 'C', 'D'].map((sku, index) =>
        stopFor(index % 2 === 0 ? ledgers.ledger : ledgers.other, order, unmapped(sku)),
      ),
    )
    expect(await ledgers.ledger.exceptions.listOpen({ shop })).toHaveLength(1)
    expect(await ledgers.ledger.events.isIntact(`order:${shop}:1`)).toBe(true)
  })

  test('whose exception stays the same keeps its age; another one takes its place', async () => {
    const order = await receive('1')
    await stopFor(ledgers.ledger, order, unmapped('A'))
    const [first] = await ledgers.ledger.exceptions.listOpen({ shop })
    await stopFor(ledgers.ledger, order, unmapped('A'))
    expect(await ledgers.ledger.exceptions.listOpen({ shop })).toEqual([first])
    await stopFor(ledgers.ledger, order, unmapped('A', 'B'))
    expect(await ledgers.ledger.exceptions.findOpen(order)).toEqual(unmapped('A', 'B'))
    const events = await ledgers.ledger.events.list(`order:${shop}:1`)
    expect(events.map(({ what }) => what)).toEqual([
      'needsAttention',
      'exception SKU_UNMAPPED',
      'exception SKU_UNMAPPED',
    ])
  })

  test('whose exception is closed waits for nothing, and closing twice is one event', async () => {
    const order = await receive('1')
    await stopFor(ledgers.ledger, order, unmapped('A'))
    await goOn(ledgers.ledger, order, 'The SKU was linked.')
    await goOn(ledgers.ledger, order, 'The SKU was linked.')
    expect(await ledgers.ledger.exceptions.findOpen(order)).toBeUndefined()
    expect(await ledgers.ledger.exceptions.listWaiting([skuCause(shop, 'A')])).toEqual([])
    expect(await ledgers.ledger.events.list(`order:${shop}:1`)).toHaveLength(2 * 2)
  })
})

describe('a cause', () => {
  test('finds every order that waits for it, also for something else, and no other', async () => {
    const [one, two, three] = [await receive('1'), await receive('2'), await receive('3')]
    await stopFor(ledgers.ledger, one, unmapped('A'))
    await stopFor(ledgers.ledger, two, unmapped('B', 'A'))
    await stopFor(ledgers.ledger, three, unmapped('C'))
    const waiting = await ledgers.ledger.exceptions.listWaiting([skuCause(shop, 'A')])
    expect(waiting.map(({ orderId }) => orderId).toSorted()).toEqual(['1', '2'])
    expect(await ledgers.ledger.exceptions.listWaiting([skuCause('borealis', 'A')])).toEqual([])
    expect(await ledgers.ledger.exceptions.listWaiting([locationCause(shop, 'A')])).toEqual([])
    expect(await ledgers.ledger.exceptions.listWaiting([])).toEqual([])
  })

  test('is listed once while anything open names it', async () => {
    const [one, two] = [await receive('1'), await receive('2')]
    await stopFor(ledgers.ledger, one, unmapped('A'))
    await stopFor(ledgers.ledger, two, unmapped('A', 'B'))
    await goOn(ledgers.ledger, one, 'linked')
    const ours = async () =>
      (await ledgers.ledger.exceptions.listOpenCauses()).filter((cause) => cause.includes(shop))
    expect((await ours()).toSorted()).toEqual([skuCause(shop, 'A'), skuCause(shop, 'B')])
    await goOn(ledgers.ledger, two, 'linked')
    expect(await ours()).toEqual([])
  })
})

test('what is open is listed by shop, order and owner, the oldest first, with its causes', async () => {
  const [one, two] = [await receive('1'), await receive('2')]
  await stopFor(ledgers.ledger, two, unmapped('B', 'A'))
  const text = { sentence: 'It differs.', remedy: 'Compare.' }
  await stopFor(ledgers.ledger, one, orderException('TOTAL_MISMATCH', one, text))
  const { listOpen } = ledgers.ledger.exceptions
  expect(await listOpen({ shop })).toMatchObject([
    { orderId: '2', name: '#2', causeKeys: [skuCause(shop, 'A'), skuCause(shop, 'B')] },
    { orderId: '1', owner: 'finance' },
  ])
  expect(await listOpen({ shop, owner: 'finance' })).toMatchObject([{ orderId: '1' }])
  expect(await listOpen({ shop, orderId: '2' })).toMatchObject([{ orderId: '2' }])
})

function unmapped(...skus: readonly string[]) {
  const offenders = skus.toSorted().map((sku) => ({ sku, title: sku }))
  return skuUnmapped({ shop, name: '#1' }, offenders)
}

async function receive(orderId: string) {
  const order = { shop, orderId }
  await ledgers.ledger.orders.receive(order, { name: `#${orderId}` })
  return order
}
