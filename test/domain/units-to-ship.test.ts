import { expect, test } from 'vitest'
import { bookColumnOf } from '../../domain/stage.ts'
import { countUnitsToShip, withoutFulfilled } from '../../domain/units-to-ship.ts'
import { fulfillmentOrderOf, lineOf, toFulfillmentLines } from './builders.ts'

const mugs = lineOf({ quantity: 3 })
const lines = toFulfillmentLines([mugs])
const ours = new Set([mugs.lineId])

test('a closed fulfilment order that shows units again does not count them twice', () => {
  const fulfillmentOrders = [
    fulfillmentOrderOf({ status: 'CLOSED', lines }),
    fulfillmentOrderOf({ fulfillmentOrderId: 'F2', status: 'OPEN', lines }),
  ]
  expect(countUnitsToShip(fulfillmentOrders, ours)).toBe(3)
})

test('only units that are ours to ship are waited for, on hold or not', () => {
  const held = [fulfillmentOrderOf({ status: 'ON_HOLD', lines })]
  expect(countUnitsToShip(held, ours)).toBe(3)
  expect(countUnitsToShip(held, new Set())).toBe(0)
})

test('what a fulfilment took whole is left no more, and the rest is', () => {
  const before = [
    fulfillmentOrderOf({ fulfillmentOrderId: 'F1', status: 'OPEN', lines }),
    fulfillmentOrderOf({ fulfillmentOrderId: 'F2', status: 'ON_HOLD', lines }),
  ]
  expect(countUnitsToShip(withoutFulfilled(before, ['F1']), ours)).toBe(3)
  expect(countUnitsToShip(withoutFulfilled(before, ['F1', 'F2']), ours)).toBe(0)
})

test('each stage stands in one column of the books', () => {
  expect(
    Object.fromEntries(
      (['received', 'awaitingDispatch', 'partlyDispatched', 'fulfilled'] as const).map((stage) => [
        stage,
        bookColumnOf(stage),
      ]),
    ),
  ).toEqual({
    received: 'moving',
    awaitingDispatch: 'moving',
    partlyDispatched: 'moving',
    fulfilled: 'done',
  })
  expect((['cancelled', 'skipped', 'held', 'needsAttention'] as const).map(bookColumnOf)).toEqual([
    'done',
    'skipped',
    'waiting',
    'waiting',
  ])
})
