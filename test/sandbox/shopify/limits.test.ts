import { describe, expect, test } from 'vitest'
import { leeds, london, mug, rigOf, shopOf, variant, type Rig } from './support.ts'

async function requestedOf(rig: Rig, query: string, variables?: unknown): Promise<number> {
  const { body } = await rig.send(query, variables)
  return body.extensions.cost.requestedQueryCost
}

describe('the cost of a query', () => {
  test.each([
    [1, 3],
    [5, 5],
    [10, 6],
    [20, 7],
    [50, 9],
    [250, 13],
  ])('for a flat list of %i is %i points', async (first, points) => {
    const rig = await rigOf()
    expect(await requestedOf(rig, `{ locations(first: ${first}) { nodes { id name } } }`)).toBe(
      points,
    )
    const query =
      'query($n: Int!) { locations(first: $n) { nodes { id } pageInfo { hasNextPage } } }'
    expect(await requestedOf(rig, query, { n: first })).toBe(points)
  })

  test('of nested lists multiplies, of money is free, of a count is ten', async () => {
    const rig = await rigOf()
    const order = (fields: string) => `{ order(id: "gid://shopify/Order/1") { ${fields} } }`
    const line = 'variant { id } originalUnitPriceSet { shopMoney { amount } }'
    expect(await requestedOf(rig, order(`lineItems(first: 50) { nodes { id ${line} } }`))).toBe(17)
    const nested = `fulfillmentOrders(first: 10) { nodes { assignedLocation { location { id } }
      lineItems(first: 10) { nodes { lineItem { id } } } } }`
    expect(await requestedOf(rig, order(nested))).toBe(55)
    expect(await requestedOf(rig, '{ ordersCount { count } }')).toBe(10)
  })

  test('by ids is that of the dearest, however many are asked for', async () => {
    const query = `query($ids: [ID!]!) { nodes(ids: $ids) {
      ... on FulfillmentOrder {
        supportedActions { action } assignedLocation { location { id } }
        fulfillmentHolds { heldByApp { id } }
        lineItems(first: 20) { nodes { lineItem { id } } } order { id }
      } } }`
    const ids = [1, 2, 3, 4].map((id) => `gid://shopify/FulfillmentOrder/${id}`)
    const rig = await rigOf()
    for (let many = 1; many <= ids.length; many += 1) {
      expect(await requestedOf(rig, query, { ids: ids.slice(0, many) })).toBe(19)
    }
    const dear = await rigOf({}, shopOf({ chargesEachNode: true }))
    expect(await requestedOf(dear, query, { ids })).toBe(4 * 19)
  })

  test('of a mutation is ten and what its payload looks into', async () => {
    const rig = await rigOf()
    const create = (fields: string) => `mutation {
      fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [] }) { fulfillment { ${fields} } userErrors { message } } }`
    expect(await requestedOf(rig, create('id'))).toBe(10)
    expect(await requestedOf(rig, create('id trackingInfo { number }'))).toBe(11)
    const lines = 'fulfillmentLineItems(first: 5) { nodes { lineItem { id } } }'
    expect(await requestedOf(rig, create(`trackingInfo { number } ${lines}`))).toBe(19)
  })

  test('of setting stock is the same for many entries, or grows with each', async () => {
    const query = `mutation($input: InventorySetQuantitiesInput!) {
      inventorySetQuantities(input: $input) @idempotent(key: "k") { userErrors { code } } }`
    const entry = { inventoryItemId: 'gid://shopify/InventoryItem/401', quantity: 1 }
    const quantities = [london, leeds, '103'].map((id) => ({
      ...{ ...entry, locationId: `gid://shopify/Location/${id}`, changeFromQuantity: null },
    }))
    const input = { name: 'on_hand', reason: 'correction', quantities }
    expect(await requestedOf(await rigOf(), query, { input })).toBe(10)
    const dear = await rigOf({}, shopOf({ chargesEachEntry: true }))
    expect(await requestedOf(dear, query, { input })).toBe(12)
  })

  test('by ids comes back as far as it was not used: each further node costs one', async () => {
    const rig = await rigOf()
    const ids: string[] = []
    for (let many = 1; many <= 4; many += 1) {
      const lines = [{ variantId: variant(mug), quantity: 1 }]
      const { orderId } = await rig.shopper.placeOrder({ lines })
      ids.push(`gid://shopify/Order/${orderId}`)
      const { body } = await rig.send(
        `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Order {
          risk { recommendation } lineItems(first: 50) { nodes { id } } } } }`,
        { ids: [...ids, 'gid://shopify/Order/1'] },
      )
      const { requestedQueryCost, actualQueryCost } = body.extensions.cost
      expect([requestedQueryCost, actualQueryCost]).toEqual([11, 4 + many])
    }
  })

  test('that was not used comes back: the actual cost is what was returned', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 1 }] })
    const { body } = await rig.send(
      '{ orders(first: 250) { nodes { lineItems(first: 50) { nodes { id } } } } }',
    )
    const { requestedQueryCost, actualQueryCost } = body.extensions.cost
    expect(requestedQueryCost).toBe(112)
    expect(actualQueryCost).toBe(6)
    expect(rig.twin.stats().shops['aurora']).toMatchObject({ throttled: 0 })
  })
})

