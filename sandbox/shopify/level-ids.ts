import { parseGid } from './gid.ts'
import { findLevel } from './inventory.ts'
import type { StoredLevel } from './records.ts'
import type { CallContext } from './world.ts'

/** Observed on live stores: a level's number is its location's moved by this, for every item. */
const levelShift = 36_954_570_752

/** The global id of a level; which item it is of stands behind the question mark. */
export function levelGid({
  inventoryItemId,
  locationId,
}: Pick<StoredLevel, 'inventoryItemId' | 'locationId'>): string {
  const number = Number(locationId) + levelShift
  return `gid://shopify/InventoryLevel/${number}?inventory_item_id=${inventoryItemId}`
}

/** The level that a global id names. */
export function findLevelById(context: CallContext, gidText: string): StoredLevel | undefined {
  const { type, id } = parseGid(gidText)
  const inventoryItemId = /\?inventory_item_id=(\d+)$/.exec(gidText)?.[1]
  if (type !== 'InventoryLevel' || inventoryItemId === undefined) return undefined
  const locationId = String(Number(id) - levelShift)
  return findLevel(context.world, context.setup, inventoryItemId, locationId)
}
