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
import type { AsideName, StoredChange } from './records.ts'
import type { CallContext } from './world.ts'

interface ChangeInput extends LevelInput {
  readonly delta: number
  readonly ledgerDocumentUri?: string | null
}

interface AdjustQuantitiesInput {
  readonly name: string
  readonly reason: string
  readonly referenceDocumentUri?: string | null
  readonly changes: readonly ChangeInput[]
}

const names = [
  ...(['available', 'damaged', 'incoming', 'quality_control'] as const),
  ...(['reserved', 'safety_stock'] as const),
]
const furthest = 2_000_000_000

/** `inventoryAdjustQuantities`: all of its changes or none; on hand follows all but `incoming`. */
export function inventoryAdjustQuantities(
  { input }: { readonly input: AdjustQuantitiesInput },
  context: CallContext,
  info: GraphQLResolveInfo,
) {
  requireChangeFrom(input.changes, 'InventoryChangeInput')
  const key = readKey(context, info, input)
  if (key.kind === 'refused') return keyRefused(key)
  if (key.kind === 'known') return adjustmentAnswer(context, key.resultId)
  const name = names.find((each) => each === input.name)
  if (name === undefined) {
    const message = `The specified quantity name is invalid. Valid values are: ${names.join(', ')}.`
    return adjustmentRefused([userError(['input', 'name'], message, 'INVALID_QUANTITY_NAME')])
  }
  const errors = errorsOf(context, input, name)
  if (errors.length > 0) return adjustmentRefused(errors)

  const changes = input.changes.flatMap((each) => change(context, name, each))
  const adjustmentId = saveAdjustment(context, input, changes)
  key.remember(adjustmentId)
  return adjustmentAnswer(context, adjustmentId)
}

function change(
  context: CallContext,
  name: 'available' | AsideName,
  entry: ChangeInput,
): StoredChange[] {
  const { delta } = entry
  if (delta === 0) return []
  const level = levelOf(context, entry)
  const { inventoryItemId, locationId, aside = {} } = level
  saveLevel(context.world, {
    ...level,
    onHand: level.onHand + (name === 'incoming' ? 0 : delta),
    ...(name === 'available' ? {} : { aside: { ...aside, [name]: (aside[name] ?? 0) + delta } }),
  })
  const document =
    entry.ledgerDocumentUri == null ? {} : { ledgerDocumentUri: entry.ledgerDocumentUri }
  return [{ inventoryItemId, locationId, name, delta, ...document }]
}

function errorsOf(
  context: CallContext,
  { changes, reason, referenceDocumentUri }: AdjustQuantitiesInput,
  name: 'available' | AsideName,
): readonly UserError[] {
  const path = (index: number) => ['input', 'changes', String(index)]
  const ofCall = [...reasonErrors(reason), ...referenceErrors(referenceDocumentUri)]
  if (ofCall.length > 0) return ofCall
  const ofEntries = changes.flatMap((entry, index) => [
    ...levelErrors(context, entry, path(index)),
    ...documentErrors(name, entry, path(index)),
    ...boundErrors(entry, path(index)),
  ])
  if (ofEntries.length > 0) return ofEntries
  return changes.flatMap((entry, index) => {
    const expected = entry.changeFromQuantity ?? undefined
    const stale = expected !== undefined && quantityOf(levelOf(context, entry), name) !== expected
    return stale ? [staleError(path(index))] : []
  })
}

function documentErrors(
  name: string,
  { ledgerDocumentUri }: ChangeInput,
  path: readonly string[],
): UserError[] {
  const field = [...path, 'ledgerDocumentUri']
  if (name === 'available' && ledgerDocumentUri != null) {
    const message = 'A ledger document URI is not allowed when adjusting available.'
    return [userError(field, message, 'INVALID_AVAILABLE_DOCUMENT')]
  }
  if (name !== 'available' && ledgerDocumentUri == null) {
    const message = 'A ledger document URI is required except when adjusting available.'
    return [userError(field, message, 'INVALID_QUANTITY_DOCUMENT')]
  }
  return []
}

function boundErrors({ delta }: ChangeInput, path: readonly string[]): UserError[] {
  const field = [...path, 'delta']
  if (delta > furthest) {
    const message = "The quantity can't be higher than 2,000,000,000."
    return [userError(field, message, 'INVALID_QUANTITY_TOO_HIGH')]
  }
  if (delta < -furthest) {
    const message = "The quantity can't be lower than -2,000,000,000."
    return [userError(field, message, 'INVALID_QUANTITY_TOO_LOW')]
  }
  return []
}
