import { expect } from 'vitest'
import { leeds, mug, shopOf, type Answer, type Rig, london } from './support.ts'

export const item = (id: string) => `gid://shopify/InventoryItem/${id}`
export const place = (id: string) => `gid://shopify/Location/${id}`

/** The items of the shop's mug, tea, rare thing and bundle. */
export const mugItem = '401'
export const teaItem = '402'
export const rareItem = '403'
export const bundleItem = '405'

const names = [
  ...['available', 'committed', 'on_hand', 'reserved', 'damaged', 'safety_stock'],
  ...['quality_control', 'incoming'],
]

/** The numbers of a level by their names, those that are zero left out; null if it is not there. */
export async function levelAt(
  rig: Rig,
  itemId: string,
  locationId: string,
): Promise<Record<string, number> | null> {
  const { inventoryItem } = await rig.ask(
    `query($id: ID!, $at: ID!, $names: [String!]!) { inventoryItem(id: $id) {
      inventoryLevel(locationId: $at, includeInactive: true) {
        quantities(names: $names) { name quantity } } } }`,
    { id: item(itemId), at: place(locationId), names },
  )
  if (inventoryItem.inventoryLevel === null) return null
  const quantities: { name: string; quantity: number }[] = inventoryItem.inventoryLevel.quantities
  const numbers = Object.fromEntries(quantities.map(({ name, quantity }) => [name, quantity]))
  const { on_hand = 0, incoming: _, ...parts } = numbers
  expect(Object.values(parts).reduce((sum, each) => sum + each, 0)).toBe(on_hand)
  return Object.fromEntries(Object.entries(numbers).filter(([, quantity]) => quantity !== 0))
}

export const setDocument = `mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason referenceDocumentUri
      changes { name delta quantityAfterChange item { id } location { name } } }
    userErrors { code field message } } }`

interface Entry {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly quantity: number
  readonly changeFromQuantity?: number | null
}

/** The input of `inventorySetQuantities` for on-hand numbers, or as changed. */
export function setInput(entries: readonly Entry[], more: Record<string, unknown> = {}) {
  const quantities = entries.map(({ inventoryItemId, locationId, ...rest }) => ({
    inventoryItemId: item(inventoryItemId),
    locationId: place(locationId),
    ...rest,
  }))
  return { name: 'on_hand', reason: 'correction', quantities, ...more }
}

let keys = 0
export const freshKey = () => `key-${(keys += 1)}`

/** Sets quantities and answers the payload. */
export async function setQuantities(
  rig: Rig,
  input: unknown,
  key = freshKey(),
): Promise<Answer['body']> {
  return (await rig.ask(setDocument, { input, key })).inventorySetQuantities
}

/** The mug is not sold in Leeds, though ten of it stand there. */
export const shopWithIdleMug = () =>
  shopOf({
    products: shopOf().products.map((product) => ({
      ...product,
      variants: product.variants.map((each) =>
        each.variantId === mug ? { ...each, inactiveAt: [leeds] } : each,
      ),
    })),
  })

/** What a call sets of the mug in London. */
export const mugs = (quantity: number, changeFromQuantity: number | null = null) => ({
  inventoryItemId: mugItem,
  locationId: london,
  quantity,
  changeFromQuantity,
})
/** The same of the tea. */
export const tea = (quantity: number, changeFromQuantity: number | null = null) => ({
  ...mugs(quantity, changeFromQuantity),
  inventoryItemId: teaItem,
})
