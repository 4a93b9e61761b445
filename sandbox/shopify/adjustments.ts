import { catalogueOf } from './catalogue.ts'
import { locationView } from './catalogue-view.ts'
import type { UserError } from './errors.ts'
import { gid, idOf } from './gid.ts'
import type { KeyVerdict } from './idempotency.ts'
import { itemView } from './inventory-view.ts'
import type { StoredChange } from './records.ts'
import type { CallContext } from './world.ts'

interface AdjustmentInput {
  readonly reason: string
  readonly referenceDocumentUri?: string | null
}

/** Writes down what a call changed. Observed: a call that changes nothing makes no group. */
export function saveAdjustment(
  { world }: CallContext,
  input: AdjustmentInput,
  changes: readonly StoredChange[],
): string {
  if (changes.length === 0) return ''
  const id = world.nextId('InventoryAdjustmentGroup')
  world.adjustments.put(id, {
    id,
    createdAt: world.timestamp(),
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    changes,
  })
  return id
}

/** What `inventorySetQuantities` and `inventoryAdjustQuantities` answer. */
export function adjustmentAnswer(context: CallContext, adjustmentId: string) {
  return { inventoryAdjustmentGroup: groupView(context, adjustmentId), userErrors: [] }
}

export function adjustmentRefused(userErrors: readonly UserError[]) {
  return { inventoryAdjustmentGroup: null, userErrors }
}

export function keyRefused({ code, message }: Extract<KeyVerdict, { kind: 'refused' }>) {
  return adjustmentRefused([{ field: null, message, code }])
}

interface ChangesArgs {
  readonly inventoryItemIds?: readonly string[] | null
  readonly locationIds?: readonly string[] | null
  readonly quantityNames?: readonly string[] | null
}

function groupView(context: CallContext, id: string) {
  const group = context.world.adjustments.get(id)
  if (group === undefined) return null
  return {
    id: gid('InventoryAdjustmentGroup', group.id),
    createdAt: group.createdAt,
    reason: group.reason,
    referenceDocumentUri: group.referenceDocumentUri,
    changes: (args: ChangesArgs) => {
      const items = args.inventoryItemIds?.map((each) => idOf('InventoryItem', each))
      const locations = args.locationIds?.map((each) => idOf('Location', each))
      return group.changes
        .filter(({ inventoryItemId }) => items?.includes(inventoryItemId) ?? true)
        .filter(({ locationId }) => locations?.includes(locationId) ?? true)
        .flatMap((change) => changeViews(context, change))
        .filter(({ name }) => args.quantityNames?.includes(name) ?? true)
    },
  }
}

/** Observed: whatever is on hand shows there as well, and the quantity after is never told. */
function changeViews(context: CallContext, change: StoredChange) {
  const { inventoryItemId, locationId, name, delta, ledgerDocumentUri = null } = change
  const view = {
    name: String(name),
    delta,
    quantityAfterChange: null,
    ledgerDocumentUri,
    item: () => {
      const item = catalogueOf(context.setup).items.get(inventoryItemId)
      return item === undefined ? null : itemView(context, item)
    },
    location: () => locationView(context, locationId),
  }
  const mirror = { ...view, name: 'on_hand', ledgerDocumentUri: null }
  return name === 'incoming' ? [view] : [view, mirror]
}
