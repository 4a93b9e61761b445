import { beforeEach, describe, expect, test } from 'vitest'
import { createRaisePatience } from '../../../activities/stock/hot-lane/raise-patience.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import {
  emptyShelves,
  hearOrders,
  judge,
  levelOf,
  readAgain,
  shelvesOf,
  shop,
  stockUp,
} from './shelf.ts'

const ledgers = useLedgers()
const later = (time: Date, seconds: number) => new Date(time.getTime() + seconds * 1000)

describe('a level that is to be raised', () => {
  let now: Date
  beforeEach(async () => {
    await emptyShelves(ledgers.database)
    now = new Date()
    await stockUp(ledgers.ledger, [{ onHand: 10, available: 10, readAt: later(now, -60) }])
    await hearOrders(ledgers.ledger, now)
    // It is right, and known to be.
    await standing()
  })

  test('waits where nobody explains why the shop has fewer: a sale is found in the search only later', async () => {
    const fell = { nth: 1, onHand: 9, available: 10 }
    await readAgain(ledgers.ledger, { ...fell, readAt: now })
    await hearOrders(ledgers.ledger, later(now, 1))
    expect(await standing()).toBe('raiseWaits')
    // Read again it is no younger: what fell, fell before the first of these readings.
    await readAgain(ledgers.ledger, { ...fell, readAt: later(now, 10) })
    await hearOrders(ledgers.ledger, later(now, 14))
    expect(await standing()).toBe('raiseWaits')
    await hearOrders(ledgers.ledger, later(now, 15))
    expect(await standing()).toBe('raise')
  })

  test('is raised as soon as all orders are heard of where Linnworks has more', async () => {
    await readAgain(ledgers.ledger, { nth: 1, onHand: 10, available: 12, readAt: now })
    await hearOrders(ledgers.ledger, now)
    expect(await standing()).toBe('raise')
  })

  test('names the order that nobody can look at, for which it waits', async () => {
    await readAgain(ledgers.ledger, { nth: 1, onHand: 10, available: 12, readAt: now })
    const order = { shop, orderId: '5512' }
    await ledgers.ledger.orders.receive(order, { name: '#1001', placedAt: now })
    await ledgers.ledger.orders.markLeftUnseen(shop, [order.orderId])
    const [judged] = await judge(shelvesOf(ledgers.ledger, []), [1])
    expect(judged?.verdict).toMatchObject({
      ...{ standing: 'raiseWaits', reason: expect.stringContaining('order #1001') },
    })
  })

  async function standing(): Promise<string | undefined> {
    const [judged] = await judge(shelvesOf(ledgers.ledger, []), [1])
    return judged?.verdict.standing
  }
})

test('what waits to be raised is asked about ever more rarely, and at once when it waits no more', () => {
  let nowMs = 0
  const patience = createRaisePatience(() => nowMs)
  const asked: number[] = []
  for (; nowMs <= 60_000; nowMs += 1000) {
    if (!patience.isDue(levelOf(1))) continue
    asked.push(nowMs / 1000)
    patience.note(levelOf(1), true)
  }
  expect(asked).toEqual([0, 1, 3, 7, 15, 30, 45, 60])
  expect(patience.isDue(levelOf(2))).toBe(true)
  patience.note(levelOf(1), false)
  expect(patience.isDue(levelOf(1))).toBe(true)
})
