import { catalogueTime, locationView, variantView } from './catalogue-view.ts'
import { catalogueOf, type CatalogueItem } from './catalogue.ts'
import { listConnection, sortedConnection, type PageArgs } from './connection.ts'
import { gid, idOf } from './gid.ts'
import { findLevel, quantityOf } from './inventory.ts'
import { levelGid } from './level-ids.ts'
import type { StoredLevel } from './records.ts'
import type { CallContext } from './world.ts'

/** How a caller may ask for levels that sell nothing too. */
export interface LevelArgs extends PageArgs {
  readonly includeInactive?: boolean | null
}

interface LevelView {
  readonly id: string
  readonly [field: string]: unknown
}

export function itemView(context: CallContext, { inventoryItemId, entries }: CatalogueItem) {
  const { setup } = context
  const variant = entries[0]?.variant
  const sku = variant?.sku ?? null
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', inventoryItemId),
    legacyResourceId: inventoryItemId,
    sku,
    tracked: variant?.tracked ?? false,
    requiresShipping: variant?.requiresShipping ?? false,
    duplicateSkuCount: () =>
      sku === null ? 0 : Math.max(0, (catalogueOf(setup).skus.get(sku) ?? 0) - 1),
    createdAt: catalogueTime,
    updatedAt: catalogueTime,
    inventoryLevel: (args: {
      readonly locationId: string
      readonly includeInactive?: boolean | null
    }): LevelView | null => {
      const locationId = idOf('Location', args.locationId)
      return levelShown(context, inventoryItemId, locationId, args.includeInactive === true)
    },
    inventoryLevels: (args: LevelArgs) =>
      listConnection(
        setup.locations
          .map(({ id }) => findLevel(context.world, setup, inventoryItemId, id))
          .filter((level) => level !== undefined)
          .filter((level) => isShown(level, args.includeInactive === true)),
        args,
        ({ locationId }) => locationId,
        (level) => levelView(context, level),
      ),
    variants: (args: PageArgs): unknown =>
      listConnection(
        entries,
        args,
        (each) => each.variant.variantId,
        (each) => variantView(context, each),
      ),
  }
}

/** The levels of a location in the order of their items' ids. */
export function levelsOfLocation(context: CallContext, locationId: string, args: LevelArgs) {
  const { world, setup } = context
  const levelOf = ({ inventoryItemId }: CatalogueItem) =>
    findLevel(world, setup, inventoryItemId, locationId)
  return sortedConnection(
    catalogueOf(setup).itemsInOrder,
    args,
    itemPosition,
    (item) => {
      const level = levelOf(item)
      return level === undefined ? null : levelView(context, level)
    },
    (item) => isShown(levelOf(item), args.includeInactive === true),
  )
}

export function itemPosition({ inventoryItemId }: CatalogueItem) {
  return { value: Number(inventoryItemId), id: inventoryItemId }
}

/** A level, unless it is not active and was not asked for. */
export function levelShown(
  context: CallContext,
  inventoryItemId: string,
  locationId: string,
  includeInactive: boolean,
): LevelView | null {
  const level = findLevel(context.world, context.setup, inventoryItemId, locationId)
  return level !== undefined && isShown(level, includeInactive) ? levelView(context, level) : null
}

function isShown(level: StoredLevel | undefined, includeInactive: boolean): boolean {
  return level !== undefined && (includeInactive || level.inactive !== true)
}

export function levelView(context: CallContext, level: StoredLevel): LevelView {
  const { inventoryItemId, locationId, updatedAt } = level
  const id = levelGid(level)
  return {
    __typename: 'InventoryLevel',
    id,
    isActive: level.inactive !== true,
    createdAt: catalogueTime,
    updatedAt,
    item: () => {
      const item = catalogueOf(context.setup).items.get(inventoryItemId)
      return item === undefined ? null : itemView(context, item)
    },
    location: (): unknown => locationView(context, locationId),
    quantities: (args: { readonly names: readonly string[] }) =>
      args.names.map((name) => quantityView(id, level, name)),
  }
}

/** Observed: on hand never has a time, and neither has what was never set. */
function quantityView(id: string, level: StoredLevel, name: string) {
  const quantity = quantityOf(level, name)
  return {
    id: () => `${id.replace('InventoryLevel', 'InventoryQuantity')}&name=${name}`,
    name,
    quantity,
    updatedAt:
      name === 'available' || (name !== 'on_hand' && quantity !== 0) ? level.updatedAt : null,
  }
}
