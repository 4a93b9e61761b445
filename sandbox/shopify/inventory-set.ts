import type { GraphQLResolveInfo } from 'graphql'
import { adjustmentAnswer, adjustmentRefused, keyRefused, saveAdjustment } from './adjustments.ts'
import { userError, type UserError } from './errors.ts'
import { readKey } from './idempotency.ts'
import { quantityOf, saveLevel } from './inventory.ts'
import {
  levelErrors,
  levelOf,
  reasonErrors,
  referenceErrors,
  requireChangeFrom,
  staleError,
  type LevelInput,
} from './quantity-checks.ts'
import type { StoredChange, StoredLevel } from './records.ts'
import type { ShopSetup } from './setup.ts'
import type { CallContext } from './world.ts'

interface QuantityInput extends LevelInput {
  readonly quantity: number
}

interface SetQuantitiesInput {
  readonly name: string
  readonly reason: string
  readonly referenceDocumentUri?: string | null
  readonly quantities: readonly QuantityInput[]
}

const highest = 1_000_000_000

/**
 * `inventorySetQuantities`: all of its entries or none. Setting what is available moves what is on
 * hand by as much, and the other way round. A level that is not active takes it, and sells nothing.
 */
export function inventorySetQuantities(
  { input }: { readonly input: SetQuantitiesInput },
  context: CallContext,
  info: GraphQLResolveInfo,
) {
  requireChangeFrom(input.quantities, 'InventoryQuantityInput')
  const key = readKey(context, info, input)
  if (key.kind === 'refused') return keyRefused(key)
  if (key.kind === 'known') return adjustmentAnswer(context, key.resultId)
  const errors = errorsOf(context, input)
  if (errors.length > 0) return adjustmentRefused(errors)

  const changes = input.quantities.flatMap((entry) => change(context, input.name, entry))
  const adjustmentId = saveAdjustment(context, input, changes)
  key.remember(adjustmentId)
  return adjustmentAnswer(context, adjustmentId)
}

function change(context: CallContext, name: string, entry: QuantityInput): StoredChange[] {
  const level = levelOf(context, entry)
  const delta = entry.quantity - quantityOf(level, name)
  if (delta === 0) return []
  const { inventoryItemId, locationId } = level
  saveLevel(context.world, { ...level, onHand: level.onHand + delta })
  return [{ inventoryItemId, locationId, name: 'available', delta }]
}

/** Each kind of check over all entries, and the next kind only where there was nothing to say. */
function errorsOf(context: CallContext, input: SetQuantitiesInput): readonly UserError[] {
  const { name, quantities, reason, referenceDocumentUri } = input
  const path = (index: number) => ['input', 'quantities', String(index)]
  const ofCall = [
    ...nameErrors(name),
    ...reasonErrors(reason),
    ...referenceErrors(referenceDocumentUri),
  ]
  if (ofCall.length > 0) return ofCall
  const ofEntries = quantities.flatMap((entry, index) => [
    ...levelErrors(context, entry, path(index)),
    ...boundErrors(name, entry, path(index)),
  ])
  if (ofEntries.length > 0) return ofEntries
  const twice = duplicatesOf(quantities).map((index) => {
    const message = 'The combination of inventoryItemId and locationId must be unique.'
    const code = 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR'
    return userError([...path(index), 'locationId'], message, code)
  })
  if (twice.length > 0) return twice
  return quantities.flatMap((entry, index) => {
    const expected = entry.changeFromQuantity ?? undefined
    if (expected === undefined) return []
    const found = comparedQuantity(context.setup, levelOf(context, entry), name)
    return found === expected ? [] : [staleError(path(index))]
  })
}

/** What `changeFromQuantity` is held against: see `comparesOnHandWith` of the setup. */
function comparedQuantity(setup: ShopSetup, level: StoredLevel, name: string): number {
  return quantityOf(level, name === 'on_hand' ? (setup.comparesOnHandWith ?? name) : name)
}

function nameErrors(name: string): UserError[] {
  if (name === 'available' || name === 'on_hand') return []
  const message = "The quantity name must be either 'available' or 'on_hand'."
  return [userError(['input', 'name'], message, 'INVALID_NAME')]
}

function boundErrors(
  name: string,
  { quantity }: QuantityInput,
  path: readonly string[],
): UserError[] {
  const refuse = (message: string, code: string) => [
    userError([...path, 'quantity'], message, code),
  ]
  if (quantity > highest) {
    return refuse("The quantity can't be higher than 1,000,000,000.", 'INVALID_QUANTITY_TOO_HIGH')
  }
  if (name === 'on_hand' && quantity < 0) {
    return refuse("The quantity can't be negative.", 'INVALID_QUANTITY_NEGATIVE')
  }
  if (quantity < -highest) {
    return refuse("The quantity can't be lower than -1,000,000,000.", 'INVALID_QUANTITY_TOO_LOW')
  }
  return []
}

/** The indices of entries whose level another entry names too. */
function duplicatesOf(quantities: readonly QuantityInput[]): number[] {
  const places = new Map<string, number[]>()
  for (const [index, { inventoryItemId, locationId }] of quantities.entries()) {
    const pair = `${inventoryItemId} ${locationId}`
    const known = places.get(pair)
    if (known === undefined) places.set(pair, [index])
    else known.push(index)
  }
  return [...places.values()].filter(({ length }) => length > 1).flat()
}
