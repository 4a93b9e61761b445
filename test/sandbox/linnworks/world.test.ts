import { expect, test } from 'vitest'
import { startLinnworksTwin } from '../../../sandbox/linnworks/index.ts'
import { createWarehouse } from '../../../sandbox/warehouse.ts'
import {
  AURORA,
  LINNWORKS,
  LINNWORKS_LOCATIONS,
  LOCATION_LINKS,
  MISSING_ITEM,
  SHOPIFY_LOCATIONS,
} from '../../../sandbox/world.ts'

const variants = AURORA.products.flatMap((product) => product.variants)
const items = new Map(LINNWORKS.items.map((item) => [item.SKU, item]))

test('Linnworks knows every SKU that the shop ships, except for the one it lacks', () => {
  const unknown = variants
    .filter((variant) => variant.requiresShipping && !items.has(variant.sku ?? ''))
    .map((variant) => variant.sku)
  expect(unknown).toEqual([MISSING_ITEM.SKU])
})

test('the shop offers what stands on the shelves that ship for it', () => {
  const tracked = variants.filter((variant) => variant.tracked && items.has(variant.sku ?? ''))
  const differing = tracked.filter((variant) => {
    const levels: Record<string, number> = items.get(variant.sku ?? '')?.levels ?? {}
    const sameAt = (place: 'london' | 'leeds') =>
      variant.stock[SHOPIFY_LOCATIONS[place]] === levels[LINNWORKS_LOCATIONS[place]]
    return !sameAt('london') || !sameAt('leeds')
  })
  expect(tracked.length).toBeGreaterThan(0)
  expect(differing).toEqual([])
})

test('each location of the shop has a location of Linnworks that ships for it', () => {
  const linked = LOCATION_LINKS.map((link) => link.locationId)
  expect(linked.toSorted()).toEqual(AURORA.locations.map((location) => location.id).toSorted())
  expect(
    LOCATION_LINKS.map((link) => ({
      StockLocationId: link.linnworksLocationId,
      LocationName: link.linnworksLocationName,
    })),
  ).toEqual(LINNWORKS.locations)
})

test('the account starts as it is written, with nothing to dispatch', async () => {
  const twin = await startLinnworksTwin({ port: 0, setup: LINNWORKS })
  const warehouse = createWarehouse({ authUrl: twin.url, ...LINNWORKS })
  expect(await warehouse.listOpenOrders()).toEqual([])
  await twin.stop()
})
