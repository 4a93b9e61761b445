import { describe, expect, test } from 'vitest'
import { bundle, giftCard, mug, orderAs, rare, rigOf, tea, variant } from './support.ts'

const money = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }'

const totalsQuery = `query($id: ID!) { order(id: $id) {
  taxesIncluded discountCodes
  subtotalPriceSet ${money} totalPriceSet ${money} totalTaxSet ${money} totalDiscountsSet ${money}
  totalShippingPriceSet ${money}
  shippingLines(first: 5) { nodes { title originalPriceSet ${money} taxLines { rate priceSet ${money} } } }
  lineItems(first: 10) { nodes { sku quantity requiresShipping isGiftCard
    originalUnitPriceSet ${money} discountedUnitPriceAfterAllDiscountsSet ${money}
    priceAfterAllDiscountsBeforeTaxesSet ${money}
    discountAllocations { allocatedAmountSet ${money} } taxLines { title rate priceSet ${money} }
    lineItemGroup { id title quantity variantId variantSku productId } } } } }`

interface Bag {
  readonly shopMoney: { readonly amount: string }
}
const pounds = (bag: Bag) => bag.shopMoney.amount

describe('placing an order', () => {
  test('makes it paid, with a name, one open fulfilment order, and the stock committed', async () => {
    const rig = await rigOf()
    const placed = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 2 }],
    })
    const order = await orderAs(rig, placed.id)
    expect(order).toMatchObject({
      displayFinancialStatus: 'PAID',
      displayFulfillmentStatus: 'UNFULFILLED',
    })
    expect(placed.name).toBe('#1001')
    expect(order.fulfillmentOrders.nodes).toMatchObject([
      {
        status: 'OPEN',
        assignedLocation: { name: 'London' },
        deliveryMethod: { methodType: 'SHIPPING' },
        supportedActions: ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT'].map(
          (action) => ({ action }),
        ),
        lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 2, sku: 'MUG' }] },
      },
    ])
    const { productVariant } = await rig.ask(
      `query($id: ID!) { productVariant(id: $id) { inventoryItem { inventoryLevel(locationId: "gid://shopify/Location/101") {
        quantities(names: ["available", "on_hand", "committed"]) { name quantity } } } } }`,
      { id: variant(mug) },
    )
    expect(productVariant.inventoryItem.inventoryLevel.quantities).toEqual([
      { name: 'available', quantity: 8 },
      { name: 'on_hand', quantity: 10 },
      { name: 'committed', quantity: 2 },
    ])
  })

  test('with tax included takes the tax out of the price, after the discount', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [
        { variantId: variant(mug), quantity: 2 },
        { variantId: variant(tea), quantity: 1 },
      ],
      taxRate: 0.2,
      shippingPrice: '3.90',
      discountCode: { code: 'TENOFF', percentage: 10 },
    })
    const { order } = await rig.ask(totalsQuery, { id })
    expect(pounds(order.totalDiscountsSet)).toBe('3.0')
    expect(pounds(order.subtotalPriceSet)).toBe('26.99')
    expect(pounds(order.totalShippingPriceSet)).toBe('3.9')
    expect(pounds(order.totalPriceSet)).toBe('30.89')
    expect(pounds(order.totalTaxSet)).toBe('5.15')
    expect(order.discountCodes).toEqual(['TENOFF'])
    const [first, second] = order.lineItems.nodes
    expect(pounds(first.discountAllocations[0].allocatedAmountSet)).toBe('2.5')
    expect(pounds(second.discountAllocations[0].allocatedAmountSet)).toBe('0.5')
    expect(first.taxLines).toMatchObject([
      { rate: 0.2, priceSet: { shopMoney: { amount: '3.75' } } },
    ])
    expect(pounds(first.priceAfterAllDiscountsBeforeTaxesSet)).toBe('18.75')
  })

  test('with tax on top adds it to the total', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
      taxRate: 0.1,
      taxesIncluded: false,
    })
    const { order } = await rig.ask(totalsQuery, { id })
    expect(pounds(order.totalTaxSet)).toBe('1.25')
    expect(pounds(order.totalPriceSet)).toBe('13.75')
  })

  test('in the customer’s currency shows both currencies', async () => {
    const rig = await rigOf()
    const { orderCreate } = await rig.ask(
      `mutation($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
        order { presentmentCurrencyCode totalPriceSet ${money} displayFinancialStatus } userErrors { message } } }`,
      {
        order: {
          currency: 'GBP',
          presentmentCurrency: 'EUR',
          lineItems: [
            {
              title: 'Hat',
              quantity: 3,
              requiresShipping: true,
              priceSet: {
                shopMoney: { amount: '10.00', currencyCode: 'GBP' },
                presentmentMoney: { amount: '12.00', currencyCode: 'EUR' },
              },
            },
          ],
        },
      },
    )
    expect(orderCreate.order).toEqual({
      presentmentCurrencyCode: 'EUR',
      displayFinancialStatus: null,
      totalPriceSet: {
        shopMoney: { amount: '30.0', currencyCode: 'GBP' },
        presentmentMoney: { amount: '36.0', currencyCode: 'EUR' },
      },
    })
  })

  test('sends each line to the first location that holds all of it, or splits the line', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [
        { variantId: variant(mug), quantity: 1 },
        { variantId: variant(tea), quantity: 5 },
        { variantId: variant(rare), quantity: 4 },
      ],
    })
    const order = await orderAs(rig, id)
    const parts = order.fulfillmentOrders.nodes.map(
      (each: {
        assignedLocation: { name: string }
        lineItems: { nodes: { sku: string; totalQuantity: number }[] }
      }) => [
        each.assignedLocation.name,
        each.lineItems.nodes.map(({ sku, totalQuantity }) => `${totalQuantity} ${sku}`),
      ],
    )
    expect(parts).toEqual([
      ['London', ['1 MUG', '2 RARE']],
      ['Leeds', ['5 TEA', '2 RARE']],
    ])
  })

  test('puts what does not ship into a fulfilment order of its own', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [
        { variantId: variant(mug), quantity: 1 },
        { variantId: variant(giftCard), quantity: 1 },
      ],
    })
    const order = await orderAs(rig, id)
    const methods = order.fulfillmentOrders.nodes.map(
      (each: { deliveryMethod: { methodType: string } }) => each.deliveryMethod.methodType,
    )
    expect(methods).toEqual(['SHIPPING', 'NONE'])
  })

  test('of a bundle lists its components only, sharing a group and the bundle’s price', async () => {
    const rig = await rigOf()
    const { id } = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(bundle), quantity: 2 }],
    })
    const { order } = await rig.ask(totalsQuery, { id })
    expect(pounds(order.totalPriceSet)).toBe('40.0')
    const lines = order.lineItems.nodes
    expect(
      lines.map((line: { sku: string; quantity: number }) => [line.sku, line.quantity]),
    ).toEqual([
      ['MUG', 2],
      ['TEA', 6],
    ])
    expect(lines[0].lineItemGroup).toMatchObject({ title: 'SET', quantity: 2, variantSku: 'SET' })
    expect(lines[1].lineItemGroup).toEqual(lines[0].lineItemGroup)
  })

  test('of a variant that does not exist is refused, and nothing is created', async () => {
    const rig = await rigOf()
    const { orderCreate } = await rig.ask(
      `mutation { orderCreate(order: { lineItems: [{ variantId: "gid://shopify/ProductVariant/9", quantity: 1 }] }) {
        order { id } userErrors { field message code } } }`,
    )
    expect(orderCreate.order).toBeNull()
    expect(orderCreate.userErrors).toMatchObject([
      { field: ['order', 'lineItems', '0', 'variantId'] },
    ])
    const { ordersCount } = await rig.ask('{ ordersCount { count precision } }')
    expect(ordersCount).toEqual({ count: 0, precision: 'EXACT' })
  })

  test('that obeys stock is refused where there is not enough', async () => {
    const rig = await rigOf()
    const { orderCreate } = await rig.ask(
      `mutation { orderCreate(options: { inventoryBehaviour: DECREMENT_OBEYING_POLICY },
        order: { lineItems: [{ variantId: "${variant(rare)}", quantity: 6 }] }) {
        order { id } userErrors { code } } }`,
    )
    expect(orderCreate).toEqual({ order: null, userErrors: [{ code: 'INVENTORY_CLAIM_FAILED' }] })
  })
})
