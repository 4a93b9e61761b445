import type { GraphQLResolveInfo } from 'graphql'
import { catalogueOf, isBundle } from './catalogue.ts'
import { userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import { readKey } from './idempotency.ts'
import { levelView } from './inventory-view.ts'
import { findLevel, quantityOf, saveLevel } from './inventory.ts'
import { findLevelById } from './level-ids.ts'
import { levelOf } from './quantity-checks.ts'
import type { StoredLevel } from './records.ts'
import { announceConnection } from './webhooks/announce.ts'
import { locationName, type CallContext } from './world.ts'

interface ActivateArgs {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly available?: number | null
  readonly onHand?: number | null
}

const furthest = 1_000_000_000

/** `inventoryActivate`. Without a quantity the level keeps what it had before (since 2026-04). */
export function inventoryActivate(
  args: ActivateArgs,
  context: CallContext,
  info: GraphQLResolveInfo,
) {
  const { world } = context
  const key = readKey(context, info, args)
  if (key.kind === 'refused')
    return { inventoryLevel: null, userErrors: [userError(null, key.message)] }
  const errors = activateErrors(context, args)
  if (errors.length > 0) return { inventoryLevel: null, userErrors: errors }
  const level = levelOf(context, args)
  if (key.kind === 'known') return { inventoryLevel: levelView(context, level), userErrors: [] }
  if (level.inactive !== true) {
    return { inventoryLevel: levelView(context, level), userErrors: quantityErrors(args) }
  }
  const active = saveLevel(world, { ...level, inactive: false, onHand: onHandOf(level, args) })
  key.remember('')
  announceConnection(world, active, 'INVENTORY_LEVELS_CONNECT')
  return { inventoryLevel: levelView(context, active), userErrors: [] }
}

/**
 * `inventoryDeactivate`. Observed: the quantities stay where they are and are no longer sold. That
 * an item's last location is refused is what Shopify's docs say.
 */
export function inventoryDeactivate(
  { inventoryLevelId }: { readonly inventoryLevelId: string },
  context: CallContext,
) {
  const { world, setup } = context
  const level = findLevelById(context, inventoryLevelId)
  if (level === undefined) {
    return { userErrors: [userError(['inventoryLevelId'], 'The inventory level does not exist.')] }
  }
  if (level.inactive === true) return { userErrors: [] }
  const elsewhere = setup.locations.some(({ id }) => {
    const other = findLevel(world, setup, level.inventoryItemId, id)
    return id !== level.locationId && other !== undefined && other.inactive !== true
  })
  if (!elsewhere) {
    const where = locationName(setup, level.locationId)
    const message = `The product couldn't be unstocked from ${where} because products need to be stocked at a minimum of 1 location.`
    return { userErrors: [userError(null, message)] }
  }
  const idle = saveLevel(world, { ...level, inactive: true })
  announceConnection(world, idle, 'INVENTORY_LEVELS_DISCONNECT')
  return { userErrors: [] }
}

function onHandOf(level: StoredLevel, { available, onHand }: ActivateArgs): number {
  if (onHand != null) return onHand
  return available == null
    ? level.onHand
    : level.onHand + available - quantityOf(level, 'available')
}

function activateErrors({ setup }: CallContext, args: ActivateArgs): UserError[] {
  const { items, locationIds } = catalogueOf(setup)
  const item = items.get(idOf('InventoryItem', args.inventoryItemId))
  const locationId = idOf('Location', args.locationId)
  if (item === undefined || item.entries.some(isBundle)) {
    return [userError(['inventoryItemId'], 'The specified inventory item could not be found.')]
  }
  if (!locationIds.has(locationId)) {
    return [userError(['locationId'], 'The specified location could not be found.')]
  }
  const refuse = (field: string, why: string) => {
    const where = locationName(setup, locationId)
    return userError([field], `The product couldn't be stocked at ${where} because ${why}.`)
  }
  const given = (['available', 'onHand'] as const).filter((name) => args[name] != null)
  if (given.length > 1) {
    const why = 'not allowed to set available and on_hand quantities at the same time'
    return given.map((name) => refuse(name, why))
  }
  return given
    .filter((name) => Math.abs(args[name] ?? 0) > furthest)
    .map((name) => refuse(name, 'the quantity needs to be between -1 billion and 1 billion'))
}

function quantityErrors({ available, onHand }: ActivateArgs): UserError[] {
  const rest = 'quantity when the item is already active at the location.'
  if (available != null) return [userError(['available'], `Not allowed to set available ${rest}`)]
  if (onHand != null) return [userError(['onHand'], `Not allowed to set an on_hand ${rest}`)]
  return []
}
