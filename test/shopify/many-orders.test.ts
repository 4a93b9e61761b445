import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ApiError } from '../../lib/api-error.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { mostOrdersARead } from '../../shopify/index.ts'
import { createOrders } from '../../shopify/orders.ts'
import { orderQueries } from '../../shopify/order-queries.ts'
import type { ShopifyOperation } from '../../shopify/operation.ts'
import { createShopifyTransport, type ShopifyTransport } from '../../shopify/transport.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { APP, buy, clientOf, MUG, shopOf, startTwin, TEAPOT } from './twin.ts'

let twin: ShopifyTwin
let shopify: ShopifyClient

beforeEach(async () => {
  twin = await startTwin()
  shopify = clientOf(twin)
})

afterEach(async () => {
  shopify.close()
  await twin.stop()
})

const inShopMoney = { money: 'shop' } as const
const nobody = '999999999999'

async function buyMany(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let nth = 0; nth < count; nth += 1) {
    ids.push(await buy(twin, [{ variantId: nth % 2 === 0 ? MUG : TEAPOT, quantity: nth + 1 }]))
  }
  return ids
}

function spent() {
  const shop = twin.stats().shops['aurora']
  return { calls: shop?.calls['nodes'] ?? 0, points: shop?.pointsRequested ?? 0 }
}

describe('many orders read at once', () => {
  test('are the orders that each is by itself, in one call, for the points of one', async () => {
    const ids = await buyMany(20)
    const before = spent()
    const orders = await shopify.getOrders([...ids, nobody], inShopMoney)
    expect(spent().calls - before.calls).toBe(1)
    expect(spent().points - before.points).toBe(orderQueries.shop.one.requestedCost)
    expect([...orders.keys()]).toEqual(ids)
    for (const id of ids.slice(0, 3)) {
      expect(orders.get(id)).toEqual(await shopify.getOrder(id, inShopMoney))
    }
  })

  test('more than one call may ask for come in several, each order once', async () => {
    const [id = ''] = await buyMany(1)
    const missing = Array.from({ length: mostOrdersARead }, (_, nth) => `8${nth}`)
    const orders = await shopify.getOrders([...missing, id, id], inShopMoney)
    expect([...orders.keys()]).toEqual([id])
    expect(spent().calls).toBe(2)
  })

  test('no order is asked for with no call', async () => {
    expect((await shopify.getOrders([], inShopMoney)).size).toBe(0)
    expect(spent().calls).toBe(0)
  })

  test('show a large one among them whole', async () => {
    const [small = ''] = await buyMany(1)
    const lines = Array.from({ length: 23 }, () => ({ variantId: MUG, quantity: 1 }))
    const large = await buy(twin, lines)
    const orders = await shopify.getOrders([large, small], inShopMoney)
    expect(orders.get(large)).toEqual(await shopify.getOrder(large, inShopMoney))
    expect(orders.get(large)).toMatchObject({ lines: { length: 23 } })
    expect(orders.get(small)).toMatchObject({ lines: { length: 1 } })
  })

  test('in a time of throttling or without a key all fail alike', async () => {
    const ids = await buyMany(2)
    for (const kind of ['throttled', 'unavailable', 'unauthorized'] as const) {
      twin.faults.add({ operation: 'nodes', kind })
      const error = await apiErrorOf(shopify.getOrders(ids, inShopMoney))
      expect(error.details).toMatchObject({ kind, operation: 'nodes' })
    }
  })
})

