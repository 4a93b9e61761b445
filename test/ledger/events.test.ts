import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { orderException } from '../../domain/exceptions.ts'
import { uniqueName } from '../support/servers.ts'
import { goOn, stopFor, useLedgers } from './ledger.ts'

const ledgers = useLedgers()

let order: { shop: string; orderId: string }
let subject: string
beforeEach(async () => {
  order = { shop: 'aurora', orderId: uniqueName('order') }
  subject = `order:aurora:${order.orderId}`
  await ledgers.ledger.orders.receive(order)
})

describe('an order’s history', () => {
  test('says who did what when and why, in order, and is intact', async () => {
    await ledgers.ledger.orders.moveTo(order, { stage: 'partlyDispatched', why: 'It is eligible.' })
    await ledgers.ledger.orders.noteRequest(order, {
      actor: 'staff-7',
      what: 'hold',
      why: 'asked for',
    })
    const events = await ledgers.ledger.events.list(subject)
    expect(events).toMatchObject([
      { actor: 'waybill', what: 'partlyDispatched', why: 'It is eligible.', at: expect.any(Date) },
      { actor: 'staff-7', what: 'hold', why: 'asked for' },
    ])
    expect(await ledgers.ledger.events.isIntact(subject)).toBe(true)
    expect(await ledgers.ledger.events.isIntact('order:aurora:none')).toBe(true)
  })

  test('has one event for a step that is done twice', async () => {
    const move = { stage: 'skipped', why: 'It is unpaid.', skipReason: 'UNPAID' } as const
    await ledgers.ledger.orders.moveTo(order, move)
    await ledgers.other.orders.moveTo(order, move)
    expect(await ledgers.ledger.events.list(subject)).toHaveLength(1)
    await ledgers.ledger.orders.moveTo(order, { ...move, skipReason: 'ON_HOLD' })
    expect(await ledgers.ledger.events.list(subject)).toHaveLength(2)
  })

  test('stays one chain while many write to it at the same time', async () => {
    const text = { sentence: 'It is so.', remedy: 'Do this.' }
    await Promise.all(
      Array.from({ length: 16 }, (_, index) => {
        const ledger = index % 2 === 0 ? ledgers.ledger : ledgers.other
        const why = `request ${index}`
        if (index % 4 !== 3) {
          return ledger.orders.noteRequest(order, { actor: 'staff-7', what: 'hold', why })
        }
        return stopFor(ledger, order, orderException('CANCEL_REFUSED', order, text)).then(() =>
          goOn(ledger, order, 'It is over.'),
        )
      }),
    )
    const events = await ledgers.ledger.events.list(subject)
    expect(events.length).toBeGreaterThanOrEqual(12 + 2)
    expect(await ledgers.ledger.events.isIntact(subject)).toBe(true)
  })
})

describe('what was written', () => {
  beforeEach(async () => {
    for (const stage of ['partlyDispatched', 'awaitingDispatch', 'fulfilled'] as const) {
      await ledgers.ledger.orders.moveTo(order, { stage, why: `It is ${stage}.` })
    }
  })

  test('cannot be changed, removed or emptied', async () => {
    const { database } = ledgers
    const attempts = [
      sql`UPDATE events SET why = 'nothing' WHERE subject = ${subject}`,
      sql`DELETE FROM events WHERE subject = ${subject}`,
      sql`TRUNCATE events`,
    ]
    for (const attempt of attempts) {
      await expect(attempt.execute(database)).rejects.toThrow('events are append-only')
    }
    expect(await ledgers.ledger.events.list(subject)).toHaveLength(3)
  })

  test.each([
    [
      'changed',
      sql`UPDATE events SET why = 'nothing' WHERE what = 'awaitingDispatch' AND subject =`,
    ],
    [
      'given to another',
      sql`UPDATE events SET actor = 'staff-9' WHERE what = 'fulfilled' AND subject =`,
    ],
    ['removed', sql`DELETE FROM events WHERE what = 'awaitingDispatch' AND subject =`],
  ])('and was %s by somebody who switched the guard off shows', async (_, tamper) => {
    expect(await ledgers.ledger.events.isIntact(subject)).toBe(true)
    await ledgers.database.transaction().execute(async (transaction) => {
      await sql`ALTER TABLE events DISABLE TRIGGER events_append_only`.execute(transaction)
      await sql`${tamper} ${subject}`.execute(transaction)
      await sql`ALTER TABLE events ENABLE TRIGGER events_append_only`.execute(transaction)
    })
    expect(await ledgers.ledger.events.isIntact(subject)).toBe(false)
  })
})
