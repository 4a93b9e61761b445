import { z } from 'zod'
import { malformed } from './answer.ts'
import { shopifyOperation } from './operation.ts'
import { refusedBy, type Refused } from './refusal.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireIdSchema, WireUserErrorsSchema } from './wire.ts'

/** `company` is Shopify's own spelling: see `toShopifyCarrier`. */
export interface Tracking {
  readonly number: string
  readonly company?: string
  readonly url?: string
}

export interface NewFulfillment {
  /** All of one location. Without `lines`, all that remains of it. */
  readonly fulfillmentOrders: readonly {
    readonly fulfillmentOrderId: string
    readonly lines?: readonly FulfillmentOrderQuantity[]
  }[]
  readonly tracking?: Tracking
  readonly notifyCustomer: boolean
  /** Runs just before the request leaves, and again if it leaves again. */
  readonly atDeparture?: () => Promise<void>
}

export interface FulfillmentOrderQuantity {
  readonly fulfillmentOrderLineId: string
  readonly quantity: number
}

export const splitFulfillmentOrderMutation = shopifyOperation({
  operation: 'fulfillmentOrderSplit',
  effect: 'write',
  document: `mutation SplitFulfillmentOrder($splits: [FulfillmentOrderSplitInput!]!) {
    fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) {
      fulfillmentOrderSplits { fulfillmentOrder { id } remainingFulfillmentOrder { id } }
      userErrors { field message }
    }
  }`,
  requestedCost: 12,
  schema: z.object({
    fulfillmentOrderSplit: z.object({
      fulfillmentOrderSplits: z
        .array(
          z.object({
            fulfillmentOrder: z.object({ id: WireIdSchema }),
            remainingFulfillmentOrder: z.object({ id: WireIdSchema }),
          }),
        )
        .nullable(),
      userErrors: WireUserErrorsSchema,
    }),
  }),
})

export const createFulfillmentMutation = shopifyOperation({
  operation: 'fulfillmentCreate',
  effect: 'write',
  document: `mutation CreateFulfillment($fulfillment: FulfillmentInput!) {
    fulfillmentCreate(fulfillment: $fulfillment) {
      fulfillment { id }
      userErrors { field message }
    }
  }`,
  requestedCost: 10,
  schema: z.object({
    fulfillmentCreate: z.object({
      fulfillment: z.object({ id: WireIdSchema }).nullable(),
      userErrors: WireUserErrorsSchema,
    }),
  }),
})

export const updateTrackingMutation = shopifyOperation({
  operation: 'fulfillmentTrackingInfoUpdate',
  effect: 'write',
  document: `mutation UpdateTracking(
    $id: ID!, $tracking: FulfillmentTrackingInput!, $notifyCustomer: Boolean!
  ) {
    fulfillmentTrackingInfoUpdate(
      fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notifyCustomer
    ) {
      fulfillment { id }
      userErrors { field message }
    }
  }`,
  requestedCost: 10,
  schema: z.object({
    fulfillmentTrackingInfoUpdate: z.object({
      fulfillment: z.object({ id: WireIdSchema }).nullable(),
      userErrors: WireUserErrorsSchema,
    }),
  }),
})

/** Posting a parcel back. */
export function createFulfillments(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /**
     * Parts the lines named from the rest, so that a parcel has a fulfilment order of its own.
     * The part split off has new line ids; the rest keeps its id (observed on live stores).
     */
    splitFulfillmentOrder: async (input: {
      readonly fulfillmentOrderId: string
      readonly lines: readonly FulfillmentOrderQuantity[]
    }): Promise<
      { readonly outcome: 'split'; readonly splitOffFulfillmentOrderId: string } | Refused
    > => {
      const split = {
        fulfillmentOrderId: toGid('FulfillmentOrder', input.fulfillmentOrderId),
        fulfillmentOrderLineItems: input.lines.map(toWireQuantity),
      }
      const variables = { splits: [split] }
      const data = await transport.execute(splitFulfillmentOrderMutation, variables)
      const { userErrors, fulfillmentOrderSplits } = data.fulfillmentOrderSplit
      if (userErrors.length > 0) return refusedBy(userErrors, variables)
      const part = fulfillmentOrderSplits?.[0]
      if (part === undefined) {
        throw malformed(splitFulfillmentOrderMutation, 'neither a split nor a reason')
      }
      return {
        outcome: 'split',
        splitOffFulfillmentOrderId: part.remainingFulfillmentOrder.id,
      }
    },

    /** Not idempotent at Shopify: after an `ambiguous` end, look before sending again. */
    createFulfillment: async (
      input: NewFulfillment,
    ): Promise<{ readonly outcome: 'created'; readonly fulfillmentId: string } | Refused> => {
      const fulfillment = {
        lineItemsByFulfillmentOrder: input.fulfillmentOrders.map((part) => ({
          fulfillmentOrderId: toGid('FulfillmentOrder', part.fulfillmentOrderId),
          ...(part.lines && { fulfillmentOrderLineItems: part.lines.map(toWireQuantity) }),
        })),
        ...(input.tracking && { trackingInfo: input.tracking }),
        notifyCustomer: input.notifyCustomer,
      }
      const data = await transport.execute(
        createFulfillmentMutation,
        { fulfillment },
        input.atDeparture,
      )
      const { userErrors, fulfillment: created } = data.fulfillmentCreate
      if (userErrors.length > 0) return refusedBy(userErrors, { fulfillment })
      if (created === null) {
        throw malformed(createFulfillmentMutation, 'neither a fulfilment nor a reason')
      }
      return { outcome: 'created', fulfillmentId: created.id }
    },

    /** Replaces the tracking of a fulfilment; sending the same again changes nothing. */
    updateTracking: async (input: {
      readonly fulfillmentId: string
      readonly tracking: Tracking
      readonly notifyCustomer: boolean
      readonly atDeparture?: () => Promise<void>
    }): Promise<{ readonly outcome: 'updated' } | Refused> => {
      const { tracking, notifyCustomer } = input
      const id = toGid('Fulfillment', input.fulfillmentId)
      const variables = { id, tracking, notifyCustomer }
      const data = await transport.execute(updateTrackingMutation, variables, input.atDeparture)
      const { userErrors } = data.fulfillmentTrackingInfoUpdate
      return userErrors.length > 0 ? refusedBy(userErrors, variables) : { outcome: 'updated' }
    },
  }
}

function toWireQuantity(line: FulfillmentOrderQuantity) {
  return {
    id: toGid('FulfillmentOrderLineItem', line.fulfillmentOrderLineId),
    quantity: line.quantity,
  }
}
