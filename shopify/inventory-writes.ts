import { z } from 'zod'
import { redactTexts } from './answer.ts'
import { shopifyOperation } from './operation.ts'
import { refusedBy, type Refused } from './refusal.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireUserErrorsSchema } from './wire.ts'

/** A level's new `on_hand`, in place of the one that was read. */
export interface OnHandWrite {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly onHand: number
  /** Shopify refuses the write where this is no longer so. */
  readonly changeFrom: number
}

/** All or nothing: one refusal, and nothing was written. */
export type OnHandAnswer =
  | { readonly outcome: 'written' }
  | { readonly outcome: 'refused'; readonly refusals: readonly OnHandRefusal[] }

export interface OnHandRefusal {
  /** Of the write; absent where the whole call is meant. */
  readonly index?: number
  /**
   * - `stale`: the level changed since it was read; read it again
   * - `poisoned`: this write is never taken; the others are, without it and under a new key
   * - `keyInUse`: a call with this key is under way; send the same again later
   * - `keyMismatch`: another call had this key
   * - `keySpent`: the call with this key failed inside; send again under a new key
   * - `invalid`: anything else that is wrong with the whole call
   */
  readonly kind: 'stale' | 'poisoned' | 'keyInUse' | 'keyMismatch' | 'keySpent' | 'invalid'
  readonly code: string
  readonly message: string
}

/** Shopify takes no longer list (Shopify docs: limits). */
export const mostLevelsAWrite = 250

/** By code, whichever write they name; the schema's InventorySetQuantitiesUserErrorCode. */
const KINDS: Readonly<Record<string, OnHandRefusal['kind']>> = {
  CHANGE_FROM_QUANTITY_STALE: 'stale',
  COMPARE_QUANTITY_STALE: 'stale',
  IDEMPOTENCY_CONCURRENT_REQUEST: 'keyInUse',
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'keyMismatch',
  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED: 'keySpent',
}

const WireSetErrorSchema = z.object({
  code: z.string().nullable(),
  field: z.array(z.string()).nullable(),
  message: z.string(),
})

/** Selecting what was changed would cost more. */
export const setOnHandMutation = shopifyOperation({
  operation: 'inventorySetQuantities',
  effect: 'write',
  document: `mutation SetOnHand($input: InventorySetQuantitiesInput!, $idempotencyKey: String!) {
    inventorySetQuantities(input: $input) @idempotent(key: $idempotencyKey) {
      userErrors { code field message }
    }
  }`,
  requestedCost: 10,
  schema: z.object({
    inventorySetQuantities: z.object({ userErrors: z.array(WireSetErrorSchema) }),
  }),
})

export const activateLevelMutation = shopifyOperation({
  operation: 'inventoryActivate',
  effect: 'write',
  document: `mutation ActivateLevel($itemId: ID!, $locationId: ID!, $idempotencyKey: String!) {
    inventoryActivate(inventoryItemId: $itemId, locationId: $locationId)
      @idempotent(key: $idempotencyKey) { userErrors { field message } }
  }`,
  requestedCost: 10,
  schema: z.object({ inventoryActivate: z.object({ userErrors: WireUserErrorsSchema }) }),
})

/**
 * Writing stock. The same call under the same key is carried out once, for a day (measured by a
 * third party); a call that was refused for what is in it has not used its key up.
 */
export function createInventoryWrites(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** Up to `mostLevelsAWrite` levels. An `ambiguous` end may be sent again under its key. */
    setOnHand: async (input: {
      readonly writes: readonly OnHandWrite[]
      readonly idempotencyKey: string
      /** One of those that Shopify knows (observed on live stores). */
      readonly reason?: string
      /** A URI that people find in the level's history. */
      readonly referenceDocumentUri?: string
      /** Runs just before each request leaves, after all waiting. */
      readonly atDeparture?: () => Promise<void>
    }): Promise<OnHandAnswer> => {
      const { idempotencyKey, referenceDocumentUri, reason = 'correction' } = input
      const variables = {
        input: {
          name: 'on_hand',
          reason,
          ...(referenceDocumentUri !== undefined && { referenceDocumentUri }),
          quantities: input.writes.map((write) => ({
            inventoryItemId: toGid('InventoryItem', write.inventoryItemId),
            locationId: toGid('Location', write.locationId),
            quantity: write.onHand,
            changeFromQuantity: write.changeFrom,
          })),
        },
        idempotencyKey,
      }
      const { inventorySetQuantities } = await transport.execute(
        setOnHandMutation,
        variables,
        input.atDeparture,
      )
      const { userErrors } = inventorySetQuantities
      if (userErrors.length === 0) return { outcome: 'written' }
      return {
        outcome: 'refused',
        refusals: userErrors.map(({ message, ...error }) =>
          toRefusal({ ...error, message: redactTexts(message, variables) }),
        ),
      }
    },

    /**
     * Lets an item be sold at a location, with the quantities that its level has (Shopify docs:
     * changelog). An active level stays as it is.
     */
    activateLevel: async (input: {
      readonly inventoryItemId: string
      readonly locationId: string
      readonly idempotencyKey: string
    }): Promise<{ readonly outcome: 'active' } | Refused> => {
      const variables = {
        itemId: toGid('InventoryItem', input.inventoryItemId),
        locationId: toGid('Location', input.locationId),
        idempotencyKey: input.idempotencyKey,
      }
      const { inventoryActivate } = await transport.execute(activateLevelMutation, variables)
      const { userErrors } = inventoryActivate
      return userErrors.length > 0 ? refusedBy(userErrors, variables) : { outcome: 'active' }
    },
  }
}

/** The path to a write has its number as a text (observed on live stores). */
function toRefusal({ code, field, message }: z.infer<typeof WireSetErrorSchema>): OnHandRefusal {
  const [, list, nth = ''] = field ?? []
  const index = list === 'quantities' && /^\d+$/.test(nth) ? Number(nth) : undefined
  const kind = KINDS[code ?? ''] ?? (index === undefined ? 'invalid' : 'poisoned')
  return { ...(index !== undefined && { index }), kind, code: code ?? '', message }
}
