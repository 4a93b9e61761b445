import { describe, expect, test } from 'vitest'
import { mug, orderAs, rigOf, shopOf, tea, variant } from './support.ts'

interface Bag {
  readonly shopMoney: { readonly amount: string }
}
const pounds = (bag: Bag) => bag.shopMoney.amount

describe('changing an order', () => {
  test('an unpaid order becomes paid once, and a second payment is refused', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
      paid: false,
    })
    expect((await orderAs(rig, id)).displayFinancialStatus).toBe('PENDING')
    await rig.shopper.payOrder(id)
    expect((await orderAs(rig, id)).displayFinancialStatus).toBe('PAID')
    await expect(rig.shopper.payOrder(id)).rejects.toThrow('Order cannot be marked as paid.')
  })

  test('a new address is shown at once, and replaces tags wholly', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
      tags: ['b', 'a'],
    })
    await rig.shopper.changeAddress(id, { address1: '2 Canary Wharf Lane' })
    await rig.ask(
      'mutation($input: OrderInput!) { orderUpdate(input: $input) { userErrors { message } } }',
      {
        input: { id, tags: ['vip'] },
      },
    )
    expect(await orderAs(rig, id)).toMatchObject({
      tags: ['vip'],
      shippingAddress: { address1: '2 Canary Wharf Lane', countryCodeV2: 'GB' },
    })
  })

  test('a move to a country with another tax changes the total, until something was fulfilled', async () => {
    const rig = await rigOf({}, shopOf({ taxesIncluded: false, taxRates: { GB: 0.2, DE: 0.19 } }))
    const wish = { lines: [{ variantId: variant(mug), quantity: 4 }], taxRate: 0.2 }
    const totalOf = async (id: string) => pounds((await orderAs(rig, id)).currentTotalPriceSet)
    const open = await rig.shopper.placeOrder(wish)
    expect(await totalOf(open.id)).toBe('60.0')
    await rig.shopper.changeAddress(open.id, { countryCode: 'DE' })
    expect(await totalOf(open.id)).toBe('59.5')
    const shipped = await rig.shopper.placeOrder(wish)
    await rig.shopper.fulfilByHand(shipped.id)
    await rig.shopper.changeAddress(shipped.id, { countryCode: 'DE' })
    expect(await totalOf(shipped.id)).toBe('60.0')
  })

  test('an update without content, a bad phone and a bad address are refused in Shopify’s words', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
    })
    const update = async (change: object) => {
      const { orderUpdate } = await rig.ask(
        'mutation($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { field message } } }',
        { input: { id, ...change } },
      )
      return orderUpdate.userErrors
    }
    expect(await update({})).toEqual([
      { field: null, message: 'No valid update parameters have been provided' },
    ])
    expect(await update({ phone: 'none' })).toEqual([
      { field: ['phone'], message: 'Phone is invalid' },
    ])
    expect(await update({ shippingAddress: { countryCode: 'US', provinceCode: 'XX' } })).toEqual([
      { field: ['shippingAddress', 'lastName'], message: 'Enter a last name' },
      { field: ['shippingAddress', 'zip'], message: 'Enter a ZIP code' },
      {
        field: ['shippingAddress', 'province'],
        message: 'State is not a valid state in United States',
      },
    ])
  })

  test('a high risk, told by a fraud app, recommends to cancel; a shipped order takes no more', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
    })
    const assess = async (riskLevel: string) => {
      const { orderRiskAssessmentCreate } = await rig.ask(
        `mutation($input: OrderRiskAssessmentCreateInput!) { orderRiskAssessmentCreate(orderRiskAssessmentInput: $input) {
          userErrors { code } } }`,
        { input: { orderId: id, riskLevel, facts: [{ description: 'x', sentiment: 'NEGATIVE' }] } },
      )
      return orderRiskAssessmentCreate.userErrors
    }
    const risk = async () =>
      (await rig.ask('query($id: ID!) { order(id: $id) { risk { recommendation } } }', { id }))
        .order.risk
    expect(await risk()).toEqual({ recommendation: 'NONE' })
    expect(await assess('LOW')).toEqual([])
    expect(await assess('HIGH')).toEqual([])
    expect(await risk()).toEqual({ recommendation: 'CANCEL' })
    await rig.shopper.fulfilByHand(id)
    expect(await assess('LOW')).toEqual([{ code: 'ORDER_ALREADY_FULFILLED' }])
  })

  test('an edit leaves the ordered quantity, shrinks the fulfilment order, and adds a new one', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 3 }],
    })
    const line = (await orderAs(rig, id)).lineItems.nodes[0]
    const { orderEditBegin } = await rig.ask(
      'mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } userErrors { message } } }',
      { id },
    )
    const calculatedId = orderEditBegin.calculatedOrder.id
    await rig.ask(
      `mutation($id: ID!, $line: ID!, $variant: ID!) {
        orderEditSetQuantity(id: $id, lineItemId: $line, quantity: 1) { calculatedLineItem { quantity } userErrors { message } }
        orderEditAddVariant(id: $id, variantId: $variant, quantity: 2) { userErrors { message } } }`,
      {
        id: calculatedId,
        line: line.id.replace('LineItem', 'CalculatedLineItem'),
        variant: variant(tea),
      },
    )
    expect((await orderAs(rig, id)).lineItems.nodes).toHaveLength(1)
    const { orderEditCommit } = await rig.ask(
      'mutation($id: ID!) { orderEditCommit(id: $id) { successMessages userErrors { message } } }',
      { id: calculatedId },
    )
    expect(orderEditCommit.successMessages).toEqual(['Order updated'])
    const order = await orderAs(rig, id)
    expect(order.lineItems.nodes).toMatchObject([
      { sku: 'MUG', quantity: 3, currentQuantity: 1 },
      { sku: 'TEA', quantity: 2, currentQuantity: 2 },
    ])
    expect(order.fulfillmentOrders.nodes).toMatchObject([
      { status: 'OPEN', lineItems: { nodes: [{ totalQuantity: 1, remainingQuantity: 1 }] } },
      { status: 'OPEN', lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 2 }] } },
    ])
    expect(pounds(order.currentTotalPriceSet)).toBe('22.48')
  })
})
