import { describe, expect, test, vi } from 'vitest'
import { mug, orderAs, rigOf, tea, variant, type Rig } from './support.ts'

const cancel = async (rig: Rig, id: string, more = '') => {
  const { orderCancel } = await rig.ask(
    `mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true ${more}) {
      job { id done } orderCancelUserErrors { field message code } userErrors { field message } } }`,
    { id },
  )
  return orderCancel
}

const cancelled = (rig: Rig, id: string) =>
  vi.waitFor(async () => {
    const order = await orderAs(rig, id)
    expect(order.cancelledAt).not.toBeNull()
    return order
  })

const oneMug = { lines: [{ variantId: variant(mug), quantity: 2 }] }

describe('cancelling', () => {
  test('answers with a job that is not done, and cancels a moment later', async () => {
    const rig = await rigOf({ jobDelayMs: 60 })
    const { id } = await rig.shopper.placeOrder(oneMug)
    const { job, orderCancelUserErrors } = await cancel(
      rig,
      id,
      'refundMethod: { originalPaymentMethodsRefund: true }',
    )
    expect(orderCancelUserErrors).toEqual([])
    expect(job.done).toBe(false)
    expect((await orderAs(rig, id)).cancelledAt).toBeNull()
    expect(await cancelled(rig, id)).toMatchObject({
      cancelReason: 'OTHER',
      closed: true,
      displayFinancialStatus: 'REFUNDED',
      displayFulfillmentStatus: 'UNFULFILLED',
      currentTotalPriceSet: { shopMoney: { amount: '0.0' } },
      fulfillmentOrders: {
        nodes: [
          { status: 'CLOSED', lineItems: { nodes: [{ totalQuantity: 0, remainingQuantity: 0 }] } },
        ],
      },
    })
    const answer = await rig.ask('query($id: ID!) { job(id: $id) { done } }', { id: job.id })
    expect(answer.job.done).toBe(true)
  })

  test('without a refund leaves a paid order PAID', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder(oneMug)
    await cancel(rig, id)
    expect(await cancelled(rig, id)).toMatchObject({ displayFinancialStatus: 'PAID' })
  })

  test('is refused twice over, after a fulfilment, and with a note that is too long', async () => {
    const rig = await rigOf()
    const first = await rig.shopper.placeOrder(oneMug)
    await cancel(rig, first.id)
    await cancelled(rig, first.id)
    expect(await cancel(rig, first.id)).toEqual({
      job: null,
      orderCancelUserErrors: [
        {
          field: ['orderId'],
          message: 'Cannot cancel an order that has already been canceled',
          code: 'INVALID',
        },
      ],
      userErrors: [
        { field: ['orderId'], message: 'Cannot cancel an order that has already been canceled' },
      ],
    })
    const second = await rig.shopper.placeOrder(oneMug)
    const long = 'x'.repeat(256)
    expect((await cancel(rig, second.id, `staffNote: "${long}"`)).userErrors).toEqual([
      {
        field: ['staffNote'],
        message: 'Staff note is too long. Maximum length is 255 characters.',
      },
    ])
    await rig.shopper.fulfilByHand(second.id)
    expect((await cancel(rig, second.id)).userErrors).toEqual([
      { field: ['orderId'], message: 'Cannot cancel an order that has outstanding fulfillments' },
    ])
  })

  test('loses to a fulfilment that comes before the job runs', async () => {
    const rig = await rigOf({ jobDelayMs: 40 })
    const { id } = await rig.shopper.placeOrder(oneMug)
    const { job } = await cancel(rig, id)
    await rig.shopper.fulfilByHand(id)
    await vi.waitFor(async () => {
      const answer = await rig.ask('query($id: ID!) { job(id: $id) { done } }', { id: job.id })
      expect(answer.job.done).toBe(true)
    })
    expect(await orderAs(rig, id)).toMatchObject({
      cancelledAt: null,
      displayFulfillmentStatus: 'FULFILLED',
    })
  })
})

describe('refunding', () => {
  test('units that were not shipped takes them out of the order and its fulfilment order', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [
        { variantId: variant(mug), quantity: 2 },
        { variantId: variant(tea), quantity: 1 },
      ],
    })
    await rig.shopper.refund(id, { lines: [{ sku: 'MUG', quantity: 1 }], idempotencyKey: 'k1' })
    const order = await orderAs(rig, id)
    expect(order.lineItems.nodes[0]).toMatchObject({
      quantity: 2,
      currentQuantity: 1,
      unfulfilledQuantity: 1,
    })
    expect(order.fulfillmentOrders.nodes[0].lineItems.nodes[0]).toMatchObject({
      totalQuantity: 1,
      remainingQuantity: 1,
    })
    expect(order.currentTotalPriceSet.shopMoney.amount).toBe('17.49')
  })

  test('with the same key twice refunds once', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder(oneMug)
    const wish = { lines: [{ sku: 'MUG', quantity: 1 }], idempotencyKey: 'same' }
    await rig.shopper.refund(id, wish)
    await rig.shopper.refund(id, wish)
    expect((await orderAs(rig, id)).lineItems.nodes[0].currentQuantity).toBe(1)
    await rig.shopper.refund(id, { ...wish, idempotencyKey: 'another' })
    expect((await orderAs(rig, id)).lineItems.nodes[0].currentQuantity).toBe(0)
  })

  test('without @idempotent is refused at the top level', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder(oneMug)
    const { body } = await rig.send(
      'mutation($input: RefundInput!) { refundCreate(input: $input) { refund { id } userErrors { message } } }',
      { input: { orderId: id } },
    )
    expect(body.data).toEqual({ refundCreate: null })
    expect(body.errors).toMatchObject([
      {
        message: 'The @idempotent directive is required for this mutation but was not provided.',
        path: ['refundCreate'],
        extensions: { code: 'BAD_REQUEST' },
      },
    ])
  })

  test('money needs the sale it belongs to, and makes the order partially refunded', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder(oneMug)
    const { order } = await rig.ask('query($id: ID!) { order(id: $id) { transactions { id } } }', {
      id,
    })
    const refund = async (parentId: string | undefined, key: string) => {
      const { refundCreate } = await rig.ask(
        `mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
          order { displayFinancialStatus totalRefundedSet { shopMoney { amount } } } userErrors { field message } } }`,
        {
          key,
          input: {
            orderId: id,
            transactions: [
              { amount: '1.00', gateway: 'manual', kind: 'REFUND', orderId: id, parentId },
            ],
          },
        },
      )
      return refundCreate
    }
    expect((await refund(undefined, 'a')).userErrors).toEqual([
      {
        field: ['transactions'],
        message: 'Transactions require a parent_id associated with the order',
      },
    ])
    expect((await refund(order.transactions[0].id, 'b')).order).toEqual({
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      totalRefundedSet: { shopMoney: { amount: '1.0' } },
    })
  })
})
