import { describe, expect, test } from 'vitest'
import { part, placed, whole } from './shipping.ts'
import { fulfil, orderAs, rare, rigOf } from './support.ts'

describe('a fulfilment', () => {
  test('of the whole closes its fulfilment order, and a second one is refused by its status', async () => {
    const rig = await rigOf()
    const { id, open } = await placed(rig)
    const trackingInfo = { number: 'T1', company: 'DPD UK', url: 'https://track.example/T1' }
    const first = await fulfil(rig, { ...whole(open[0].id), trackingInfo })
    expect(first.userErrors).toEqual([])
    expect(first.fulfillment).toMatchObject({ status: 'SUCCESS', trackingInfo: [trackingInfo] })
    const number = open[0].id.split('/').at(-1)
    expect(await fulfil(rig, whole(open[0].id))).toEqual({
      fulfillment: null,
      userErrors: [
        {
          field: ['fulfillment'],
          message: `Fulfillment order ${number} has an unfulfillable status= closed.`,
        },
      ],
    })
    const order = await orderAs(rig, id)
    expect(order).toMatchObject({ displayFulfillmentStatus: 'FULFILLED' })
    expect(order.fulfillmentOrders.nodes).toMatchObject([
      { status: 'CLOSED', supportedActions: [], lineItems: { nodes: [{ remainingQuantity: 0 }] } },
    ])
  })

  test('of a part leaves the rest IN_PROGRESS, and the same call again ships once more', async () => {
    const rig = await rigOf()
    const { id, open } = await placed(rig, 3)
    await fulfil(rig, { lineItemsByFulfillmentOrder: [part(open[0], 1)] })
    const between = await orderAs(rig, id)
    expect(between.displayFulfillmentStatus).toBe('PARTIALLY_FULFILLED')
    expect(between.fulfillmentOrders.nodes).toMatchObject([
      { status: 'IN_PROGRESS', lineItems: { nodes: [{ totalQuantity: 3, remainingQuantity: 2 }] } },
    ])
    await fulfil(rig, { lineItemsByFulfillmentOrder: [part(open[0], 1)] })
    expect((await orderAs(rig, id)).fulfillments).toHaveLength(2)
  })

  test('is refused for what does not exist, spans orders or locations, or is too much', async () => {
    const rig = await rigOf()
    const one = await placed(rig)
    const other = await placed(rig)
    const spread = await placed(rig, 4, rare)
    const refusal = async (lineItemsByFulfillmentOrder: unknown) =>
      (await fulfil(rig, { lineItemsByFulfillmentOrder })).userErrors[0]
    const unknown = 'gid://shopify/FulfillmentOrder/1'
    expect(await refusal([{ fulfillmentOrderId: unknown }])).toMatchObject({
      message: 'Fulfillment order does not exist.',
    })
    expect(
      await refusal([
        { fulfillmentOrderId: one.open[0].id },
        { fulfillmentOrderId: other.open[0].id },
      ]),
    ).toMatchObject({
      message: expect.stringMatching(
        /^All fulfillment orders must belong to the same order\. Multiple orders with ids \[\d+, \d+\] were found\.$/,
      ),
    })
    expect(
      await refusal(spread.open.map(({ id }: { id: string }) => ({ fulfillmentOrderId: id }))),
    ).toMatchObject({
      message:
        'All fulfillment orders must be assigned to a single location. Multiple locations with ids [101, 102] were found.',
    })
    expect(await refusal([part(one.open[0], 0)])).toEqual({
      field: [
        'fulfillment',
        'lineItemsByFulfillmentOrder',
        '0',
        'fulfillmentOrderLineItems',
        '0',
        'quantity',
      ],
      message: 'Quantity must be greater than 0',
    })
    expect(await refusal([part(one.open[0], 3)])).toMatchObject({
      message: 'Invalid fulfillment order line item quantity requested.',
    })
    expect(
      await refusal([{ ...part(other.open[0], 1), fulfillmentOrderId: one.open[0].id }]),
    ).toMatchObject({ message: 'Fulfillment order line item does not exist.' })
  })

  test('that is cancelled leaves the old fulfilment order CLOSED with its units, and opens a new one', async () => {
    const rig = await rigOf()
    const { id, open } = await placed(rig, 1)
    const { fulfillment } = await fulfil(rig, whole(open[0].id))
    const cancel = () =>
      rig.ask(
        'mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status displayStatus } userErrors { message } } }',
        { id: fulfillment.id },
      )
    const expected = {
      fulfillment: { status: 'CANCELLED', displayStatus: 'CANCELED' },
      userErrors: [],
    }
    expect((await cancel()).fulfillmentCancel).toEqual(expected)
    expect((await cancel()).fulfillmentCancel).toEqual(expected)
    const order = await orderAs(rig, id)
    expect(order.displayFulfillmentStatus).toBe('UNFULFILLED')
    expect(order.fulfillmentOrders.nodes).toMatchObject([
      { id: open[0].id, status: 'CLOSED', lineItems: { nodes: [{ remainingQuantity: 1 }] } },
      { status: 'OPEN', lineItems: { nodes: [{ totalQuantity: 1, remainingQuantity: 1 }] } },
    ])
  })

  test('tells the customer only when asked to, and every time it is asked to', async () => {
    const rig = await rigOf()
    const { open } = await placed(rig, 2)
    const told = async () => (await fetch(`${rig.twin.url}/_sandbox/customers-told`)).json()
    const { fulfillment } = await fulfil(rig, { lineItemsByFulfillmentOrder: [part(open[0], 1)] })
    expect(await told()).toEqual([])
    const update = (notifyCustomer: boolean) =>
      rig.ask(
        `mutation($id: ID!, $notify: Boolean!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id,
          trackingInfoInput: { number: "T2" }, notifyCustomer: $notify) {
          fulfillment { trackingInfo { number } } userErrors { message } } }`,
        { id: fulfillment.id, notify: notifyCustomer },
      )
    await update(false)
    expect(await told()).toEqual([])
    await update(true)
    await fulfil(rig, { lineItemsByFulfillmentOrder: [part(open[0], 1)], notifyCustomer: true })
    expect(await told()).toMatchObject([
      { shop: 'aurora', fulfillmentId: fulfillment.id.split('/').at(-1) },
      { shop: 'aurora' },
    ])
  })

  test('takes the units off the shelf', async () => {
    const rig = await rigOf()
    const { open } = await placed(rig, 2)
    await fulfil(rig, whole(open[0].id))
    const { inventoryItem } = await rig.ask(
      `{ inventoryItem(id: "gid://shopify/InventoryItem/401") { inventoryLevel(locationId: "gid://shopify/Location/101") {
        quantities(names: ["available", "on_hand", "committed"]) { quantity } } } }`,
    )
    expect(inventoryItem.inventoryLevel.quantities).toEqual([
      { quantity: 8 },
      { quantity: 8 },
      { quantity: 0 },
    ])
  })
})
