import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../ledger/database.ts'
import { startInboxPump } from '../../client/inbox-pump.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import {
  countWebhooks,
  createDeskDouble,
  createLedgerDatabase,
  createLogDouble,
  deliver,
  deliveryOf,
  openLedger,
  readFigure,
  startTestReceiver,
} from './receiver-harness.ts'

describe('while Temporal is down', () => {
  test('webhooks are acknowledged, and handed over when it is back', async () => {
    const { url, double, lines } = await startTestReceiver()
    double.refuse(() => true)
    const orderIds = ['1', '2', '3']
    for (const orderId of orderIds) expect(await deliver(url, deliveryOf({ orderId }))).toBe(200)
    await eventually('a second attempt', () => double.asked() > orderIds.length)
    expect(double.told).toEqual([])
    expect(await readFigure(url, 'waybill_inbox_waiting ')).toBe(3)

    double.refuse(() => false)
    await eventually('all orders to be told', () => double.told.length === orderIds.length)
    expect(double.told.map(({ orderId }) => orderId).toSorted()).toEqual(orderIds)
    await eventually(
      'an empty inbox',
      async () => (await readFigure(url, 'waybill_inbox_waiting ')) === 0,
    )
    await eventually('the end of the outage', () => lines.join('').includes('handed over again'))
    expect(lines.filter((line) => line.includes('their signals failed'))).toHaveLength(1)
  })

  test('readiness names it, and the receiver goes on taking webhooks', async () => {
    const watched = { temporal: () => Promise.reject(new Error('No server at 127.0.0.1:7233')) }
    const { url } = await startTestReceiver({ watched })
    const answer = await fetch(`${url}/readyz`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      ledger: 'ok',
      temporal: 'down: No server at 127.0.0.1:7233',
    })
  })
})

describe('while the ledger is down', () => {
  const nobody = 'postgres://waybill:s3cr3t@127.0.0.1:1/waybill'

  test('webhooks are refused for now, so that Shopify sends them again', async () => {
    const { url } = await startTestReceiver({ ledgerUrl: nobody })
    expect(await deliver(url, deliveryOf())).toBe(503)
    const labels = { shop: 'aurora', topic: 'orders/create', outcome: 'unavailable' }
    expect(await countWebhooks(url, labels)).toBe(1)
  })

  test('readiness names it, and the process is alive', async () => {
    const { url, lines } = await startTestReceiver({ ledgerUrl: nobody })
    const answer = await fetch(`${url}/readyz`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      ledger: 'down: connect ECONNREFUSED 127.0.0.1:1',
    })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await readFigure(url, 'waybill_inbox_waiting ')).toBeUndefined()
    expect(lines.join('')).not.toContain('s3cr3t')
  })
})

describe('while the ledger hangs', () => {
  /** Holds every write to the inbox until it is released. */
  async function holdInbox(database: Database) {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { promise: held, resolve: hold } = Promise.withResolvers<void>()
    const done = database.transaction().execute(async (transaction) => {
      await sql`LOCK TABLE inbox IN EXCLUSIVE MODE`.execute(transaction)
      hold()
      await released
    })
    await held
    return async () => {
      release()
      await done
    }
  }

  async function isSomebodyWaiting(database: Database): Promise<boolean> {
    const { rows } = await sql`SELECT 1 FROM pg_locks
      WHERE NOT granted AND relation = 'inbox'::regclass`.execute(database)
    return rows.length > 0
  }

  test('a receiver that is told to stop still answers the webhook that it has', async () => {
    const { url, stop, database } = await startTestReceiver()
    const release = await holdInbox(database)
    const delivery = deliver(url, deliveryOf())
    await eventually('the webhook to wait', () => isSomebodyWaiting(database))
    const stopped = stop()
    await release()
    expect(await delivery).toBe(200)
    await stopped
    await expect(deliver(url, deliveryOf())).rejects.toThrow('fetch failed')
  })

  test('a webhook is answered before Shopify gives up', async () => {
    const { url, database } = await startTestReceiver()
    const release = await holdInbox(database)
    const startedAt = performance.now()
    expect(await deliver(url, deliveryOf())).toBe(503)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    await release()
  })
})

