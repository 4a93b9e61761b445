import { describe, expect, test } from 'vitest'
import { levelAt, mugItem, rareItem, setInput, setQuantities } from './stock.ts'
import { leeds, london, mug, orderAs, rigOf, variant, type Rig } from './support.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
const bodyOf = async (response: Response): Promise<any> => response.json()
const send = (rig: Rig, path: string, body?: unknown) =>
  fetch(`${rig.twin.url}/_sandbox/aurora/${path}`, {
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
  })

describe("the shelf's back door", () => {
  test('shows every level at once, for no points', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
    const before = rig.twin.stats().shops['aurora']?.pointsActual
    const levels = await bodyOf(await send(rig, 'levels'))
    expect(levels).toHaveLength(6)
    expect(levels[0]).toEqual({
      inventoryItemId: mugItem,
      locationId: london,
      onHand: 10,
      committed: 3,
      available: 7,
      isActive: true,
    })
    expect(rig.twin.listLevels('aurora')).toEqual(levels)
    expect(rig.twin.stats().shops['aurora']?.pointsActual).toBe(before)
  })

  test('sets many levels, and stops and begins to stock them', async () => {
    const rig = await rigOf()
    const answer = await send(rig, 'levels', [
      { inventoryItemId: mugItem, locationId: london, onHand: 70 },
      { inventoryItemId: rareItem, locationId: leeds, isActive: false },
    ])
    expect(answer.status).toBe(204)
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 70, on_hand: 70 })
    const rare = rig.twin.listLevels('aurora').filter((each) => each.inventoryItemId === rareItem)
    expect(rare).toMatchObject([{ isActive: true }, { isActive: false, onHand: 3 }])
    expect((await send(rig, 'levels', [{ inventoryItemId: mugItem }])).status).toBe(400)
  })

  test('sells over the counter', async () => {
    const rig = await rigOf()
    const sale = { locationId: leeds, lines: [{ variantId: variant(mug), quantity: 2 }] }
    const { orderId } = await bodyOf(await send(rig, 'sales', sale))
    expect(await orderAs(rig, `gid://shopify/Order/${orderId}`)).toMatchObject({
      displayFulfillmentStatus: 'FULFILLED',
    })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 8, on_hand: 8 })
    expect(rig.twin.sellInStore('aurora', sale)).toMatchObject({ locationId: leeds })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 6, on_hand: 6 })
  })

  test('makes an item unwritable and heals it', async () => {
    const rig = await rigOf()
    const write = async () =>
      (
        await setQuantities(
          rig,
          setInput([
            { inventoryItemId: mugItem, locationId: london, quantity: 1, changeFromQuantity: null },
          ]),
        )
      ).userErrors
    const code = 'NON_MUTABLE_INVENTORY_ITEM'
    expect((await send(rig, 'poison', { inventoryItemId: mugItem, code })).status).toBe(204)
    expect(await write()).toMatchObject([{ code }])
    await send(rig, 'poison', { inventoryItemId: mugItem, code: null })
    expect(await write()).toEqual([])
  })

  test('knows no other shop', async () => {
    const rig = await rigOf()
    expect((await fetch(`${rig.twin.url}/_sandbox/nobody/levels`)).status).toBe(404)
  })
})
