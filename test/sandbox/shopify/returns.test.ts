import { describe, expect, test } from 'vitest'
import { levelAt, mugItem } from './stock.ts'
import { leeds, london, mug, orderAs, rigOf, variant, type Rig } from './support.ts'

const returnFields = `return { id name status closedAt totalQuantity
  returnLineItems(first: 5) { nodes { id quantity processedQuantity unprocessedQuantity } }
  reverseFulfillmentOrders(first: 5) { nodes { status lineItems(first: 5) { nodes { id totalQuantity
    dispositions { type quantity location { name } } } } } } }
  userErrors { field message code }`

/** Three mugs that were shipped from London, where seven are left. */
async function shipped() {
  const rig = await rigOf()
  const { id } = await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
  await rig.shopper.fulfilByHand(id)
  const { order } = await rig.ask(
    `query($id: ID!) { order(id: $id) { fulfillments(first: 5) {
      fulfillmentLineItems(first: 5) { nodes { id } } } } }`,
    { id },
  )
  const lineId: string = order.fulfillments[0].fulfillmentLineItems.nodes[0].id
  return { rig, id, lineId }
}

const open = async (rig: Rig, orderId: string, fulfillmentLineItemId: string, quantity: number) => {
  const { returnCreate } = await rig.ask(
    `mutation($input: ReturnInput!) { returnCreate(returnInput: $input) { ${returnFields} } }`,
    { input: { orderId, returnLineItems: [{ fulfillmentLineItemId, quantity }] } },
  )
  return returnCreate
}
const process = async (rig: Rig, input: unknown) =>
  (
    await rig.ask(
      `mutation($input: ReturnProcessInput!) { returnProcess(input: $input) { ${returnFields} } }`,
      { input },
    )
  ).returnProcess
const end = async (rig: Rig, how: 'returnClose' | 'returnCancel', id: string) =>
  (await rig.ask(`mutation($id: ID!) { ${how}(id: $id) { ${returnFields} } }`, { id }))[how]
const statusOf = async (rig: Rig, id: string) =>
  (await rig.ask('query($id: ID!) { order(id: $id) { returnStatus } }', { id })).order.returnStatus

