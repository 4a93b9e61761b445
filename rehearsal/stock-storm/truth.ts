import { join } from 'node:path'
import { createFreeStock } from '../../sandbox/auditor/free-stock.ts'
import { listInFlight, type UnitsInFlight } from '../../sandbox/auditor/in-flight.ts'
import { countItems } from '../../sandbox/auditor/units.ts'
import type { CarriedOrder } from '../../sandbox/auditor/linnworks-truth.ts'
import type { SoldOrder } from '../../sandbox/auditor/shopify-truth.ts'
import type { KeptStock, LinnworksTwin } from '../../sandbox/linnworks/index.ts'
import type { StoredOrder as LinnworksOrder } from '../../sandbox/linnworks/documents.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import type { StoredAdjustment, StoredKey } from '../../sandbox/shopify/records.ts'
import type { StoredOrder as ShopOrder } from '../../sandbox/shopify/state.ts'
import { AURORA, ITEM_LINKS, LOCATION_LINKS } from '../../sandbox/world.ts'
import { openTwinDocuments } from './documents.ts'
import { toCarriedOrder, toSoldOrder } from './order-shapes.ts'

/** A level as both vendors have it at one instant. Units. */
export interface LevelTruth {
  /** `<inventory item>:<location>`, Shopify's numbers. */
  readonly level: string
  readonly onHand: number
  readonly committed: number
  /** What Shopify offers. */
  readonly available: number
  /** What Linnworks has available at the linked location. */
  readonly master: number
  /** The same, less what the shop sold that Linnworks does not know. May be below zero. */
  readonly free: number
  /** Of what Linnworks does not know, what has left the shelf. */
  readonly left: number
  /** What Linnworks still holds for orders from which Shopify took it, to be sold again. */
  readonly surplus: number
  /** What Linnworks holds here for orders that wait for it elsewhere: they were moved away. */
  readonly moved: number
  /** What Linnworks would have if the shop had sold nothing: only others, and people, change it. */
  readonly untouched: number
}

/** Both twins at one instant. */
export interface Truth {
  readonly levels: readonly LevelTruth[]
  readonly shopOrders: readonly ShopOrder[]
  readonly linnworksOrders: readonly LinnworksOrder[]
  readonly adjustments: readonly StoredAdjustment[]
  readonly keys: readonly StoredKey[]
}

export interface TruthReader {
  /** Undefined where nothing happened since it was read last. */
  readIfChanged(): Truth | undefined
  read(): Truth
  close(): void
}

interface Twins {
  readonly shopify: Pick<ShopifyTwin, 'listLevels'>
  readonly linnworks: { readonly backroom: Pick<LinnworksTwin['backroom'], 'listStock'> }
}

const { shop } = AURORA
const skus = new Map(
  AURORA.products
    .flatMap(({ variants }) => variants)
    .map(({ inventoryItemId, sku }) => [inventoryItemId, sku ?? '']),
)

/**
 * Reads what both twins keep, in their own process and between two of their steps: nothing can happen
 * meanwhile, and no call is made. Units in flight and free stock are counted as the auditor does.
 */
export function openTruth(twins: Twins, folder: string): TruthReader {
  const shopify = openTwinDocuments(join(folder, 'shopify.sqlite'))
  const linnworks = openTwinDocuments(join(folder, 'linnworks.sqlite'))
  const readShopOrders = shopify.reader<ShopOrder>('orders')
  const readAdjustments = shopify.reader<StoredAdjustment>('adjustments')
  const readKeys = shopify.reader<StoredKey>('keys')
  const readLinnworksOrders = linnworks.reader<LinnworksOrder>('orders')

  function read(): Truth {
    const shopOrders = readShopOrders()
    const linnworksOrders = readLinnworksOrders()
    return {
      levels: listLevels(twins, shopOrders, linnworksOrders),
      shopOrders,
      linnworksOrders,
      adjustments: readAdjustments(),
      keys: readKeys(),
    }
  }

  return {
    readIfChanged: () => {
      const changed = [shopify.hasChanged(), linnworks.hasChanged()]
      return changed.includes(true) ? read() : undefined
    },
    read,
    close: () => {
      shopify.close()
      linnworks.close()
    },
  }
}

/** The Shopify order a Linnworks order was made for: references are `<order>`, `<order>-2` … */
export function shopOrderIdOf({ reference }: Pick<LinnworksOrder, 'reference'>): string {
  return (reference ?? '').split('-', 1).join('')
}

