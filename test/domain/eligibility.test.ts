import { describe, expect, test } from 'vitest'
import { type EligibilityPolicy, judgeEligibility } from '../../domain/eligibility.ts'
import type { ShopOrder } from '../../domain/order.ts'
import { fulfillmentOrderOf, lineOf, london, orderOf, usualPolicy } from './builders.ts'

const remaining = { fulfillmentOrderLineId: 'F-L1', lineId: 'L1', totalQuantity: 1 }
const open = [{ ...remaining, remainingQuantity: 1 }]
const left = [{ ...remaining, remainingQuantity: 0 }]

test('a paid, open order goes to Linnworks', () => {
  expect(judgeEligibility(orderOf(), usualPolicy)).toEqual({ eligible: true })
})

test.each<[string, Partial<ShopOrder>, Partial<EligibilityPolicy>]>([
  ['CANCELLED_BEFORE_INJECTION', { cancelledAt: '2026-11-01T09:05:00Z' }, {}],
  ['TEST_ORDER', { test: true }, {}],
  ['TOO_OLD', {}, { ignoreCreatedBefore: '2026-11-01T09:00:01Z' }],
  ['TOO_OLD', {}, { ignoreCreatedBefore: '2026-11-01T09:30:00-01:00' }],
  ['UNPAID', { financialStatus: 'PENDING' }, {}],
  ['UNPAID', { financialStatus: 'AUTHORIZED' }, {}],
  ['UNPAID', { financialStatus: 'REFUNDED' }, {}],
  ['HIGH_RISK', { riskRecommendation: 'CANCEL' }, {}],
  ['ON_HOLD', { fulfillmentOrders: [fulfillmentOrderOf({ status: 'ON_HOLD', lines: open })] }, {}],
  [
    'ON_HOLD',
    { fulfillmentOrders: [fulfillmentOrderOf({ status: 'SCHEDULED', lines: open })] },
    {},
  ],
  ['NOTHING_TO_SHIP', { fulfillmentOrders: [] }, {}],
  ['NOTHING_TO_SHIP', { lines: [lineOf({ requiresShipping: false })] }, {}],
  ['LOCATION_NOT_OURS', {}, { foreignLocationIds: [london.locationId] }],
  [
    'FULFILLED_ELSEWHERE',
    {
      fulfillmentOrders: [fulfillmentOrderOf({ status: 'CLOSED', lines: left })],
      fulfillments: [{ status: 'SUCCESS' }],
    },
    {},
  ],
])('%s is a refusal with a name and a sentence (%#)', (reason, order, policy) => {
  const judged = judgeEligibility(orderOf(order), { ...usualPolicy, ...policy })
  expect(judged).toMatchObject({ eligible: false, reason, because: expect.stringMatching(/^\w.+/) })
})

describe('a shop decides otherwise', () => {
  test.each<[string, Partial<ShopOrder>, Partial<EligibilityPolicy>]>([
    ['that test orders are orders', { test: true }, { includeTestOrders: true }],
    ['that unpaid orders ship', { financialStatus: 'PENDING' }, { paidOnly: false }],
    ['to take a risk', { riskRecommendation: 'CANCEL' }, { refuseHighRisk: false }],
    ['from when on orders are ours', {}, { ignoreCreatedBefore: '2026-11-01' }],
    ['from when on, in its own time', {}, { ignoreCreatedBefore: '2026-11-01T10:00:00+01:00' }],
  ])('%s', (_, order, policy) => {
    expect(judgeEligibility(orderOf(order), { ...usualPolicy, ...policy })).toEqual({
      eligible: true,
    })
  })
})

test('a partly refunded order was paid', () => {
  const order = orderOf({ financialStatus: 'PARTIALLY_REFUNDED' })
  expect(judgeEligibility(order, usualPolicy).eligible).toBe(true)
})

test('what another system holds does not hold our part of the order', () => {
  const foreign = fulfillmentOrderOf({
    fulfillmentOrderId: 'F2',
    status: 'ON_HOLD',
    locationId: '9999',
    lines: open,
  })
  const order = orderOf({ fulfillmentOrders: [fulfillmentOrderOf({ lines: open }), foreign] })
  const policy = { ...usualPolicy, foreignLocationIds: ['9999'] }
  expect(judgeEligibility(order, policy)).toEqual({ eligible: true })
})