describe('the inbox', () => {
  async function fill(count: number, orderOf: (index: number) => string = String) {
    const { ledger } = await openLedger()
    for (let index = 0; index < count; index += 1) {
      const entry = { webhookId: `w${index}`, shop: 'aurora', topic: 'orders/updated' }
      await ledger.inbox.add({ ...entry, orderId: orderOf(index) })
    }
    return ledger
  }

  test('is emptied of what another process left there, unpoked', async () => {
    const ledger = await fill(120)
    const { desk, told } = createDeskDouble()
    const pump = startInboxPump({ ledger, orderDesk: desk, logger: createLogDouble().logger })
    await eventually('all orders to be told', () => told.length === 120)
    await pump.stop()
    expect(await ledger.inbox.countWaiting()).toBe(0)
  })

  test('tells an order once of what lies there together', async () => {
    const ledger = await fill(30, () => '5512')
    const { desk, told } = createDeskDouble()
    const pump = startInboxPump({ ledger, orderDesk: desk, logger: createLogDouble().logger })
    await eventually('an empty inbox', async () => (await ledger.inbox.countWaiting()) === 0)
    await pump.stop()
    expect(told).toEqual([{ shop: 'aurora', orderId: '5512' }])
  })

  test('is emptied by several pumps, each entry by one of them', async () => {
    const url = await createLedgerDatabase()
    const { ledger } = await openLedger(url)
    const other = await openLedger(url)
    for (let index = 0; index < 200; index += 1) {
      const entry = { webhookId: `w${index}`, shop: 'aurora', topic: 'orders/paid' }
      await ledger.inbox.add({ ...entry, orderId: String(index) })
    }
    const { desk, told } = createDeskDouble()
    const { logger } = createLogDouble()
    const pumps = [ledger, ledger, other.ledger].map((each) =>
      startInboxPump({ ledger: each, orderDesk: desk, logger, everyMs: 20 }),
    )
    await eventually('an empty inbox', async () => (await ledger.inbox.countWaiting()) === 0)
    await Promise.all(pumps.map((pump) => pump.stop()))
    expect(told.map(({ orderId }) => Number(orderId)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index),
    )
  })

  test('does not wait for one order whose signal fails, however often it called', async () => {
    const ledger = await fill(130, (index) => (index < 120 ? 'poisoned' : String(index)))
    const double = createDeskDouble()
    double.refuse(({ orderId }) => orderId === 'poisoned')
    const { logger } = createLogDouble()
    const pump = startInboxPump({ ledger, orderDesk: double.desk, logger, everyMs: 60_000 })
    await eventually('the others to be told', () => double.told.length === 10)
    await ledger.inbox.add({
      webhookId: 'new',
      shop: 'aurora',
      topic: 'orders/paid',
      orderId: 'new',
    })
    pump.poke()
    await eventually('a new one to be told', () => double.told.length === 11)
    expect(await ledger.inbox.countWaiting()).toBe(120)
    double.refuse(() => false)
    await eventually('an empty inbox', async () => (await ledger.inbox.countWaiting()) === 0)
    await pump.stop()
    expect(double.told.map(({ orderId }) => orderId)).toContain('poisoned')
  })

  test('keeps an entry to itself while a pump has it, and for the next where it fails', async () => {
    const url = await createLedgerDatabase()
    const { ledger } = await openLedger(url)
    const next = (await openLedger(url)).ledger
    const entry = { webhookId: 'w', shop: 'aurora', topic: 'orders/paid', orderId: '5512' }
    await ledger.inbox.add(entry)
    const reason = new Error('the process dies')
    const drained = await ledger.inbox.drain({ limit: 10 }, async () => {
      expect(await next.inbox.drain({ limit: 10 }, async () => undefined)).toMatchObject({
        taken: 0,
      })
      throw reason
    })
    const order = { shop: 'aurora', orderId: '5512' }
    expect(drained).toEqual({ taken: 1, failures: [{ ...order, reason }] })
    const told: unknown[] = []
    await next.inbox.drain({ limit: 10 }, async (each) => void told.push(each))
    expect(told).toEqual([order])
  })
})
