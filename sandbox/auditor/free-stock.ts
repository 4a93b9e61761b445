import type { UnitsInFlight } from './in-flight.ts'
import type { MasterItem } from './linnworks-stock.ts'
import { linkedTo, type StockExpectations } from './stock-expectations.ts'

/** How many units are free to be sold, units in flight taken off. All may be negative. */
export interface FreeUnits {
  readonly available: number
  readonly inFlight: number
  readonly least: number
  /** More than `least` only where a composite shares components with what is in flight. */
  readonly most: number
}

export interface FreeStock {
  /**
   * By the places where the item is tracked or computed alone; undefined where there are none, and
   * Linnworks is not the master of the item at that location.
   */
  findFree(level: ShopItem & { readonly locationId: string }): FreeUnits | undefined
}

export interface ShopItem {
  readonly shop: string
  readonly inventoryItemId: string
}

interface Claim {
  /** Of Linnworks. */
  readonly places: readonly string[]
  readonly quantity: number
  /** The stock item that was sold; its components bear the claim too. */
  readonly soldAs: string
}

/**
 * What Linnworks has available at the locations that count for a level, without what its shops
 * sold there unknown to it, be it as the same item, as another variant of it, or in a bundle.
 */
export function createFreeStock(around: {
  readonly items: readonly MasterItem[]
  readonly inFlight: readonly UnitsInFlight[]
  /** The SKU in the shop; undefined of an item that the shop no longer has. */
  readonly skuOf: (item: ShopItem) => string | undefined
  readonly expectations: StockExpectations
}): FreeStock {
  const { expectations } = around
  const findItem = linkItems(around)
  const byId = new Map(around.items.map((item) => [item.stockItemId, item]))
  const claims = new Map<string, Claim[]>()
  for (const each of around.inFlight) {
    const item = findItem(each)
    const places = linkedTo(expectations, each)
    if (item === undefined || places.length === 0) continue
    claim(item, { places, quantity: each.quantity, soldAs: item.stockItemId })
  }

  function claim(item: MasterItem, each: Claim): void {
    const known = claims.get(item.stockItemId) ?? []
    known.push(each)
    claims.set(item.stockItemId, known)
    if (!isComputed(item, each.places)) return
    for (const { stockItemId, quantity } of item.components) {
      const part = byId.get(stockItemId)
      if (part !== undefined) claim(part, { ...each, quantity: each.quantity * quantity })
    }
  }

  /** What it consists of in the end, composites in it taken apart. */
  function leavesOf(item: MasterItem, places: readonly string[]): ReadonlyMap<string, number> {
    const leaves = new Map<string, number>()
    const add = (composite: MasterItem, times: number) => {
      for (const { stockItemId, quantity } of composite.components) {
        const part = byId.get(stockItemId)
        if (part !== undefined && isComputed(part, places)) add(part, times * quantity)
        else leaves.set(stockItemId, (leaves.get(stockItemId) ?? 0) + times * quantity)
      }
    }
    add(item, 1)
    return leaves
  }

  function listClaims(stockItemId: string, places: readonly string[]): readonly Claim[] {
    const found = claims.get(stockItemId) ?? []
    return found.filter((each) => each.places.some((place) => places.includes(place)))
  }

  function freeOfComposite(item: MasterItem, places: readonly string[]): FreeUnits {
    const available = availableAt(item, places)
    const inFlight = sum(listClaims(item.stockItemId, places))
    const parts = [...leavesOf(item, places)].map(([stockItemId, quantity]) => {
      const claimed = listClaims(stockItemId, places)
      const others = sum(claimed.filter(({ soldAs }) => soldAs !== item.stockItemId))
      const part = byId.get(stockItemId)
      const left = (part === undefined ? 0 : availableAt(part, places)) - sum(claimed)
      return { taken: Math.ceil(others / quantity), makes: Math.floor(left / quantity) }
    })
    const taken = parts.reduce((total, part) => total + part.taken, 0)
    // What several shelves make together does not follow from what stands on them together.
    const exact = places.length === 1 ? Math.min(...parts.map(({ makes }) => makes)) : undefined
    const least = available - inFlight - taken
    return { available, inFlight, least, most: exact ?? available - inFlight }
  }

  return {
    findFree: (level) => {
      const item = findItem(level)
      const places = countedPlaces(item, linkedTo(expectations, level))
      if (item === undefined || places.length === 0) return undefined
      if (isComputed(item, places)) return freeOfComposite(item, places)
      const available = availableAt(item, places)
      const inFlight = sum(listClaims(item.stockItemId, places))
      const free = available - inFlight
      return { available, inFlight, least: free, most: free }
    },
  }
}

/** By a link that the caller names, or else by a SKU that is the same in both; not archived. */
function linkItems({
  items,
  skuOf,
  expectations,
}: Pick<Parameters<typeof createFreeStock>[0], 'items' | 'skuOf' | 'expectations'>) {
  const active = items.filter(({ archived }) => !archived)
  const byId = new Map(active.map((item) => [item.stockItemId, item]))
  const bySku = new Map(active.map((item) => [item.sku, item]))
  const links = new Map(
    (expectations.itemLinks ?? []).map((link) => [
      `${link.shop} ${link.inventoryItemId}`,
      link.stockItemId.toLowerCase(),
    ]),
  )
  return (item: ShopItem): MasterItem | undefined => {
    const linked = links.get(`${item.shop} ${item.inventoryItemId}`)
    return linked === undefined ? bySku.get(skuOf(item) ?? '') : byId.get(linked)
  }
}

/** Where it has no number of its own, nor one of its components, nobody can say what is free. */
function countedPlaces(item: MasterItem | undefined, places: readonly string[]): readonly string[] {
  const counted = item?.levels.filter(({ tracked, computed }) => tracked || computed) ?? []
  return counted.map(({ locationId }) => locationId).filter((each) => places.includes(each))
}

function isComputed({ levels }: MasterItem, places: readonly string[]): boolean {
  return levels.some(({ computed, locationId }) => computed && places.includes(locationId))
}

function availableAt({ levels }: MasterItem, places: readonly string[]): number {
  return levels
    .filter(({ locationId }) => places.includes(locationId))
    .reduce((total, { available }) => total + available, 0)
}

function sum(claims: readonly Claim[]): number {
  return claims.reduce((total, { quantity }) => total + quantity, 0)
}
