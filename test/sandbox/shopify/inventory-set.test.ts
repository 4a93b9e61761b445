import { describe, expect, test } from 'vitest'
import {
  bundleItem,
  freshKey,
  levelAt,
  mugItem,
  rareItem,
  setDocument,
  setInput,
  setQuantities,
  teaItem,
} from './stock.ts'
import { leeds, london, mug, rigOf, shopOf, variant } from './support.ts'

const mugs = (quantity: number, changeFromQuantity: number | null = null) => ({
  inventoryItemId: mugItem,
  locationId: london,
  quantity,
  changeFromQuantity,
})
const tea = (quantity: number, changeFromQuantity: number | null = null) => ({
  ...mugs(quantity, changeFromQuantity),
  inventoryItemId: teaItem,
})

describe('setting quantities', () => {
  test('sets what is on hand, and moves what is available by as much', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
    const answer = await setQuantities(
      rig,
      setInput([mugs(25, 10)], { referenceDocumentUri: 'gid://app/Count/1' }),
    )
    const there = { quantityAfterChange: null, location: { name: 'London' } }
    const change = { ...there, delta: 15, item: { id: 'gid://shopify/InventoryItem/401' } }
    expect(answer).toMatchObject({
      userErrors: [],
      inventoryAdjustmentGroup: {
        reason: 'correction',
        referenceDocumentUri: 'gid://app/Count/1',
        changes: [
          { ...change, name: 'available' },
          { ...change, name: 'on_hand' },
        ],
      },
    })
    expect(await levelAt(rig, mugItem, london)).toEqual({
      available: 22,
      committed: 3,
      on_hand: 25,
    })
  })

  test('sets what is available, and moves what is on hand by as much', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
    const { userErrors } = await setQuantities(rig, setInput([mugs(-5, 7)], { name: 'available' }))
    expect(userErrors).toEqual([])
    expect(await levelAt(rig, mugItem, london)).toEqual({
      available: -5,
      committed: 3,
      on_hand: -2,
    })
  })

  test('to what they are makes no adjustment group', async () => {
    const rig = await rigOf()
    expect(await setQuantities(rig, setInput([mugs(10, 10)]))).toEqual({
      inventoryAdjustmentGroup: null,
      userErrors: [],
    })
  })

  test('is refused for all where one compare is stale, naming which one', async () => {
    const rig = await rigOf()
    const { inventoryAdjustmentGroup, userErrors } = await setQuantities(
      rig,
      setInput([mugs(99, 10), tea(99, 4)]),
    )
    expect(inventoryAdjustmentGroup).toBeNull()
    expect(userErrors).toMatchObject([
      {
        code: 'CHANGE_FROM_QUANTITY_STALE',
        field: ['input', 'quantities', '1', 'changeFromQuantity'],
      },
    ])
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 10 })
    // Negative control: with null in its place nothing is compared.
    expect((await setQuantities(rig, setInput([mugs(99), tea(99)]))).userErrors).toEqual([])
    expect(await levelAt(rig, teaItem, london)).toMatchObject({ on_hand: 99 })
  })

  test('compares what is on hand, which a sale leaves as it is', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
    expect((await setQuantities(rig, setInput([mugs(12, 10)]))).userErrors).toEqual([])
  })

  test('compares what is available where the shop is set to, which a sale moves', async () => {
    const rig = await rigOf({}, shopOf({ comparesOnHandWith: 'available' }))
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
    expect((await setQuantities(rig, setInput([mugs(12, 10)]))).userErrors).toMatchObject([
      { code: 'CHANGE_FROM_QUANTITY_STALE' },
    ])
    expect((await setQuantities(rig, setInput([mugs(12, 7)]))).userErrors).toEqual([])
  })

  test.each([
    [
      'an item that is not there',
      { ...mugs(1), inventoryItemId: '999' },
      'inventoryItemId',
      'INVALID_INVENTORY_ITEM',
      'The specified inventory item could not be found.',
    ],
    [
      'the parent of a bundle',
      { ...mugs(1), inventoryItemId: bundleItem },
      'inventoryItemId',
      'NON_MUTABLE_INVENTORY_ITEM',
      'The specified inventory item is not allowed to be adjusted via API.',
    ],
    [
      'a location that is not there',
      { ...mugs(1), locationId: '999' },
      'locationId',
      'INVALID_LOCATION',
      'The specified location could not be found.',
    ],
    [
      'less than nothing on hand',
      mugs(-5),
      'quantity',
      'INVALID_QUANTITY_NEGATIVE',
      "The quantity can't be negative.",
    ],
    [
      'too many',
      mugs(1_000_000_001),
      'quantity',
      'INVALID_QUANTITY_TOO_HIGH',
      "The quantity can't be higher than 1,000,000,000.",
    ],
  ])('poisons the whole call with %s', async (_what, bad, field, code, message) => {
    const rig = await rigOf()
    const answer = await setQuantities(rig, setInput([tea(77), bad]))
    expect(answer).toEqual({
      inventoryAdjustmentGroup: null,
      userErrors: [{ code, field: ['input', 'quantities', '1', field], message }],
    })
    expect(await levelAt(rig, teaItem, london)).toMatchObject({ on_hand: 3 })
  })

  test('refuses too little, a pair twice, another name and an unknown reason', async () => {
    const rig = await rigOf()
    const errorsOf = async (input: unknown) => (await setQuantities(rig, input)).userErrors
    expect(await errorsOf(setInput([mugs(-2_000_000_000)], { name: 'available' }))).toEqual([
      {
        code: 'INVALID_QUANTITY_TOO_LOW',
        field: ['input', 'quantities', '0', 'quantity'],
        message: "The quantity can't be lower than -1,000,000,000.",
      },
    ])
    const twice = {
      code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      message: 'The combination of inventoryItemId and locationId must be unique.',
    }
    expect(await errorsOf(setInput([mugs(1), tea(1), mugs(2)]))).toEqual([
      { ...twice, field: ['input', 'quantities', '0', 'locationId'] },
      { ...twice, field: ['input', 'quantities', '2', 'locationId'] },
    ])
    expect(await errorsOf(setInput([mugs(1)], { name: 'committed' }))).toEqual([
      {
        code: 'INVALID_NAME',
        field: ['input', 'name'],
        message: "The quantity name must be either 'available' or 'on_hand'.",
      },
    ])
    expect(await errorsOf(setInput([mugs(1)], { reason: 'because' }))).toEqual([
      {
        code: 'INVALID_REASON',
        field: ['input', 'reason'],
        message:
          'The specified reason is invalid. Valid values are: correction, cycle_count_available, damaged, movement_canceled, movement_created, movement_received, movement_updated, other, promotion, quality_control, received, reservation_created, reservation_deleted, reservation_updated, restock, safety_stock, shrinkage.',
      },
    ])
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 10 })
  })

  test('needs changeFromQuantity and @idempotent, which the schema does not ask for', async () => {
    const rig = await rigOf()
    const { changeFromQuantity: _, ...without } = mugs(5)
    const bare = await rig.send(setDocument, { input: setInput([without]), key: freshKey() })
    expect(bare.body).toMatchObject({
      data: { inventorySetQuantities: null },
      errors: [
        {
          message:
            'InventoryQuantityInput must include the following argument: changeFromQuantity.',
          path: ['inventorySetQuantities'],
          extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
        },
      ],
    })
    const keyless = await rig.send(
      'mutation($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }',
      { input: setInput([mugs(5)]) },
    )
    expect(keyless.body.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
    const old = await rig.send(setDocument, {
      input: setInput([mugs(5)], { ignoreCompareQuantity: true }),
      key: freshKey(),
    })
    expect(old.body.errors).toMatchObject([
      {
        extensions: {
          code: 'INVALID_VARIABLE',
          problems: [
            {
              path: ['ignoreCompareQuantity'],
              explanation: 'Field is not defined on InventorySetQuantitiesInput',
            },
          ],
        },
      },
    ])
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 10 })
  })

  test('takes 250 levels for 10 points, and not one more', async () => {
    const many = Array.from({ length: 251 }, (_, index) => ({
      ...shopOf().products[0]!.variants[0]!,
      variantId: String(5000 + index),
      inventoryItemId: String(6000 + index),
      sku: `ROW-${index}`,
    }))
    const products = [{ productId: '9', title: 'Rows', variants: many }]
    const rig = await rigOf({}, shopOf({ products }))
    const lean = `mutation($input: InventorySetQuantitiesInput!, $key: String!) {
      inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code field message } } }`
    const send = (count: number) => {
      const entries = many
        .slice(0, count)
        .map(({ inventoryItemId }) => ({ ...mugs(50, 10), inventoryItemId }))
      return rig.send(lean, { input: setInput(entries), key: freshKey() })
    }
    const refused = await send(251)
    expect(refused.body.errors).toMatchObject([
      {
        message: 'The input array size of 251 is greater than the maximum allowed of 250.',
        extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
      },
    ])
    const { body } = await send(250)
    expect(body.data.inventorySetQuantities.userErrors).toEqual([])
    expect(body.extensions.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 })
    expect(await levelAt(rig, '6249', london)).toMatchObject({ on_hand: 50 })
    expect(await levelAt(rig, '6250', london)).toMatchObject({ on_hand: 10 })
  })

  test('at a location that does not stock the item is accepted, and sells nothing', async () => {
    const rig = await rigOf({}, shopOf({ products: onlyInLondon() }))
    const total = async () => {
      const { productVariant } = await rig.ask(
        '{ productVariant(id: "gid://shopify/ProductVariant/301") { inventoryQuantity } }',
      )
      return productVariant.inventoryQuantity
    }
    expect(await levelAt(rig, mugItem, leeds)).toBeNull()
    const entry = { ...mugs(40, 0), locationId: leeds }
    expect((await setQuantities(rig, setInput([entry]))).userErrors).toEqual([])
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 40, on_hand: 40 })
    expect(await total()).toBe(10)
    const order = rig.twin.tryOrder('aurora', {
      lines: [{ variantId: variant(mug), quantity: 11 }],
    })
    expect(order).toBeUndefined()
    // Negative control: once the location stocks it, it is sold there.
    rig.twin.setLevels('aurora', [{ inventoryItemId: mugItem, locationId: leeds, isActive: true }])
    expect(await total()).toBe(50)
  })

  test('of a poisoned item is refused until it is healed, and of others never', async () => {
    const rig = await rigOf()
    const rare = { ...mugs(9), inventoryItemId: rareItem }
    rig.twin.setPoison('aurora', rareItem, 'INVALID_INVENTORY_ITEM')
    expect((await setQuantities(rig, setInput([rare]))).userErrors).toMatchObject([
      { code: 'INVALID_INVENTORY_ITEM', field: ['input', 'quantities', '0', 'inventoryItemId'] },
    ])
    expect((await setQuantities(rig, setInput([mugs(9)]))).userErrors).toEqual([])
    rig.twin.setPoison('aurora', rareItem, null)
    expect((await setQuantities(rig, setInput([rare]))).userErrors).toEqual([])
  })

  test('needs the scope to write inventory', async () => {
    const scopes = ['read_inventory', 'read_products']
    const rig = await rigOf({}, shopOf({ scopes }))
    const { body } = await rig.send(setDocument, { input: setInput([mugs(5)]), key: freshKey() })
    expect(body.errors).toMatchObject([{ extensions: { code: 'ACCESS_DENIED' } }])
  })
})

function onlyInLondon() {
  return shopOf().products.map((product) => ({
    ...product,
    variants: product.variants.map((each) => ({
      ...each,
      stock: Object.fromEntries(Object.entries(each.stock).filter(([id]) => id === london)),
    })),
  }))
}
