import { expect, test } from 'vitest'
import type { OnHandRefusal } from '../../shopify/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { startRawServer } from '../support/raw-server.ts'
import { clientOf, LONDON, MUG } from './twin.ts'

/** As Shopify names what it refuses: most recorded on live stores, the others of its schema. */
const REFUSALS: readonly [string, readonly string[] | null, Partial<OnHandRefusal>][] = [
  ['CHANGE_FROM_QUANTITY_STALE', ofWrite('changeFromQuantity'), { kind: 'stale', index: 12 }],
  ['COMPARE_QUANTITY_STALE', ofWrite('compareQuantity'), { kind: 'stale', index: 12 }],
  ['INVALID_INVENTORY_ITEM', ofWrite('inventoryItemId'), { kind: 'poisoned', index: 12 }],
  ['INVALID_LOCATION', ofWrite('locationId'), { kind: 'poisoned', index: 12 }],
  ['NON_MUTABLE_INVENTORY_ITEM', ofWrite('inventoryItemId'), { kind: 'poisoned', index: 12 }],
  ['INVALID_QUANTITY_TOO_HIGH', ofWrite('quantity'), { kind: 'poisoned', index: 12 }],
  [
    'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
    ofWrite('locationId'),
    { kind: 'poisoned', index: 12 },
  ],
  ['NEW_IN_A_LATER_VERSION', ofWrite('inventoryItemId'), { kind: 'poisoned', index: 12 }],
  ['NEW_IN_A_LATER_VERSION', ['input'], { kind: 'invalid' }],
  ['INVALID_REASON', ['input', 'reason'], { kind: 'invalid' }],
  ['IDEMPOTENCY_CONCURRENT_REQUEST', null, { kind: 'keyInUse' }],
  ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', null, { kind: 'keyMismatch' }],
  ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', [], { kind: 'keySpent' }],
]

function ofWrite(member: string): readonly string[] {
  return ['input', 'quantities', '12', member]
}

test.each(REFUSALS)('a refusal %s of %j is understood', async (code, field, expected) => {
  const message = 'The specified inventory item could not be found.'
  const server = await startRawServer((response) => {
    const inventorySetQuantities = { userErrors: [{ code, field, message }] }
    response.end(JSON.stringify({ data: { inventorySetQuantities } }))
  })
  const shopify = clientOf(server)
  const answer = await shopify.setOnHand({ writes: [], idempotencyKey: 'key' })
  expect(answer).toEqual({ outcome: 'refused', refusals: [{ ...expected, code, message }] })
  shopify.close()
  await server.stop()
})

test.each([
  ['nothing of the write', { data: { inventorySetQuantities: null } }, 'ambiguous'],
  ['no JSON', 'gone', 'ambiguous'],
])('an answer that says %s leaves the write in doubt', async (_name, answer, kind) => {
  const server = await startRawServer((response) => {
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  const shopify = clientOf(server)
  const error = await apiErrorOf(shopify.setOnHand({ writes: [], idempotencyKey: 'key' }))
  expect(error.details.kind).toBe(kind)
  shopify.close()
  await server.stop()
})

test('what is sent names on_hand, the number it replaces, and one key', async () => {
  const server = await startRawServer((response) => {
    response.end(JSON.stringify({ data: { inventorySetQuantities: { userErrors: [] } } }))
  })
  const shopify = clientOf(server)
  const referenceDocumentUri = 'gid://waybill/StockWrite/5'
  const writes = [{ inventoryItemId: `1${MUG}`, locationId: LONDON, onHand: 40, changeFrom: 0 }]
  await shopify.setOnHand({ writes, idempotencyKey: 'key', referenceDocumentUri })
  expect(JSON.parse(server.received[0] ?? '')).toMatchObject({
    query: expect.stringContaining('@idempotent(key: $idempotencyKey)'),
    variables: {
      idempotencyKey: 'key',
      input: {
        name: 'on_hand',
        reason: 'correction',
        referenceDocumentUri,
        quantities: [
          {
            inventoryItemId: `gid://shopify/InventoryItem/1${MUG}`,
            locationId: `gid://shopify/Location/${LONDON}`,
            quantity: 40,
            changeFromQuantity: 0,
          },
        ],
      },
    },
  })
  shopify.close()
  await server.stop()
})