function listLevels(
  { shopify, linnworks }: Twins,
  shopOrders: readonly ShopOrder[],
  linnworksOrders: readonly LinnworksOrder[],
): readonly LevelTruth[] {
  const stock = linnworks.backroom.listStock()
  const ours = linnworksOrders.filter(({ source }) => source === 'WAYBILL')
  const carried = Map.groupBy(ours, shopOrderIdOf)
  const orders = shopOrders.map((order) => ({
    sold: toSoldOrder(order),
    held: (carried.get(order.id) ?? []).map((each) => toCarriedOrder(each, stock)),
  }))
  const around = {
    lockedOrders: new Set<string>(),
    locationLinks: LOCATION_LINKS,
    itemLinks: ITEM_LINKS,
    counted: false,
  }
  const inFlight = orders.flatMap(({ sold, held }) => listInFlight(sold, held, around))
  const leftOnly = orders.flatMap(({ sold, held }) =>
    listInFlight({ ...sold, committedUnits: [] }, held, around),
  )
  const surplus = orders.flatMap(listSurplus)
  const moved = orders.flatMap(listMoved)
  const free = createFreeStock({
    items: stock,
    inFlight,
    skuOf: ({ inventoryItemId }) => skus.get(inventoryItemId),
    expectations: { locationLinks: LOCATION_LINKS, itemLinks: ITEM_LINKS },
  })
  const taken = countSold(stock, ours)
  return shopify.listLevels(shop).flatMap((each): LevelTruth[] => {
    const { inventoryItemId, locationId, onHand, committed, available } = each
    const link = LOCATION_LINKS.find((one) => one.locationId === locationId)
    const item = findItem(stock, inventoryItemId)
    const units = free.findFree({ shop, inventoryItemId, locationId })
    if (link === undefined || item === undefined || units === undefined || !each.isActive) return []
    const soldHere = taken.get(`${item.stockItemId} ${link.linnworksLocationId}`) ?? 0
    const countHere = (units: readonly UnitsInFlight[]) =>
      units
        .filter((one) => one.inventoryItemId === inventoryItemId && one.locationId === locationId)
        .reduce((sum, { quantity }) => sum + quantity, 0)
    return [
      {
        level: `${inventoryItemId}:${locationId}`,
        ...{ onHand, committed, available },
        master: units.available,
        free: units.most,
        left: countHere(leftOnly),
        surplus: countHere(surplus),
        moved: countHere(moved),
        untouched: units.available + soldHere,
      },
    ]
  })
}

/** Units of an order that Linnworks holds and no shelf of the shop waits for, or has let go of. */
function listSurplus(order: {
  readonly sold: SoldOrder
  readonly held: readonly CarriedOrder[]
}): readonly UnitsInFlight[] {
  const { sold, held } = order
  const holding = held.filter(({ state }) => state !== 'cancelled')
  const needed = [...sold.committedUnits, ...sold.fulfillments.flatMap(({ units }) => units)]
  return sold.lines.flatMap(({ lineId, inventoryItemId }) => {
    if (inventoryItemId === undefined) return []
    let needs = needed
      .filter((each) => each.lineId === lineId)
      .reduce((sum, { quantity }) => sum + quantity, 0)
    return holding.flatMap(({ items, locationId: place }) => {
      const units = countItems(sold, items).units.get(lineId) ?? 0
      const met = Math.min(units, needs)
      needs -= met
      const link = LOCATION_LINKS.find(({ linnworksLocationId }) => linnworksLocationId === place)
      if (units === met || link === undefined) return []
      const { locationId } = link
      return [{ shop, inventoryItemId, locationId, quantity: units - met }]
    })
  })
}

/** Units of an order that Linnworks holds where fewer of it were sold, and others are waited for. */
function listMoved(order: {
  readonly sold: SoldOrder
  readonly held: readonly CarriedOrder[]
}): readonly UnitsInFlight[] {
  const { sold, held } = order
  const holding = held.filter(({ state }) => state !== 'cancelled')
  return sold.lines.flatMap(({ lineId, inventoryItemId }) => {
    if (inventoryItemId === undefined) return []
    const ofLine = (units: readonly { readonly lineId: string; readonly quantity: number }[]) =>
      sum(units.filter((each) => each.lineId === lineId))
    return LOCATION_LINKS.flatMap(({ locationId, linnworksLocationId }): UnitsInFlight[] => {
      const here = holding.filter((each) => each.locationId === linnworksLocationId)
      const isHere = (each: { readonly locationId?: string | undefined }) =>
        each.locationId === locationId
      const waiting = ofLine(sold.committedUnits.filter(isHere))
      const left = ofLine(sold.fulfillments.filter(isHere).flatMap(({ units }) => units))
      const stands = here.reduce(
        (total, { items }) => total + (countItems(sold, items).units.get(lineId) ?? 0),
        0,
      )
      const elsewhere = ofLine(sold.committedUnits) - waiting
      const quantity = Math.min(elsewhere, Math.max(0, stands - waiting - left))
      return quantity === 0 ? [] : [{ shop, inventoryItemId, locationId, quantity }]
    })
  })
}

function sum(units: readonly { readonly quantity: number }[]): number {
  return units.reduce((total, { quantity }) => total + quantity, 0)
}

function findItem(stock: readonly KeptStock[], inventoryItemId: string): KeptStock | undefined {
  const linked = ITEM_LINKS.find((link) => link.inventoryItemId === inventoryItemId)
  return stock.find(({ stockItemId, sku }) =>
    linked === undefined ? sku === skus.get(inventoryItemId) : stockItemId === linked.stockItemId,
  )
}

/** What orders of the shop took off Linnworks' figures, by item and location, bundles unpacked. */
function countSold(
  stock: readonly KeptStock[],
  orders: readonly LinnworksOrder[],
): ReadonlyMap<string, number> {
  const byId = new Map(stock.map((item) => [item.stockItemId, item]))
  const sold = new Map<string, number>()
  const add = (stockItemId: string, locationId: string, units: number) => {
    const key = `${stockItemId} ${locationId}`
    sold.set(key, (sold.get(key) ?? 0) + units)
    for (const { stockItemId: part, quantity } of byId.get(stockItemId)?.components ?? []) {
      add(part, locationId, units * quantity)
    }
  }
  for (const { processedAt, holdOrCancel, locationId, lines } of orders) {
    if (processedAt !== null && holdOrCancel) continue
    for (const { stockItemId, quantity } of lines) {
      if (stockItemId !== null) add(stockItemId, locationId, quantity)
    }
  }
  return sold
}
