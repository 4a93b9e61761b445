import { expect, test } from 'vitest'
import { countUnitsToShip, toOrderFacts } from '../../domain/order-facts.ts'
import { bookColumnOf } from '../../domain/stage.ts'
import { fulfillmentOrderOf, lineOf, orderOf, toFulfillmentLines } from './builders.ts'

const mugs = [lineOf({ quantity: 3 })]
const lines = toFulfillmentLines(mugs)

test('what a workflow may know of an order holds nothing personal', () => {
  const order = orderOf({
    deliveryAddress: { fullName: 'Ada Canary', address1: '1 Canary Row', phone: '020 canary' },
    billingAddress: { fullName: 'Ada Canary' },
    email: 'canary@example.com',
    phone: '07000 canary',
    note: 'canary',
    fulfillments: [
      {
        fulfillmentId: 'U1',
        status: 'SUCCESS',
        createdAt: '2026-11-01T09:00:00Z',
        trackingNumbers: ['CANARY-TRACK'],
        lines: [],
      },
    ],
  })
  expect(JSON.stringify(toOrderFacts(order))).not.toMatch(/canary/i)
  expect(toOrderFacts(order)).toMatchObject({ name: '#1001', fulfillmentCount: 1 })
})

test('a closed fulfilment order that shows units again does not count them twice', () => {
  const facts = {
    lines: mugs,
    fulfillmentOrders: [
      fulfillmentOrderOf({ status: 'CLOSED', lines }),
      fulfillmentOrderOf({ fulfillmentOrderId: 'F2', status: 'OPEN', lines }),
    ],
  }
  expect(countUnitsToShip(facts)).toBe(3)
})

test('only shippable units are waited for, on hold or not', () => {
  const digital = [lineOf({ requiresShipping: false })]
  const held = [fulfillmentOrderOf({ status: 'ON_HOLD', lines })]
  expect(countUnitsToShip({ lines: mugs, fulfillmentOrders: held })).toBe(3)
  expect(countUnitsToShip({ lines: digital, fulfillmentOrders: held })).toBe(0)
})

test('each stage stands in one column of the books', () => {
  expect(
    Object.fromEntries(
      (['received', 'injecting', 'awaitingDispatch', 'partlyDispatched', 'fulfilled'] as const).map(
        (stage) => [stage, bookColumnOf(stage)],
      ),
    ),
  ).toEqual({
    received: 'moving',
    injecting: 'moving',
    awaitingDispatch: 'moving',
    partlyDispatched: 'moving',
    fulfilled: 'done',
  })
  expect(
    (['cancelling', 'cancelled', 'skipped', 'held', 'needsAttention'] as const).map(bookColumnOf),
  ).toEqual(['moving', 'done', 'skipped', 'waiting', 'waiting'])
})
