import { createFreeStock, type ShopItem } from './free-stock.ts'
import { listInFlight } from './in-flight.ts'
import { judgeStock, type JudgedLevel } from './judge-stock.ts'
import type { AuditedLinnworks } from './linnworks-reader.ts'
import { readMasterStock } from './linnworks-stock.ts'
import type { CarriedOrder } from './linnworks-truth.ts'
import type { StockReport } from './report.ts'
import { readShopStock } from './shop-stock.ts'
import type { AuditedShop } from './shopify-caller.ts'
import type { SoldOrder } from './shopify-truth.ts'
import { linksOf, type StockExpectations } from './stock-expectations.ts'

/**
 * Reads what both vendors say of the stock and judges P6. `orders` and `carriedOf` are their
 * orders, read already: what was sold and is not known in Linnworks follows from them.
 */
export async function judgeShops(around: {
  readonly shops: readonly AuditedShop[]
  readonly linnworks: AuditedLinnworks
  readonly orders: readonly SoldOrder[]
  readonly carriedOf: (order: SoldOrder) => readonly CarriedOrder[]
  readonly expectations: StockExpectations
}): Promise<StockReport> {
  const { shops, orders, carriedOf, expectations } = around
  const [offers, { items, lockedOrders }] = await Promise.all([
    Promise.all(
      shops.map((shop) => {
        const links = linksOf(expectations, shop.shop)
        const locationIds = links.map(({ locationId }) => locationId)
        return readShopStock(shop, locationIds)
      }),
    ),
    readMasterStock(around.linnworks),
  ])
  const skus = new Map(
    offers.flatMap(({ shop, skus: known }) =>
      [...known].map(([inventoryItemId, sku]) => [keyOf({ shop, inventoryItemId }), sku] as const),
    ),
  )
  const inFlight = orders.flatMap((order) =>
    listInFlight(order, carriedOf(order), {
      lockedOrders,
      locationLinks: linksOf(expectations, order.shop),
      itemLinks: expectations.itemLinks ?? [],
      counted: expectations.countedOrders?.includes(order.orderId) ?? false,
    }),
  )
  const skuOf = (item: ShopItem) => skus.get(keyOf(item))
  const stock = createFreeStock({ items, inFlight, skuOf, expectations })
  const committed = countCommitted(orders)
  const levels = offers
    .flatMap((offer) => offer.levels)
    .map((level): JudgedLevel => {
      const explained = committed.get(`${keyOf(level)} ${level.locationId}`) ?? 0
      return { ...level, stuck: Math.max(0, level.committed - explained) }
    })
  return judgeStock(levels, stock, expectations)
}

/** Units that orders wait for, by level. */
function countCommitted(orders: readonly SoldOrder[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const { shop, lines, committedUnits } of orders) {
    for (const { lineId, locationId, quantity } of committedUnits) {
      const inventoryItemId = lines.find((line) => line.lineId === lineId)?.inventoryItemId
      if (inventoryItemId === undefined) continue
      const key = `${keyOf({ shop, inventoryItemId })} ${locationId}`
      counted.set(key, (counted.get(key) ?? 0) + quantity)
    }
  }
  return counted
}

function keyOf({ shop, inventoryItemId }: ShopItem): string {
  return `${shop} ${inventoryItemId}`
}
