import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createLinnworksClient, type StockPageItem } from '../../linnworks/index.ts'
import { createAskShop, said, UserErrorsSchema } from '../../sandbox/shopper-api.ts'
import * as world from '../../sandbox/world.ts'
import { floor } from './goods.ts'
import type { ShopSale } from './market.ts'
import { atTimes, createErrands, type Play, type Policy, type Scene } from './policy.ts'
import { saveInLinnworks } from './sale-orders.ts'

type Quantity = 'available' | 'on_hand'

const mutation = `mutation SetAll($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { message } }
}`
const SetSchema = z.object({
  inventorySetQuantities: z.object({ userErrors: UserErrorsSchema }),
})

/**
 * Sets every level every fifteen minutes, page by page of what Linnworks answers, whatever Shopify
 * holds; orders reach Linnworks through its native channel.
 */
export function fullPush(quantity: Quantity): Policy {
  return {
    name: `full push, ${quantity}`,
    about:
      quantity === 'available'
        ? 'every 15 minutes, sets available to what Linnworks has available; blind'
        : 'every 15 minutes, sets on_hand to that, and the orders of the shop that Linnworks holds; blind',
    open: (scene) => Promise.resolve(play(scene, quantity)),
  }
}

function play(scene: Scene, quantity: Quantity): Play {
  const { town, time, goods, timetable, roundTripMs } = scene
  const errands = createErrands()
  const itemOf = new Map(goods.map(({ sku, inventoryItemId }) => [sku, inventoryItemId]))
  const linnworks = createLinnworksClient({
    ...world.LINNWORKS,
    authUrl: town.linnworks.url,
    clock: () => time.nowMs(),
  })
  const ask = createAskShop({
    apiUrl: `${town.shopify.url}/${world.AURORA.shop}`,
    accessToken: world.AURORA.accessToken,
  })
  /** Sold in the shop, and not in Linnworks yet. */
  let waiting: ShopSale[] = []
  /** Units of the shop's orders that Linnworks holds; none of them is dispatched during the sale. */
  const held = new Map<string, number>()
  let pushes = 0
  let downloads = 0

  return {
    beginSale: () => {
      errands.start(() => atTimes(scene, errands, timetable.pushes, push))
      errands.start(() => atTimes(scene, errands, timetable.downloads, download))
    },
    onSale: (sale) => {
      waiting.push(sale)
    },
    failure: errands.failure,
    stop: async () => {
      await errands.stop()
      linnworks.close()
    },
    summary: () => `${pushes} full pushes, orders downloaded ${downloads} times`,
  }

  async function push(): Promise<void> {
    for (let page = 1; ; page += 1) {
      await time.sleep(roundTripMs / 2)
      const { items } = await time.hold(() => linnworks.listStockPage(page))
      const quantities = items.map(toQuantity)
      await time.sleep(roundTripMs)
      if (quantities.length === 0) break
      await time.hold(() => set(quantities))
      await time.sleep(roundTripMs / 2)
    }
    pushes += 1
  }

  function toQuantity({ sku, levels }: StockPageItem) {
    const here = levels.find(({ locationId }) => locationId === floor.linnworksLocationId)
    const available = here?.available ?? 0
    const units = quantity === 'available' ? available : available + (held.get(sku) ?? 0)
    return {
      inventoryItemId: `gid://shopify/InventoryItem/${itemOf.get(sku) ?? ''}`,
      locationId: `gid://shopify/Location/${floor.locationId}`,
      quantity: Math.max(0, units),
      changeFromQuantity: null,
    }
  }

  async function set(quantities: readonly ReturnType<typeof toQuantity>[]): Promise<void> {
    const input = { name: quantity, reason: 'correction', quantities }
    const { inventorySetQuantities } = await ask(mutation, { input, key: randomUUID() }, SetSchema)
    const { userErrors } = inventorySetQuantities
    if (userErrors.length > 0) throw new Error(said(userErrors))
  }

  function download(): Promise<void> {
    const sales = waiting
    waiting = []
    saveInLinnworks(town, sales, new Date(time.nowMs()))
    for (const { good } of sales) held.set(good.sku, (held.get(good.sku) ?? 0) + 1)
    downloads += 1
    return Promise.resolve()
  }
}
