import { expect, test } from 'vitest'
import { mugItem, setInput, setQuantities } from './stock.ts'
import { london, mug, rigOf, variant, type Rig } from './support.ts'

const oneMug = { lines: [{ variantId: variant(mug), quantity: 1 }] }

/** Opens a return of all that the order's only fulfilment holds. */
async function openReturn(rig: Rig, orderId: string) {
  const { order } = await rig.ask(
    `query($id: ID!) { order(id: $id) { fulfillments(first: 1) {
      id fulfillmentLineItems(first: 1) { nodes { id } } } } }`,
    { id: orderId },
  )
  const [fulfillment] = order.fulfillments
  const [line] = fulfillment.fulfillmentLineItems.nodes
  const returnLineItems = [{ fulfillmentLineItemId: line.id, quantity: 1 }]
  const { returnCreate } = await rig.ask(
    `mutation($input: ReturnInput!) { returnCreate(returnInput: $input) {
      return { id reverseFulfillmentOrders(first: 1) { nodes { lineItems(first: 1) { nodes { id } } } } }
      userErrors { message } } }`,
    { input: { orderId, returnLineItems } },
  )
  const [reverse] = returnCreate.return.reverseFulfillmentOrders.nodes[0].lineItems.nodes
  return { fulfillmentId: fulfillment.id, reverseLineId: reverse.id }
}

test('An order with an open return is not cancelled', async () => {
  const rig = await rigOf()
  const { id } = await rig.shopper.placeOrder(oneMug)
  await rig.shopper.fulfilByHand(id)
  const { fulfillmentId } = await openReturn(rig, id)
  await rig.ask('mutation($id: ID!) { fulfillmentCancel(id: $id) { userErrors { message } } }', {
    id: fulfillmentId,
  })
  const { orderCancel } = await rig.ask(
    `mutation($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true) {
      job { id } orderCancelUserErrors { field message code } userErrors { message } } }`,
    { id },
  )
  expect(orderCancel).toMatchObject({
    job: null,
    orderCancelUserErrors: [
      {
        field: ['orderId'],
        message: 'Cannot cancel an order that has active returns',
        code: 'INVALID',
      },
    ],
  })
})

test('A document that is no URI is refused, and nothing is set', async () => {
  const rig = await rigOf()
  const quantities = [
    { inventoryItemId: mugItem, locationId: london, quantity: 4, changeFromQuantity: null },
  ]
  const answer = await setQuantities(
    rig,
    setInput(quantities, { referenceDocumentUri: 'count of Monday' }),
  )
  expect(answer).toMatchObject({
    inventoryAdjustmentGroup: null,
    userErrors: [{ code: 'INVALID_REFERENCE_DOCUMENT', field: ['input', 'referenceDocumentUri'] }],
  })
})

test('A line that is of no variant has no shelf to go back to', async () => {
  const rig = await rigOf()
  const { orderCreate } = await rig.ask(
    `mutation { orderCreate(order: { lineItems: [{
      title: "A favour" quantity: 1 requiresShipping: true
      priceSet: { shopMoney: { amount: "5.00", currencyCode: GBP } } }] }) {
      order { id } userErrors { message } } }`,
    {},
  )
  expect(orderCreate.userErrors).toEqual([])
  const { id } = orderCreate.order
  await rig.shopper.fulfilByHand(id)
  const { reverseLineId } = await openReturn(rig, id)
  const dispose = async (locationId: string) =>
    (
      await rig.ask(
        `mutation($inputs: [ReverseFulfillmentOrderDisposeInput!]!) {
          reverseFulfillmentOrderDispose(dispositionInputs: $inputs) {
            userErrors { code field message } } }`,
        {
          inputs: [
            {
              reverseFulfillmentOrderLineItemId: reverseLineId,
              quantity: 1,
              dispositionType: 'RESTOCKED',
              locationId: `gid://shopify/Location/${locationId}`,
            },
          ],
        },
      )
    ).reverseFulfillmentOrderDispose.userErrors
  const custom = {
    code: 'INVALID',
    field: ['dispositionInputs', '0', 'dispositionType'],
    message: 'RESTOCKED is an invalid disposition type for a custom line item.',
  }
  expect(await dispose(london)).toEqual([custom])
  expect(await dispose('999')).toEqual([
    custom,
    {
      code: 'NOT_FOUND',
      field: ['dispositionInputs', '0', 'locationId'],
      message: 'Location not found.',
    },
  ])
})

test('A refund that is refused shows the order as it is', async () => {
  const rig = await rigOf()
  const { id } = await rig.shopper.placeOrder(oneMug)
  const { refundCreate } = await rig.ask(
    `mutation($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "k") {
      order { id displayFinancialStatus } refund { id } userErrors { message } } }`,
    {
      input: {
        orderId: id,
        transactions: [{ amount: '1.00', gateway: 'manual', kind: 'AUTHORIZATION', orderId: id }],
      },
    },
  )
  expect(refundCreate).toEqual({
    order: { id, displayFinancialStatus: 'PAID' },
    refund: null,
    userErrors: [{ message: 'Kind authorization is not a valid transaction' }],
  })
})
