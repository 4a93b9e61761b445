import { describe, expect, test } from 'vitest'
import {
  bundleItem,
  freshKey,
  levelAt,
  mugItem,
  mugs,
  rareItem,
  setDocument,
  setInput,
  setQuantities,
  tea,
  teaItem,
} from './stock.ts'
import { london, rigOf, shopOf } from './support.ts'

describe('setting quantities', () => {
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
