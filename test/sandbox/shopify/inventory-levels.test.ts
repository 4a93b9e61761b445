import { describe, expect, test } from 'vitest'
import { item, levelAt, mugItem, place, shopWithIdleMug } from './stock.ts'
import { leeds, london, mug, rigOf, shopOf, tea, variant, type Rig } from './support.ts'

const pageDocument = `query($id: ID!, $first: Int!, $after: String, $inactive: Boolean) {
  location(id: $id) { inventoryLevels(first: $first, after: $after, includeInactive: $inactive) {
    nodes { id isActive quantities(names: ["on_hand", "committed"]) { name quantity } }
    pageInfo { hasNextPage endCursor } } } }`

const pageOf = async (rig: Rig, variables: Record<string, unknown>) =>
  (await rig.ask(pageDocument, { id: place(london), first: 250, ...variables })).location
    .inventoryLevels

describe('the levels of a location', () => {
  test('come by pages in the order of their items, whose ids stand in theirs', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 3 }] })
    const first = await pageOf(rig, { first: 2 })
    expect(first).toMatchObject({
      nodes: [
        {
          isActive: true,
          quantities: [
            { name: 'on_hand', quantity: 10 },
            { name: 'committed', quantity: 3 },
          ],
        },
        { quantities: [{ quantity: 3 }, { quantity: 0 }] },
      ],
      pageInfo: { hasNextPage: true },
    })
    const second = await pageOf(rig, { first: 2, after: first.pageInfo.endCursor })
    expect(second.pageInfo.hasNextPage).toBe(false)
    const ids = [...first.nodes, ...second.nodes].map(({ id }) => id)
    expect(ids).toEqual(
      ['401', '402', '403'].map(
        (id) => `gid://shopify/InventoryLevel/36954570853?inventory_item_id=${id}`,
      ),
    )
  })

  test('that sell nothing come only where they are asked for', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    const active = await pageOf(rig, { id: place(leeds) })
    expect(active.nodes).toHaveLength(2)
    const all = await pageOf(rig, { id: place(leeds), inactive: true })
    expect(all.nodes[0]).toEqual({
      id: 'gid://shopify/InventoryLevel/36954570854?inventory_item_id=401',
      isActive: false,
      quantities: [
        { name: 'on_hand', quantity: 10 },
        { name: 'committed', quantity: 0 },
      ],
    })
    expect(all.nodes).toHaveLength(3)
  })

  test('cost 25 points for a page of 250 with what a push needs', async () => {
    const rig = await rigOf()
    const query = pageDocument.replace('first: $first', 'first: 250').replace('$first: Int!,', '')
    const { body } = await rig.send(query, { id: place(london), inactive: true })
    expect(body.extensions.cost.requestedQueryCost).toBe(25)
  })
})

describe('the levels of an item', () => {
  const levelsOf = async (rig: Rig, inactive: boolean) => {
    const { nodes } = await rig.ask(
      `query($ids: [ID!]!, $inactive: Boolean) { nodes(ids: $ids) { ... on InventoryItem { id
        inventoryLevels(first: 10, includeInactive: $inactive) {
          nodes { isActive location { id } } } } } }`,
      { ids: [item(mugItem), item('999')], inactive },
    )
    return nodes
  }

  test('are read for several at once, and one that is not there is null', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    const inLondon = { isActive: true, location: { id: place(london) } }
    expect(await levelsOf(rig, false)).toEqual([
      { id: item(mugItem), inventoryLevels: { nodes: [inLondon] } },
      null,
    ])
    expect((await levelsOf(rig, true))[0].inventoryLevels.nodes).toEqual([
      inLondon,
      { isActive: false, location: { id: place(leeds) } },
    ])
  })

  test('at one location are null where it sells nothing, unless that is asked for', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    const ask = (more: string) =>
      rig.ask(
        `query($at: ID!) { inventoryItem(id: "${item(mugItem)}") {
          inventoryLevel(locationId: $at ${more}) { isActive } } }`,
        { at: place(leeds) },
      )
    expect((await ask('')).inventoryItem.inventoryLevel).toBeNull()
    expect((await ask('includeInactive: true')).inventoryItem.inventoryLevel).toEqual({
      isActive: false,
    })
  })

  test('sell nothing where they are not active: orders go elsewhere', async () => {
    const rig = await rigOf({}, shopWithIdleMug())
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 12 }] })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 10, on_hand: 10 })
    expect(await levelAt(rig, mugItem, london)).toEqual({
      available: -2,
      committed: 12,
      on_hand: 10,
    })
  })
})