describe('a return', () => {
  test('restocks nothing until its goods are disposed of, and then what was restocked', async () => {
    const { rig, id, lineId } = await shipped()
    const opened = await open(rig, id, lineId, 2)
    expect(opened.userErrors).toEqual([])
    expect(opened.return).toMatchObject({
      name: '#1001-R1',
      status: 'OPEN',
      totalQuantity: 2,
      returnLineItems: { nodes: [{ quantity: 2, processedQuantity: 0, unprocessedQuantity: 2 }] },
    })
    expect(await statusOf(rig, id)).toBe('IN_PROGRESS')
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 7, on_hand: 7 })

    const [line] = opened.return.returnLineItems.nodes
    const [reverse] = opened.return.reverseFulfillmentOrders.nodes[0].lineItems.nodes
    const disposed = (quantity: number, dispositionType: string, locationId?: string) => ({
      reverseFulfillmentOrderLineItemId: reverse.id,
      quantity,
      dispositionType,
      ...(locationId === undefined ? {} : { locationId: `gid://shopify/Location/${locationId}` }),
    })
    const processed = await process(rig, {
      returnId: opened.return.id,
      returnLineItems: [
        {
          id: line.id,
          quantity: 2,
          dispositions: [disposed(1, 'RESTOCKED', leeds), disposed(1, 'NOT_RESTOCKED')],
        },
      ],
    })
    expect(processed.userErrors).toEqual([])
    expect(processed.return).toMatchObject({
      status: 'OPEN',
      returnLineItems: { nodes: [{ processedQuantity: 2, unprocessedQuantity: 0 }] },
      reverseFulfillmentOrders: {
        nodes: [
          {
            status: 'OPEN',
            lineItems: {
              nodes: [
                {
                  dispositions: [
                    { type: 'RESTOCKED', quantity: 1, location: { name: 'Leeds' } },
                    { type: 'NOT_RESTOCKED', quantity: 1, location: null },
                  ],
                },
              ],
            },
          },
        ],
      },
    })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 11, on_hand: 11 })
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 7, on_hand: 7 })
  })

  test('may be disposed of apart from its processing', async () => {
    const { rig, id, lineId } = await shipped()
    const opened = await open(rig, id, lineId, 1)
    const [reverse] = opened.return.reverseFulfillmentOrders.nodes[0].lineItems.nodes
    const dispose = async (dispositionType: string, locationId: string, lineItemId = reverse.id) =>
      (
        await rig.ask(
          `mutation($inputs: [ReverseFulfillmentOrderDisposeInput!]!) {
            reverseFulfillmentOrderDispose(dispositionInputs: $inputs) {
              reverseFulfillmentOrderLineItems { totalQuantity dispositions { type quantity } }
              userErrors { field message code } } }`,
          {
            inputs: [
              {
                reverseFulfillmentOrderLineItemId: lineItemId,
                quantity: 1,
                dispositionType,
                locationId: `gid://shopify/Location/${locationId}`,
              },
            ],
          },
        )
      ).reverseFulfillmentOrderDispose
    expect((await dispose('RESTOCKED', '999')).userErrors).toEqual([
      {
        field: ['dispositionInputs', '0', 'locationId'],
        message: 'Location not found.',
        code: 'NOT_FOUND',
      },
    ])
    const stranger = 'gid://shopify/ReverseFulfillmentOrderLineItem/999'
    expect((await dispose('RESTOCKED', london, stranger)).userErrors).toEqual([
      {
        field: ['dispositionInputs'],
        message: 'Cannot dispose items from more than one reverse fulfillment order.',
        code: 'INVALID',
      },
    ])
    expect(await dispose('RESTOCKED', london)).toEqual({
      reverseFulfillmentOrderLineItems: [
        { totalQuantity: 1, dispositions: [{ type: 'RESTOCKED', quantity: 1 }] },
      ],
      userErrors: [],
    })
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 8, on_hand: 8 })
    expect((await dispose('RESTOCKED', london)).userErrors).toMatchObject([{ code: 'INVALID' }])
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 8, on_hand: 8 })
  })

  test('holds no more than was shipped, and of what was shipped', async () => {
    const { rig, id, lineId } = await shipped()
    await open(rig, id, lineId, 2)
    const path = ['returnInput', 'returnLineItems', '0']
    expect(await open(rig, id, lineId, 2)).toEqual({
      return: null,
      userErrors: [
        {
          field: [...path, 'quantity'],
          message: 'Return line item has an invalid quantity.',
          code: 'INVALID',
        },
      ],
    })
    expect((await open(rig, id, 'gid://shopify/FulfillmentLineItem/9', 1)).userErrors).toEqual([
      {
        field: [...path, 'fulfillmentLineItemId'],
        message: 'Fulfillment Line Item was not found.',
        code: 'NOT_FOUND',
      },
    ])
    expect((await open(rig, id, lineId, 1)).return.name).toBe('#1001-R2')
  })

  test('is cancelled before it was processed only, closed as often as asked', async () => {
    const { rig, id, lineId } = await shipped()
    const first = (await open(rig, id, lineId, 1)).return
    const order = await orderAs(rig, id)
    expect((await end(rig, 'returnCancel', first.id)).return.status).toBe('CANCELED')
    expect((await end(rig, 'returnCancel', first.id)).return.status).toBe('CANCELED')
    expect(await statusOf(rig, id)).toBe('NO_RETURN')
    expect((await end(rig, 'returnClose', first.id)).userErrors).toEqual([
      { field: ['id'], message: 'Return status is invalid.', code: 'INVALID_STATE' },
    ])

    const second = (await open(rig, id, lineId, 1)).return
    const [line] = second.returnLineItems.nodes
    await process(rig, { returnId: second.id, returnLineItems: [{ id: line.id, quantity: 1 }] })
    expect((await end(rig, 'returnCancel', second.id)).userErrors).toEqual([
      { field: ['id'], message: 'Return is not cancelable.', code: 'INVALID_STATE' },
    ])
    const closed = await end(rig, 'returnClose', second.id)
    expect(closed.return).toMatchObject({ status: 'CLOSED' })
    expect(await end(rig, 'returnClose', second.id)).toEqual(closed)
    expect(await statusOf(rig, id)).toBe('RETURNED')
    expect((await orderAs(rig, id)).updatedAt).toBe(order.updatedAt)
  })

  test('that is not there is not processed, and neither is a line of another one', async () => {
    const { rig, id, lineId } = await shipped()
    const [one, other] = [await open(rig, id, lineId, 1), await open(rig, id, lineId, 1)]
    const returnLineItems = [{ id: other.return.returnLineItems.nodes[0].id, quantity: 1 }]
    expect((await process(rig, { returnId: one.return.id, returnLineItems })).userErrors).toEqual([
      {
        field: ['input', 'returnLineItems', '0', 'id'],
        message: 'Return line item was not found.',
        code: 'NOT_FOUND',
      },
    ])
    const unknown = { returnId: 'gid://shopify/Return/9', returnLineItems }
    expect((await process(rig, unknown)).userErrors).toEqual([
      { field: ['input', 'returnId'], message: 'Return not found.', code: 'NOT_FOUND' },
    ])
  })

  test('is taken back by the staff, restocked or not', async () => {
    const { rig, id } = await shipped()
    await rig.shopper.takeBack(id, { lines: [{ sku: 'MUG', quantity: 1 }] })
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 7, on_hand: 7 })
    const returnId = await rig.shopper.takeBack(id, {
      lines: [{ sku: 'MUG', quantity: 2 }],
      restockAt: london,
    })
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 9, on_hand: 9 })
    const { order } = await rig.ask(
      'query($id: ID!) { order(id: $id) { returns(first: 5) { nodes { id status } } } }',
      { id },
    )
    expect(order.returns.nodes).toHaveLength(2)
    expect(order.returns.nodes[1]).toEqual({ id: returnId, status: 'OPEN' })
  })
})
