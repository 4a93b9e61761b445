import { catalogueOf, isBundle } from './catalogue.ts'
import { topLevelError, userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import { blankLevel, findLevel } from './inventory.ts'
import type { StoredLevel } from './records.ts'
import type { CallContext } from './world.ts'

/** Where an entry of a call says which level it means. */
export interface LevelInput {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly changeFromQuantity?: number | null
}

const reasons = [
  ...['correction', 'cycle_count_available', 'damaged', 'movement_canceled', 'movement_created'],
  ...['movement_received', 'movement_updated', 'other', 'promotion', 'quality_control', 'received'],
  ...['reservation_created', 'reservation_deleted', 'reservation_updated', 'restock'],
  ...['safety_stock', 'shrinkage'],
]

/** Observed: refused at the top level, though the schema lets it be absent; null skips the check. */
export function requireChangeFrom(entries: readonly LevelInput[], inputType: string): void {
  if (entries.every(({ changeFromQuantity }) => changeFromQuantity !== undefined)) return
  const message = `${inputType} must include the following argument: changeFromQuantity.`
  throw topLevelError(message, 'INVALID_FIELD_ARGUMENTS')
}

export function reasonErrors(reason: string): UserError[] {
  if (reasons.includes(reason)) return []
  const message = `The specified reason is invalid. Valid values are: ${reasons.join(', ')}.`
  return [userError(['input', 'reason'], message, 'INVALID_REASON')]
}

/** A document that is named is a URI of any kind. The code is the schema's, the words are ours. */
export function referenceErrors(referenceDocumentUri: string | null | undefined): UserError[] {
  if (referenceDocumentUri == null || URL.canParse(referenceDocumentUri)) return []
  const message = 'The specified reference document is invalid.'
  return [userError(['input', 'referenceDocumentUri'], message, 'INVALID_REFERENCE_DOCUMENT')]
}

/** Why an entry's level cannot be written: its item, then its location. */
export function levelErrors(
  { world, setup }: CallContext,
  entry: LevelInput,
  path: readonly string[],
): UserError[] {
  const { items, locationIds } = catalogueOf(setup)
  const itemId = idOf('InventoryItem', entry.inventoryItemId)
  const item = items.get(itemId)
  const onItem = [...path, 'inventoryItemId']
  const poison = world.poisoned.get(`${setup.shop}:${itemId}`)
  const errors: UserError[] = []
  if (item === undefined || poison === 'INVALID_INVENTORY_ITEM') {
    const message = 'The specified inventory item could not be found.'
    errors.push(userError(onItem, message, 'INVALID_INVENTORY_ITEM'))
  } else if (item.entries.some(isBundle) || poison !== undefined) {
    const message = 'The specified inventory item is not allowed to be adjusted via API.'
    errors.push(userError(onItem, message, 'NON_MUTABLE_INVENTORY_ITEM'))
  }
  if (!locationIds.has(idOf('Location', entry.locationId))) {
    const message = 'The specified location could not be found.'
    errors.push(userError([...path, 'locationId'], message, 'INVALID_LOCATION'))
  }
  return errors
}

export function staleError(path: readonly string[]): UserError {
  const message = 'The changeFromQuantity argument no longer matches the persisted quantity.'
  return userError([...path, 'changeFromQuantity'], message, 'CHANGE_FROM_QUANTITY_STALE')
}

/** The level of an entry that has no errors; what a location never had is there with zero. */
export function levelOf({ world, setup }: CallContext, entry: LevelInput): StoredLevel {
  const itemId = idOf('InventoryItem', entry.inventoryItemId)
  const locationId = idOf('Location', entry.locationId)
  const known = findLevel(world, setup, itemId, locationId)
  if (known !== undefined) return known
  // The catalogue's own string: an id cut out of a global id holds on to the whole of it.
  const item = catalogueOf(setup).items.get(itemId)
  const location = setup.locations.find(({ id }) => id === locationId)
  return blankLevel(setup, item?.inventoryItemId ?? itemId, location?.id ?? locationId)
}
