import { describe, expect, test } from 'vitest'
import { part, placed, whole } from './shipping.ts'
import { fulfil, orderAs, rigOf, tea, type Rig } from './support.ts'

const split = (rig: Rig, splits: unknown) =>
  rig.ask(
    `mutation($splits: [FulfillmentOrderSplitInput!]!) { fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) {
      fulfillmentOrderSplits {
        fulfillmentOrder { id status supportedActions { action } lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } }
        remainingFulfillmentOrder { id status lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } }
        replacementFulfillmentOrder { id } }
      userErrors { field message code } } }`,
    { splits },
  )

describe('a fulfilment order', () => {
  test('is split so that each half closes by itself', async () => {
    const rig = await rigOf()
    const { id, open } = await placed(rig, 3)
    const { fulfillmentOrderSplit } = await split(rig, [part(open[0], 2)])
    expect(fulfillmentOrderSplit.userErrors).toEqual([])
    const [result] = fulfillmentOrderSplit.fulfillmentOrderSplits
    expect(result).toMatchObject({
      fulfillmentOrder: {
        id: open[0].id,
        status: 'OPEN',
        lineItems: { nodes: [{ totalQuantity: 1, remainingQuantity: 1 }] },
      },
      remainingFulfillmentOrder: {
        status: 'OPEN',
        lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 2 }] },
      },
      replacementFulfillmentOrder: null,
    })
    expect(
      result.fulfillmentOrder.supportedActions.map(({ action }: { action: string }) => action),
    ).toEqual(['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'MERGE'])
    await fulfil(rig, whole(result.remainingFulfillmentOrder.id))
    const again = await fulfil(rig, whole(result.remainingFulfillmentOrder.id))
    expect(again.userErrors[0].message).toContain('unfulfillable status= closed')
    expect((await orderAs(rig, id)).displayFulfillmentStatus).toBe('PARTIALLY_FULFILLED')
  })

  test('is split wholly or not at all, and the refusals are Shopify’s', async () => {
    const rig = await rigOf()
    const one = await placed(rig, 2)
    const other = await placed(rig, 2)
    const refusal = async (splits: unknown) => {
      const { fulfillmentOrderSplit } = await split(rig, splits)
      expect(fulfillmentOrderSplit.fulfillmentOrderSplits).toBeNull()
      return fulfillmentOrderSplit.userErrors[0]
    }
    const each = one.open[0]
    expect(
      await refusal([{ fulfillmentOrderId: each.id, fulfillmentOrderLineItems: [] }]),
    ).toMatchObject({
      code: 'NO_LINE_ITEMS_PROVIDED_TO_SPLIT',
    })
    expect(await refusal([part(each, 0)])).toEqual({
      field: ['fulfillmentOrderSplits', '0', 'fulfillmentOrderLineItems', '0', 'quantity'],
      message: 'You must select at least one item to split into a new fulfillment order.',
      code: 'GREATER_THAN',
    })
    expect(
      await refusal([{ ...part(each, 1), fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }]),
    ).toEqual({
      field: null,
      message: 'Fulfillment order does not exist.',
      code: 'FULFILLMENT_ORDER_NOT_FOUND',
    })
    expect(await refusal([part(other.open[0], 1), part(each, 9)])).toEqual({
      field: null,
      message: 'Invalid fulfillment order line item quantity requested.',
      code: null,
    })
    expect((await orderAs(rig, other.id)).fulfillmentOrders.nodes).toHaveLength(1)
  })

  test('on hold is not fulfilled until it is released, and a part held apart is joined again', async () => {
    const rig = await rigOf()
    const { id, open } = await placed(rig, 2)
    const { fulfillmentOrderHold } = await rig.ask(
      `mutation($id: ID!, $hold: FulfillmentOrderHoldInput!) { fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
        fulfillmentOrder { status supportedActions { action } fulfillmentHolds { reason displayReason } lineItems(first: 5) { nodes { totalQuantity } } }
        remainingFulfillmentOrder { id status lineItems(first: 5) { nodes { totalQuantity } } } userErrors { message } } }`,
      {
        id: open[0].id,
        hold: {
          reason: 'OTHER',
          fulfillmentOrderLineItems: part(open[0], 1).fulfillmentOrderLineItems,
        },
      },
    )
    expect(fulfillmentOrderHold).toMatchObject({
      fulfillmentOrder: {
        status: 'ON_HOLD',
        supportedActions: [{ action: 'RELEASE_HOLD' }, { action: 'HOLD' }, { action: 'MOVE' }],
        fulfillmentHolds: [{ reason: 'OTHER', displayReason: 'Other' }],
        lineItems: { nodes: [{ totalQuantity: 1 }] },
      },
      remainingFulfillmentOrder: { status: 'OPEN', lineItems: { nodes: [{ totalQuantity: 1 }] } },
      userErrors: [],
    })
    const refused = await fulfil(rig, whole(open[0].id))
    expect(refused.userErrors[0].message).toContain('unfulfillable status= on_hold')
    await rig.ask(
      'mutation($id: ID!) { fulfillmentOrderReleaseHold(id: $id) { userErrors { message } } }',
      {
        id: open[0].id,
      },
    )
    expect((await orderAs(rig, id)).fulfillmentOrders.nodes).toMatchObject([
      { status: 'OPEN', lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 2 }] } },
      { status: 'CLOSED', lineItems: { nodes: [{ totalQuantity: 0, remainingQuantity: 0 }] } },
    ])
  })

  test('moves to another location with what it had committed, unless work on it began', async () => {
    const rig = await rigOf()
    const { open } = await placed(rig, 2, tea)
    const move = async (newLocationId: string) => {
      const { fulfillmentOrderMove } = await rig.ask(
        `mutation($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $to) {
          movedFulfillmentOrder { id assignedLocation { name } } remainingFulfillmentOrder { id }
          userErrors { field message code } } }`,
        { id: open[0].id, to: newLocationId },
      )
      return fulfillmentOrderMove
    }
    expect((await move('gid://shopify/Location/9')).userErrors).toEqual([
      { field: ['id'], message: 'Location not found.', code: null },
    ])
    expect(await move('gid://shopify/Location/102')).toMatchObject({
      movedFulfillmentOrder: { id: open[0].id, assignedLocation: { name: 'Leeds' } },
      remainingFulfillmentOrder: null,
      userErrors: [],
    })
    await fulfil(rig, { lineItemsByFulfillmentOrder: [part(open[0], 1)] })
    expect((await move('gid://shopify/Location/101')).userErrors[0].code).toBe(
      'CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS',
    )
    await fulfil(rig, whole(open[0].id))
    expect((await move('gid://shopify/Location/101')).userErrors[0].message).toBe(
      'Cannot change location.',
    )
  })

  test('that does not exist is refused at the top level by most mutations', async () => {
    const rig = await rigOf()
    const { body } = await rig.send(
      'mutation { fulfillmentOrderHold(id: "gid://shopify/FulfillmentOrder/0", fulfillmentHold: { reason: OTHER }) { userErrors { message } } }',
    )
    expect(body.data).toEqual({ fulfillmentOrderHold: null })
    expect(body.errors).toMatchObject([
      {
        message: 'Invalid id: gid://shopify/FulfillmentOrder/0',
        path: ['fulfillmentOrderHold'],
        extensions: { code: 'RESOURCE_NOT_FOUND' },
      },
    ])
  })
})