describe('items and variants', () => {
  test('are listed by pages in the order of their ids, behind an id', async () => {
    const rig = await rigOf()
    const list = async (args: string) =>
      (await rig.ask(`{ inventoryItems(${args}) { nodes { id sku } pageInfo { hasNextPage } } }`))
        .inventoryItems
    expect(await list('first: 2, query: "id:>402"')).toEqual({
      nodes: [
        { id: item('403'), sku: 'RARE' },
        { id: item('404'), sku: 'GIFT' },
      ],
      pageInfo: { hasNextPage: true },
    })
    expect((await list('first: 5, query: "sku:TEA"')).nodes).toEqual([
      { id: item('402'), sku: 'TEA' },
    ])
    expect((await list('last: 1')).nodes).toEqual([{ id: item('405'), sku: 'SET' }])
    expect((await list('first: 1, reverse: true')).nodes).toEqual([{ id: item('405'), sku: 'SET' }])
  })

  test('are all seen once, however they are paged, and in both directions', async () => {
    const variants = Array.from({ length: 60 }, (_, index) => ({
      ...shopOf().products[0]!.variants[0]!,
      variantId: String(1000 - index),
      inventoryItemId: String(7000 + ((index * 37) % 60)),
      sku: `V-${index}`,
    }))
    const rig = await rigOf({}, shopOf({ products: [{ productId: '9', title: 'Rows', variants }] }))
    for (const reverse of [false, true]) {
      const seen: string[] = []
      let after: string | null = null
      do {
        const { productVariants } = await rig.ask(
          `query($after: String, $reverse: Boolean) {
            productVariants(first: 7, after: $after, reverse: $reverse) {
              nodes { legacyResourceId } edges { cursor } pageInfo { hasNextPage endCursor } } }`,
          { after, reverse },
        )
        seen.push(
          ...productVariants.nodes.map(
            (each: { legacyResourceId: string }) => each.legacyResourceId,
          ),
        )
        expect(productVariants.edges.at(-1).cursor).toBe(productVariants.pageInfo.endCursor)
        after = productVariants.pageInfo.hasNextPage ? productVariants.pageInfo.endCursor : null
      } while (after !== null)
      const inOrder = Array.from({ length: 60 }, (_, index) => String(941 + index))
      expect(seen).toEqual(reverse ? inOrder.reverse() : inOrder)
    }
  })

  test('say which others have their SKU', async () => {
    const [first, second] = shopOf().products
    const twin = { ...second!, variants: second!.variants.map((each) => ({ ...each, sku: 'MUG' })) }
    const rig = await rigOf({}, shopOf({ products: [first!, twin] }))
    const { inventoryItem } = await rig.ask(
      `{ inventoryItem(id: "${item(mugItem)}") { duplicateSkuCount variants(first: 5) { nodes { id } } } }`,
    )
    expect(inventoryItem).toEqual({
      duplicateSkuCount: 1,
      variants: { nodes: [{ id: variant(mug) }] },
    })
  })

  test('may share one item: it is counted once, and sold through both', async () => {
    const [first, second] = shopOf().products
    const twin = {
      ...second!,
      variants: second!.variants.map((each) => ({ ...each, inventoryItemId: mugItem, stock: {} })),
    }
    const rig = await rigOf({}, shopOf({ products: [first!, twin] }))
    await rig.shopper.placeOrder({
      lines: [
        { variantId: variant(mug), quantity: 1 },
        { variantId: variant(tea), quantity: 2 },
      ],
    })
    expect(await levelAt(rig, mugItem, london)).toEqual({ available: 7, committed: 3, on_hand: 10 })
    expect((await pageOf(rig, {})).nodes).toHaveLength(1)
  })
})