describe('an order that cannot be read', () => {
  let transport: ShopifyTransport

  beforeEach(() => {
    transport = createShopifyTransport({ ...shopOf(twin), accessToken: APP.accessToken })
  })

  afterEach(() => transport.close())

  /** Reads through a transport whose answers are changed on their way. */
  function ordersThrough(change: (data: unknown, ids: readonly string[]) => unknown) {
    return createOrders({
      shop: 'aurora',
      execute: async <Data>(
        operation: ShopifyOperation<Data>,
        variables: Readonly<Record<string, unknown>>,
      ) => {
        const data = await transport.execute(operation, variables)
        const ids = Array.isArray(variables['ids']) ? variables['ids'].map(String) : []
        return operation.schema.parse(change(data, ids))
      },
    })
  }

  test('because its answer is not understood takes no other with it', async () => {
    const [first = '', second = '', third = ''] = await buyMany(3)
    const { getOrders } = ordersThrough((data) =>
      typeof data === 'object' && data !== null && 'nodes' in data && Array.isArray(data.nodes)
        ? { nodes: data.nodes.map((node, nth) => (nth === 1 ? { ...node, name: 7 } : node)) }
        : data,
    )
    const orders = await getOrders([first, second, third], inShopMoney)
    expect(orders.get(first)).toMatchObject({ orderId: first })
    expect(orders.get(third)).toMatchObject({ orderId: third })
    const error = orders.get(second)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ details: { kind: 'malformed', operation: 'nodes' } })
    expect(error).toHaveProperty('message', expect.stringContaining('name'))
  })

  test('because Shopify fails over it is found, and the others are read', async () => {
    const ids = await buyMany(5)
    const poison = ids[3] ?? ''
    const { getOrders } = ordersThrough((data, asked) => {
      if (!asked.some((id) => id.endsWith(`/${poison}`))) return data
      throw new ApiError('Shopify failed inside', {
        kind: 'unavailable',
        vendor: 'shopify',
        operation: 'nodes',
        code: 'INTERNAL_SERVER_ERROR',
      })
    })
    const orders = await getOrders(ids, inShopMoney)
    expect([...orders].filter(([, order]) => order instanceof ApiError)).toEqual([
      [
        poison,
        expect.objectContaining({ details: expect.objectContaining({ vendor: 'shopify' }) }),
      ],
    ])
    expect(orders.size).toBe(5)
  })

  test('because its further pages fail is alone in that', async () => {
    const [small = ''] = await buyMany(1)
    const lines = Array.from({ length: 23 }, () => ({ variantId: MUG, quantity: 1 }))
    const large = await buy(twin, lines)
    twin.faults.add({ operation: 'order', kind: 'unavailable' })
    const orders = await shopify.getOrders([small, large], inShopMoney)
    expect(orders.get(small)).toMatchObject({ orderId: small })
    expect(orders.get(large)).toMatchObject({ details: { kind: 'unavailable' } })
  })
})

test('the fulfilment of many orders is what that of each is, for the points of one', async () => {
  const ids = await buyMany(5)
  const [first = ''] = ids
  const [open] = (await shopify.getOpenFulfillment(first))?.fulfillmentOrders ?? []
  await shopify.createFulfillment({
    fulfillmentOrders: [{ fulfillmentOrderId: open?.fulfillmentOrderId ?? '' }],
    notifyCustomer: false,
  })
  const before = spent()
  const states = await shopify.getFulfillmentStates([...ids, nobody])
  const opens = await shopify.getOpenFulfillments([...ids, nobody])
  expect(spent().points - before.points).toBe(25 + 15)
  expect([...states.keys()]).toEqual(ids)
  for (const id of ids) {
    const state = await shopify.getFulfillmentState(id)
    expect(states.get(id)).toEqual(state)
    expect(opens.get(id)).toEqual(await shopify.getOpenFulfillment(id))
  }
  expect(states.get(first)).toMatchObject({ fulfillments: [{ status: 'SUCCESS' }] })
})

describe('were each id of a call charged', () => {
  test('the largest read is still within what one query may cost', async () => {
    await twin.stop()
    twin = await startTwin({}, { chargesEachNode: true })
    const reserved: number[] = []
    const charged: number[] = []
    const careful = clientOf(twin, {
      budget: {
        reserve: async ({ cost }) => void reserved.push(cost),
        settle: ({ requestedCost }) => void charged.push(requestedCost),
      },
    })
    const ids = Array.from({ length: mostOrdersARead }, (_, nth) => `8${nth}`)
    expect((await careful.getOrders(ids, inShopMoney)).size).toBe(0)
    await careful.getOrders(ids, inShopMoney)
    const each = orderQueries.shop.many.requestedCost
    expect(charged).toEqual([each * mostOrdersARead, each * mostOrdersARead])
    // The second time, what Shopify charged is believed over what was thought.
    expect(reserved).toEqual([each, each * mostOrdersARead])
    careful.close()
  })
})
