import { describe, expect, test } from 'vitest'
import { item, levelAt, mugItem, place, setInput, setQuantities, shopWithIdleMug } from './stock.ts'
import { leeds, london, mug, rigOf, variant, type Rig } from './support.ts'

describe('adjusting quantities', () => {
  const adjust = async (rig: Rig, input: Record<string, unknown>, change: object) => {
    const { inventoryAdjustQuantities } = await rig.ask(
      `mutation($input: InventoryAdjustQuantitiesInput!, $key: String!) {
        inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
          inventoryAdjustmentGroup { changes { name delta ledgerDocumentUri } }
          userErrors { code field message } } }`,
      {
        key: JSON.stringify([input, change]),
        input: {
          reason: 'correction',
          ...input,
          changes: [
            {
              inventoryItemId: item(mugItem),
              locationId: place(london),
              changeFromQuantity: null,
              ...change,
            },
          ],
        },
      },
    )
    return inventoryAdjustQuantities
  }

  test('moves what is kept aside, and on hand with it, but for what is on its way', async () => {
    const rig = await rigOf()
    const ledgerDocumentUri = 'https://example.com/1'
    const made = await adjust(rig, { name: 'damaged' }, { delta: 2, ledgerDocumentUri })
    expect(made).toEqual({
      userErrors: [],
      inventoryAdjustmentGroup: {
        changes: [
          { name: 'damaged', delta: 2, ledgerDocumentUri },
          { name: 'on_hand', delta: 2, ledgerDocumentUri: null },
        ],
      },
    })
    for (const name of ['reserved', 'safety_stock', 'quality_control', 'incoming']) {
      const { userErrors } = await adjust(rig, { name }, { delta: 1, ledgerDocumentUri })
      expect(userErrors).toEqual([])
    }
    await adjust(rig, { name: 'available' }, { delta: -4 })
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 1 }] })
    const kept = { reserved: 1, safety_stock: 1, quality_control: 1, damaged: 2, incoming: 1 }
    expect(await levelAt(rig, mugItem, london)).toEqual({
      ...kept,
      available: 5,
      committed: 1,
      on_hand: 11,
    })
    await setQuantities(
      rig,
      setInput([
        { inventoryItemId: mugItem, locationId: london, quantity: 4, changeFromQuantity: 11 },
      ]),
    )
    expect(await levelAt(rig, mugItem, london)).toEqual({
      ...kept,
      available: -2,
      committed: 1,
      on_hand: 4,
    })
  })

  test('is refused for a stale compare, a wrong name, and a document too many or too few', async () => {
    const rig = await rigOf()
    const codes = async (input: Record<string, unknown>, change: object) =>
      (await adjust(rig, input, change)).userErrors.map((each: { code: string }) => each.code)
    expect(await codes({ name: 'available' }, { delta: 1, changeFromQuantity: 9 })).toEqual([
      'CHANGE_FROM_QUANTITY_STALE',
    ])
    expect(await codes({ name: 'on_hand' }, { delta: 1 })).toEqual(['INVALID_QUANTITY_NAME'])
    expect(await codes({ name: 'damaged' }, { delta: 1 })).toEqual(['INVALID_QUANTITY_DOCUMENT'])
    expect(await codes({ name: 'available' }, { delta: 1, ledgerDocumentUri: 'x://1' })).toEqual([
      'INVALID_AVAILABLE_DOCUMENT',
    ])
    expect(await codes({ name: 'available', reason: 'no' }, { delta: 1 })).toEqual([
      'INVALID_REASON',
    ])
    expect(await codes({ name: 'available' }, { delta: 1, inventoryItemId: item('999') })).toEqual([
      'INVALID_INVENTORY_ITEM',
    ])
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 10, on_hand: 10 })
  })
})

describe('activating a level', () => {
  const activate = async (rig: Rig, more: Record<string, unknown>, key = JSON.stringify(more)) => {
    const { inventoryActivate } = await rig.ask(
      `mutation($item: ID!, $at: ID!, $available: Int, $onHand: Int, $key: String!) {
        inventoryActivate(inventoryItemId: $item, locationId: $at, available: $available, onHand: $onHand)
          @idempotent(key: $key) {
          inventoryLevel { isActive quantities(names: ["available", "on_hand"]) { quantity } }
          userErrors { field message } } }`,
      { item: item(mugItem), at: place(leeds), key, ...more },
    )
    return inventoryActivate
  }
  const sellsIn = async (rig: Rig) => {
    const { inventoryItem } = await rig.ask(
      `query($at: ID!) { inventoryItem(id: "${item(mugItem)}") { inventoryLevel(locationId: $at) { id } } }`,
      { at: place(leeds) },
    )
    return inventoryItem.inventoryLevel !== null
  }
  const deactivate = async (rig: Rig, locationNumber: number) => {
    const id = `gid://shopify/InventoryLevel/${36_954_570_752 + locationNumber}?inventory_item_id=401`
    const { inventoryDeactivate } = await rig.ask(
      'mutation($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }',
      { id },
    )
    return inventoryDeactivate.userErrors
  }

  test('makes it sell, with the quantities it had before', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    const active = { isActive: true, quantities: [{ quantity: 10 }, { quantity: 10 }] }
    expect(await activate(rig, {})).toEqual({ inventoryLevel: active, userErrors: [] })
    expect(await activate(rig, {})).toEqual({ inventoryLevel: active, userErrors: [] })
    expect(await sellsIn(rig)).toBe(true)
    expect(await deactivate(rig, 102)).toEqual([])
    expect(await sellsIn(rig)).toBe(false)
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 10, on_hand: 10 })
  })

  test('sets a number on the way, but not both and none out of bounds', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    const why = "The product couldn't be stocked at Leeds because"
    const both = 'not allowed to set available and on_hand quantities at the same time.'
    expect((await activate(rig, { available: 1, onHand: 2 })).userErrors).toEqual([
      { field: ['available'], message: `${why} ${both}` },
      { field: ['onHand'], message: `${why} ${both}` },
    ])
    expect((await activate(rig, { onHand: 1_000_000_001 })).userErrors).toEqual([
      {
        field: ['onHand'],
        message: `${why} the quantity needs to be between -1 billion and 1 billion.`,
      },
    ])
    expect((await activate(rig, { onHand: 50 })).inventoryLevel).toEqual({
      isActive: true,
      quantities: [{ quantity: 50 }, { quantity: 50 }],
    })
    expect((await activate(rig, { onHand: 5 })).userErrors).toEqual([
      {
        field: ['onHand'],
        message:
          'Not allowed to set an on_hand quantity when the item is already active at the location.',
      },
    ])
    expect((await activate(rig, { available: 5 })).userErrors).toEqual([
      {
        field: ['available'],
        message:
          'Not allowed to set available quantity when the item is already active at the location.',
      },
    ])
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 50, on_hand: 50 })
  })

  test('cannot be undone at the last location that stocks the item', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    expect(await deactivate(rig, 101)).toHaveLength(1)
  })
})
