import { describe, expect, test } from 'vitest'
import { freshKey, levelAt, mugItem, mugs, setInput, setQuantities } from './stock.ts'
import { leeds, london, mug, rigOf, shopOf, variant } from './support.ts'

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
