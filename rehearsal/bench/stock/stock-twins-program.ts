import { z } from 'zod'
import { startLinnworksTwin } from '../../../sandbox/linnworks/index.ts'
import { startShopifyTwin } from '../../../sandbox/shopify/index.ts'
import * as world from '../../../sandbox/world.ts'
import { serveDesk } from '../desk-calls.ts'
import { accountOf, levelAfter, type Shelf, shelvesOf, shopOf } from './shelves.ts'
import type { StockDesk } from './stock-desk.ts'
import { createStockLogbook } from './stock-logbook.ts'

const ArgumentsSchema = z.object({
  plan: z.enum(['standard', 'plus']),
  skus: z.number(),
  ports: z.object({ desk: z.number(), shopify: z.number(), linnworks: z.number() }),
})

const { plan, skus, ports } = ArgumentsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
const logbook = createStockLogbook()
const { shop, accessToken } = world.AURORA
const [shopify, linnworks] = await Promise.all([
  startShopifyTwin({
    port: ports.shopify,
    shops: [shopOf(skus, plan)],
    watchCalls: logbook.noteShopifyCall,
  }),
  startLinnworksTwin({ port: ports.linnworks, setup: accountOf(skus) }),
])
/** How often each item's levels were changed. */
const changes = Array.from({ length: skus }, () => 0)

/** Changes an item's levels once more. Answers what they hold now. */
function change(index: number) {
  const times = (changes[index] ?? 0) + 1
  changes[index] = times
  const level = levelAfter(index, times)
  return shelvesOf(index).map((shelf) => ({
    shelf,
    level,
    rises: level > levelAfter(index, times - 1),
  }))
}

function toLevel({ shelf, level }: { readonly shelf: Shelf; readonly level: number }) {
  return { sku: shelf.sku, locationId: shelf.linnworksLocationId, level }
}

const ThrottleSchema = z.object({
  extensions: z.object({
    cost: z.object({ throttleStatus: z.object({ currentlyAvailable: z.number() }) }),
  }),
})

const desk: { [Name in keyof StockDesk]: (input: unknown) => unknown } = {
  setRoundTrip: (input) => {
    const { ms } = z.object({ ms: z.number() }).parse(input)
    shopify.setRoundTrip(ms)
    linnworks.setRoundTrip(ms)
    return null
  },
  counts: () => {
    const { shops, webhooks } = shopify.stats()
    const counted = shops[shop]
    if (counted === undefined) throw new Error('The shop is not counted')
    return { shopify: counted, linnworks: linnworks.stats(), webhooks }
  },
  points: async () => {
    const response = await fetch(`${shopify.url}/${shop}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': accessToken },
      body: JSON.stringify({ query: '{ shop { name } }' }),
    })
    const { extensions } = ThrottleSchema.parse(await response.json())
    return extensions.cost.throttleStatus.currentlyAvailable
  },
  changeAll: (input) => {
    const { hotSkus } = z.object({ hotSkus: z.number() }).parse(input)
    const changed = Array.from({ length: skus - hotSkus }, (_, nth) => change(hotSkus + nth)).flat()
    linnworks.backroom.setLevels(changed.map(toLevel))
    return changed.length
  },
  changeHot: (input) => {
    const { items } = z.object({ items: z.array(z.number()) }).parse(input)
    const changed = items.flatMap(change)
    linnworks.backroom.setLevels(changed.map(toLevel))
    for (const each of changed) logbook.noteChange(each.shelf, each)
    return null
  },
  hotChanges: () => logbook.listChanges(),
  countDiffering: () => {
    const free = new Map(
      linnworks.backroom
        .listStock()
        .flatMap(({ sku, levels }) =>
          levels.map(({ locationId, available }) => [`${sku} ${locationId}`, available] as const),
        ),
    )
    const onHand = new Map(
      shopify
        .listLevels(shop)
        .map((level) => [`${level.inventoryItemId} ${level.locationId}`, level.onHand] as const),
    )
    return Array.from({ length: skus }, (_, index) => shelvesOf(index))
      .flat()
      .filter(
        (shelf) =>
          free.get(`${shelf.sku} ${shelf.linnworksLocationId}`) !==
          onHand.get(`${shelf.inventoryItemId} ${shelf.locationId}`),
      ).length
  },
  writesSince: (input) => logbook.listWrites(z.object({ ms: z.number() }).parse(input).ms),
}

await serveDesk(desk, {
  port: ports.desk,
  onEnd: async () => {
    await Promise.all([shopify.stop(), linnworks.stop()])
  },
})