describe('a shop', () => {
  test.each([
    ['standard', 2000, 100],
    ['advanced', 4000, 200],
    ['plus', 20_000, 1000],
  ] as const)('on the plan %s has %i points, restored at %i a second', async (plan, size, rate) => {
    const rig = await rigOf({}, shopOf({ plan }))
    const { body } = await rig.send('{ shop { name } }')
    expect(body.extensions.cost.throttleStatus).toMatchObject({
      maximumAvailable: size,
      restoreRate: rate,
    })
  })

  test('without enough points answers 200 THROTTLED and no data, until they are restored', async () => {
    let now = Date.parse('2026-11-02T12:00:00Z')
    const rig = await rigOf({ clock: () => now })
    const alias = (name: string) => `${name}: ordersCount { count }`
    const dear = `{ ${Array.from({ length: 90 }, (_, index) => alias(`n${index}`)).join(' ')} }`
    for (let count = 0; count < 2; count += 1) await rig.ask(dear)
    const { status, body } = await rig.send(dear)
    expect(status).toBe(200)
    expect(body).toEqual({
      errors: [
        {
          message: 'Throttled',
          extensions: {
            code: 'THROTTLED',
            documentation: 'https://shopify.dev/api/usage/rate-limits',
          },
        },
      ],
      extensions: {
        cost: {
          requestedQueryCost: 900,
          actualQueryCost: null,
          throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 200, restoreRate: 100 },
        },
      },
    })
    expect(rig.twin.stats().shops['aurora']?.throttled).toBe(1)
    now += 7000
    await rig.ask(dear)
  })

  test('refuses a query above 1000 points before it runs, and takes none for it', async () => {
    const rig = await rigOf()
    const query = `mutation { ${Array.from({ length: 101 }, (_, index) => `m${index}: orderClose(input: { id: "gid://shopify/Order/1" }) { userErrors { message } }`).join(' ')} }`
    const { body } = await rig.send(query)
    expect(body.data).toBeUndefined()
    expect(body.errors[0]).toMatchObject({
      message: 'Query cost is 1010, which exceeds the single query max cost limit (1000)',
      extensions: { code: 'MAX_COST_EXCEEDED' },
    })
    const { extensions } = (await rig.send('{ shop { name } }')).body
    expect(extensions.cost.throttleStatus.currentlyAvailable).toBeGreaterThanOrEqual(1999)
  })

  test('refuses lists of more than 250', async () => {
    const rig = await rigOf()
    const { body } = await rig.send('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 251 }, (_, index) => `gid://shopify/Order/${index + 1}`),
    })
    expect(body.errors[0]).toMatchObject({
      message: 'The input array size of 251 is greater than the maximum allowed of 250.',
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    })
  })
})
