import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { loadOperations } from './all-operations.ts'
import { admin, startTwin } from './twin.ts'

const operations = await loadOperations()

/** Enough for every document to be executed; cost depends on the page size only. */
const VARIABLES: Readonly<Record<string, unknown>> = {
  after: null,
  query: '',
  first: 250,
  notifyCustomer: false,
  reason: 'OTHER',
  splits: [],
  fulfillment: { lineItemsByFulfillmentOrder: [] },
  tracking: { number: '1' },
  topic: 'ORDERS_CREATE',
  subscription: { uri: 'https://waybill.example/' },
  input: { name: 'on_hand', reason: 'correction', quantities: [] },
  idempotencyKey: 'key',
  itemId: 'gid://shopify/InventoryItem/1',
  locationId: 'gid://shopify/Location/1',
}

let twin: ShopifyTwin

beforeAll(async () => {
  twin = await startTwin()
})

afterAll(() => twin.stop())

test.each(operations)('%s is reserved at what Shopify charges', async (_name, operation) => {
  const types: Readonly<Record<string, string>> = {
    fulfillmentOrder: 'FulfillmentOrder',
    fulfillment: 'Fulfillment',
    inventoryItem: 'InventoryItem',
    location: 'Location',
  }
  const type = types[operation.operation]
  const id = `gid://shopify/${type ?? 'Order'}/1`
  const ids = Array.from({ length: 20 }, (_, nth) => `gid://shopify/Order/${nth + 1}`)
  const wanted = [...operation.document.matchAll(/\$(\w+)\s*:/g)].map(([, name = '']) => name)
  const variables = Object.fromEntries(
    wanted.map((name) => [name, name === 'id' ? id : name === 'ids' ? ids : VARIABLES[name]]),
  )
  // A further page costs what a first page does, and no cursor of it exists here.
  const document = operation.document.replaceAll('$after: String!', '$after: String')
  const reply = await admin(twin, document, variables)
  expect(reply.extensions?.cost?.requestedQueryCost).toBe(operation.requestedCost)
})
