import type { ShopSetup, VariantSetup } from './setup.ts'
import type { StoredLevel } from './records.ts'
import type { StoredLine, StoredOrder } from './state.ts'
import { announceLevel } from './webhooks/announce.ts'
import type { World } from './world.ts'

export function levelKey(shop: string, inventoryItemId: string, locationId: string): string {
  return `${shop}:${inventoryItemId}:${locationId}`
}

/** The stock of an item at a location, active there or not; undefined where it never was. */
export function findLevel(
  world: World,
  setup: ShopSetup,
  inventoryItemId: string,
  locationId: string,
): StoredLevel | undefined {
  return world.levels.get(levelKey(setup.shop, inventoryItemId, locationId))
}

/** A location that never had the item: it sells none of it. */
export function blankLevel(
  setup: ShopSetup,
  inventoryItemId: string,
  locationId: string,
): StoredLevel {
  const { shop } = setup
  const updatedAt = ''
  return {
    shop,
    inventoryItemId,
    locationId,
    onHand: 0,
    committed: 0,
    inactive: true,
    updatedAt,
  }
}

/**
 * A level's number of a name. On hand is the sum of available, committed, reserved, damaged,
 * safety stock and quality control; incoming stands beside it. Source: Shopify docs, inventory
 * states.
 */
export function quantityOf(level: StoredLevel, name: string): number {
  const { onHand, committed, aside = {} } = level
  if (name === 'on_hand') return onHand
  if (name === 'committed') return committed
  if (name === 'available') {
    const kept =
      (aside.reserved ?? 0) +
      (aside.damaged ?? 0) +
      (aside.safety_stock ?? 0) +
      (aside.quality_control ?? 0)
    return onHand - committed - kept
  }
  return Object.entries(aside).find(([each]) => each === name)?.[1] ?? 0
}

/** What the shop may sell from a level: nothing from one that is not active. */
export function sellableAt(level: StoredLevel | undefined): number {
  return level === undefined || level.inactive === true ? 0 : quantityOf(level, 'available')
}

/** Stores a level as changed now, and tells of it. */
export function saveLevel(world: World, level: StoredLevel): StoredLevel {
  const saved = { ...level, updatedAt: world.timestamp() }
  world.levels.put(levelKey(saved.shop, saved.inventoryItemId, saved.locationId), saved)
  announceLevel(world, saved)
  return saved
}

/** Stores the levels of the setup that the state does not hold yet. */
export function stockShelves(world: World, setup: ShopSetup): void {
  const updatedAt = world.timestamp()
  for (const { variants } of setup.products) {
    for (const variant of variants) stockVariant(world, setup, variant, updatedAt)
  }
}

function stockVariant(
  world: World,
  { shop }: ShopSetup,
  { inventoryItemId, stock, inactiveAt = [] }: VariantSetup,
  updatedAt: string,
): void {
  for (const locationId of new Set([...Object.keys(stock), ...inactiveAt])) {
    const key = levelKey(shop, inventoryItemId, locationId)
    if (world.levels.get(key) !== undefined) continue
    world.levels.put(key, {
      shop,
      inventoryItemId,
      locationId,
      onHand: stock[locationId] ?? 0,
      committed: 0,
      ...(inactiveAt.includes(locationId) ? { inactive: true } : {}),
      updatedAt,
    })
  }
}

export interface StockMove {
  readonly line: StoredLine
  readonly locationId: string
  readonly onHandDelta: number
  readonly committedDelta: number
}

/**
 * Moves the stock behind an order's line: to commit it, to ship it, to let it go. Orders that were
 * created without a claim on inventory move nothing. A location that never had the item keeps the
 * account all the same, so that what was committed there can be let go of there.
 */
export function moveStock(world: World, order: StoredOrder, moves: readonly StockMove[]): void {
  const setup = world.setups.get(order.shop)
  if (!order.claimsInventory || setup === undefined) return
  for (const { line, locationId, onHandDelta, committedDelta } of moves) {
    if (line.inventoryItemId === null || !line.tracked) continue
    if (onHandDelta === 0 && committedDelta === 0) continue
    const level =
      findLevel(world, setup, line.inventoryItemId, locationId) ??
      blankLevel(setup, line.inventoryItemId, locationId)
    saveLevel(world, {
      ...level,
      onHand: level.onHand + onHandDelta,
      committed: level.committed + committedDelta,
    })
  }
}

/** Lets go of committed units that will not be shipped, to be sold again or not. */
export function releaseUnits(
  world: World,
  order: StoredOrder,
  released: {
    readonly line: StoredLine
    readonly locationId: string
    readonly units: number
    readonly restock: boolean
  },
): void {
  const { line, locationId, units, restock } = released
  const deltas = restock
    ? { onHandDelta: 0, committedDelta: -units }
    : unrestocked(world.setups.get(order.shop), units)
  moveStock(world, order, [{ line, locationId, ...deltas }])
}

/** What letting go without restocking does: see `unrestockedUnits` of the setup. */
function unrestocked(
  setup: ShopSetup | undefined,
  units: number,
): Pick<StockMove, 'onHandDelta' | 'committedDelta'> {
  switch (setup?.unrestockedUnits ?? 'leaveShelf') {
    case 'leaveShelf':
      return { onHandDelta: -units, committedDelta: -units }
    case 'stayCommitted':
      return { onHandDelta: 0, committedDelta: 0 }
    case 'soldAgain':
      return { onHandDelta: 0, committedDelta: -units }
  }
}
