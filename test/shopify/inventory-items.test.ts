import { afterEach, describe, expect, test } from 'vitest'
import type { ShopifyClient, ShopItem } from '../../shopify/index.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { startRawServer } from '../support/raw-server.ts'
import { manyProducts, productOf } from './products.ts'
import { BUNDLE, buy, clientOf, MUG, startTwin } from './twin.ts'

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function world(
  shop: Parameters<typeof startTwin>[1] = {},
): Promise<{ twin: ShopifyTwin; shopify: ShopifyClient }> {
  const twin = await startTwin({}, shop)
  closers.push(() => twin.stop())
  const shopify = clientOf(twin)
  closers.push(() => shopify.close())
  return { twin, shopify }
}

describe('what the shop stocks', () => {
  test('comes in pages of 250, each item once', async () => {
    const { shopify } = await world({ products: manyProducts })
    const items: ShopItem[] = []
    const sizes: number[] = []
    let after: string | undefined
    do {
      const page = await shopify.listItems({ ...(after && { after }) })
      items.push(...page.items)
      sizes.push(page.items.length)
      after = page.endCursor
    } while (after !== undefined)
    expect(sizes).toEqual([250, 250, 1])
    expect(new Set(items.map(({ inventoryItemId }) => inventoryItemId)).size).toBe(501)
    expect(items[0]).toMatchObject({ variantId: '10001', sku: 'SKU-10001', tracked: true })
  })

  test('tells bundles, drafts, what is not tracked, and what has no SKU', async () => {
    const { shopify } = await world({
      products: [
        productOf('10001', { sku: '  SPACED ' }),
        productOf('10002', { sku: null, tracked: false }),
        productOf('10003', {}, { status: 'DRAFT' }),
        productOf('10004', { components: [{ variantId: '10001', quantity: 2 }] }),
      ],
    })
    const { items } = await shopify.listItems({})
    const usual = { tracked: true, isBundle: false, productStatus: 'ACTIVE' }
    expect(items).toMatchObject([
      { ...usual, inventoryItemId: '110001', sku: 'SPACED' },
      { ...usual, inventoryItemId: '110002', sku: '', tracked: false },
      { ...usual, inventoryItemId: '110003', productStatus: 'DRAFT' },
      { ...usual, inventoryItemId: '110004', isBundle: true },
    ])
    expect(items[0]?.title).toContain('Product 10001')
  })

  test('is found by id, as it is listed', async () => {
    const { shopify } = await world()
    const { items } = await shopify.listItems({})
    const found = await shopify.findItems([`1${BUNDLE}`, '999', `1${MUG}`])
    expect(found).toEqual(
      [`1${BUNDLE}`, `1${MUG}`].map((id) =>
        items.find(({ inventoryItemId }) => inventoryItemId === id),
      ),
    )
  })
})

test('an order shows which item each of its lines takes off the stock', async () => {
  const { twin, shopify } = await world()
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }], {})
  const order = await shopify.getOrder(orderId, { money: 'shop' })
  expect(order?.fulfillmentOrders.flatMap(({ lines }) => lines)).toMatchObject([
    { inventoryItemId: `1${MUG}`, remainingQuantity: 1 },
  ])
  const since = new Date(Date.now() - 60_000).toISOString()
  expect(await shopify.listOrdersUpdatedSince({ since })).toMatchObject({
    orders: [{ orderId, fulfillmentStatus: 'UNFULFILLED' }],
  })
})

test('a line of no product takes nothing off the stock', async () => {
  const { twin, shopify } = await world()
  const orderId = await buy(twin, [], {
    lineItems: [
      {
        title: 'Engraving',
        quantity: 1,
        requiresShipping: true,
        priceSet: { shopMoney: { amount: '3.00', currencyCode: 'GBP' } },
      },
    ],
  })
  const order = await shopify.getOrder(orderId, { money: 'shop' })
  const [line] = order?.fulfillmentOrders.flatMap(({ lines }) => lines) ?? []
  expect(line?.remainingQuantity).toBe(1)
  expect(line).not.toHaveProperty('inventoryItemId')
})

describe('an item that several variants share', () => {
  const variantOf = (id: string, status: string) => ({
    id: `gid://shopify/ProductVariant/${id}`,
    sku: 'SHARED',
    displayName: `Variant ${id}`,
    requiresComponents: false,
    product: { status },
  })
  const item = { id: 'gid://shopify/InventoryItem/1', tracked: true }
  const variants = [variantOf('11', 'DRAFT'), variantOf('12', 'ACTIVE'), variantOf('13', 'ACTIVE')]
  const expected = [{ inventoryItemId: '1', variantId: '12', productStatus: 'ACTIVE' }]

  test('comes once, as the one that is on sale', async () => {
    const server = await startRawServer((response, _request, nth) => {
      const productVariants = {
        nodes: variants.map((variant) => ({ ...variant, inventoryItem: item })),
        pageInfo: { hasNextPage: false, endCursor: null },
      }
      const nodes = [{ ...item, variants: { nodes: variants } }]
      response.end(JSON.stringify({ data: nth === 1 ? { productVariants } : { nodes } }))
    })
    closers.push(() => server.stop())
    const shopify = clientOf(server)
    closers.push(() => shopify.close())
    const { items } = await shopify.listItems({})
    expect(items).toMatchObject(expected)
    expect(await shopify.findItems(['1'])).toEqual(items)
  })
})
