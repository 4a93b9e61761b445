import { describe, expect, test } from 'vitest'
import { callsBudget, pointsBudget } from '../../domain/budget.ts'
import { uniqueName } from '../support/servers.ts'
import { useLedgers } from './ledger.ts'

const ledgers = useLedgers()

describe('a cursor', () => {
  test('moves forward, and never back', async () => {
    const { cursors } = ledgers.ledger
    const name = uniqueName('cursor')
    expect(await cursors.find(name)).toBeUndefined()
    const [early, late] = [new Date('2026-11-23T10:00:00Z'), new Date('2026-11-23T11:00:00Z')]
    await cursors.advance(name, early)
    await ledgers.other.cursors.advance(name, late)
    await cursors.advance(name, early)
    expect(await cursors.find(name)).toEqual(late)
  })

  test('ends at the furthest of all who move it at the same time', async () => {
    const name = uniqueName('cursor')
    const times = Array.from(
      { length: 12 },
      (_, index) => new Date(1_800_000_000_000 + index * 1000),
    )
    await Promise.all(
      times
        .toReversed()
        .map((time, index) =>
          (index % 2 === 0 ? ledgers.ledger : ledgers.other).cursors.advance(name, time),
        ),
    )
    expect(await ledgers.ledger.cursors.find(name)).toEqual(times.at(-1))
  })
})

describe('a budget', () => {
  test('is never exceeded by two processes that spend it at the same time', async () => {
    const name = uniqueName('budget')
    const initial = (nowMs: number) => callsBudget(150, 1, nowMs)
    const startMs = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, index) =>
        (index % 2 === 0 ? ledgers.ledger : ledgers.other).budgets.reserve({
          name,
          cost: 1,
          longestWaitMs: 0,
          initial,
        }),
      ),
    )
    const elapsedSeconds = (performance.now() - startMs) / 1000
    const went = answers.filter(({ reserved }) => reserved).length
    expect(went).toBeGreaterThanOrEqual(30)
    expect(went).toBeLessThanOrEqual(30 + Math.ceil(2 * elapsedSeconds))
  })

  test('lets calls queue for their turn, each behind the one before', async () => {
    const name = uniqueName('budget')
    const initial = (nowMs: number) => callsBudget(60, 1, nowMs)
    const waits: number[] = []
    for (let call = 0; call < 16; call++) {
      const { budgets } = call % 2 === 0 ? ledgers.ledger : ledgers.other
      const { waitMs } = await budgets.reserve({ name, cost: 1, longestWaitMs: 60_000, initial })
      waits.push(waitMs)
    }
    expect(waits.slice(0, 12).every((waitMs) => waitMs === 0)).toBe(true)
    expect(waits.slice(12)).toEqual(waits.slice(12).toSorted((a, b) => a - b))
    expect(waits.at(-1)).toBeGreaterThan(3000)
  })

  test('reserves nothing for a call that will not wait so long', async () => {
    const name = uniqueName('budget')
    const initial = (nowMs: number) => pointsBudget(1, 10, 1, nowMs)
    const reserve = (cost: number) =>
      ledgers.ledger.budgets.reserve({ name, cost, longestWaitMs: 100, initial })
    expect(await reserve(10)).toEqual({ reserved: true, waitMs: 0 })
    expect(await reserve(5)).toMatchObject({ reserved: false })
    expect((await reserve(5)).waitMs).toBeLessThanOrEqual(5000)
  })

  test('takes back what a call did not cost, and believes the vendor who counts less', async () => {
    const name = uniqueName('budget')
    const initial = (nowMs: number) => pointsBudget(1, 1000, 1, nowMs)
    const { budgets } = ledgers.ledger
    await budgets.reserve({ name, cost: 900, longestWaitMs: 0, initial })
    await budgets.settle({ name, unspent: 800, initial })
    expect(await available(name)).toBeGreaterThanOrEqual(900)
    await ledgers.other.budgets.settle({ name, unspent: 0, vendorAvailable: 50, initial })
    expect(await available(name)).toBeLessThan(100)
  })

  async function available(name: string): Promise<number> {
    const { available: points } = await ledgers.database
      .selectFrom('budgets')
      .select('available')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return points
  }
})

describe('the inbox', () => {
  test('keeps a delivery that comes twice once', async () => {
    const entry = entryOf('5512')
    const added = await Promise.all([
      ledgers.ledger.inbox.add(entry),
      ledgers.other.inbox.add(entry),
      ledgers.ledger.inbox.add(entry),
    ])
    expect(added.filter(Boolean)).toHaveLength(1)
    await ledgers.ledger.inbox.drain({ limit: 100 }, () => Promise.resolve())
    expect(await ledgers.ledger.inbox.countWaiting()).toBe(0)
  })

  test('hands over what known orders have to say, where there is no room for new ones', async () => {
    const known = { shop: 'aurora', orderId: uniqueName('order') }
    const fresh = { shop: 'aurora', orderId: uniqueName('order') }
    await ledgers.ledger.orders.receive(known)
    for (const order of [known, fresh]) {
      await ledgers.ledger.inbox.add({ ...order, webhookId: uniqueName('W'), topic: 'orders/paid' })
    }
    const drained: string[] = []
    const note = async ({ orderId }: { readonly orderId: string }) => void drained.push(orderId)
    await ledgers.ledger.inbox.drain({ limit: 100, knownOnly: true }, note)
    await ledgers.ledger.inbox.drain({ limit: 100, knownOnly: true }, note)
    expect(drained).toEqual([known.orderId])
    await ledgers.ledger.inbox.drain({ limit: 100 }, note)
    expect(drained).toEqual([known.orderId, fresh.orderId])
  })

  test('never hands one delivery to two that drain at the same time', async () => {
    const entries = Array.from({ length: 30 }, (_, index) => entryOf(`order-${index}`))
    for (const entry of entries) await ledgers.ledger.inbox.add(entry)
    const handed: string[] = []
    let atWork = 0
    const { promise: bothAtWork, resolve } = Promise.withResolvers<void>()
    const drain = (inbox: typeof ledgers.ledger.inbox) => {
      let started = false
      return inbox.drain({ limit: 15 }, async ({ orderId }) => {
        if (!started) atWork += 1
        started = true
        if (atWork === 2) resolve()
        await bothAtWork
        handed.push(orderId)
      })
    }
    await Promise.all([drain(ledgers.ledger.inbox), drain(ledgers.other.inbox)])
    expect(handed.toSorted()).toEqual(entries.map(({ orderId }) => orderId).toSorted())
    expect(await ledgers.ledger.inbox.countWaiting()).toBe(0)
  })

  test('hands an order over once for all its deliveries, and keeps those that failed', async () => {
    for (const orderId of ['good', 'good', 'bad']) await ledgers.ledger.inbox.add(entryOf(orderId))
    const handed: string[] = []
    const { failures } = await ledgers.ledger.inbox.drain({ limit: 10 }, ({ orderId }) => {
      handed.push(orderId)
      return orderId === 'bad' ? Promise.reject(new Error('not now')) : Promise.resolve()
    })
    expect(handed.toSorted()).toEqual(['bad', 'good'])
    expect(failures).toMatchObject([{ orderId: 'bad' }])
    expect(await ledgers.ledger.inbox.countWaiting()).toBe(1)
    await ledgers.other.inbox.drain({ limit: 10 }, () => Promise.resolve())
    expect(await ledgers.ledger.inbox.countWaiting()).toBe(0)
  })

  function entryOf(orderId: string) {
    return { webhookId: uniqueName('webhook'), shop: 'aurora', topic: 'orders/updated', orderId }
  }
})
