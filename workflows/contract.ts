import type { WorkflowClient } from '@temporalio/client'
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type TypedSearchAttributes,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common'
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'

/** Workflows and ledger steps run on `orders`; each vendor has a queue, so neither blocks the other. */
export const taskQueues = { orders: 'orders', shopify: 'shopify', linnworks: 'linnworks' } as const

export const orderWorkflowType = 'orderWorkflow'

/** Names one order for ever: a second start under this id is a signal to the first. */
export function orderWorkflowId(shop: string, orderId: string): string {
  return `order:${shop}:${orderId}`
}

export interface OrderInput {
  readonly shop: string
  readonly orderId: string
}

export interface OrderResult {
  readonly stage: 'fulfilled' | 'cancelled' | 'skipped'
  readonly because: string
}

/** Why an order may be cancelled, in the words of Shopify's `OrderCancelReason`. */
export const cancelReasons = [
  'CUSTOMER',
  'DECLINED',
  'FRAUD',
  'INVENTORY',
  'OTHER',
  'STAFF',
] as const

/** `actor` is an opaque id, never a name. */
export interface CancelRequest {
  readonly reason: (typeof cancelReasons)[number]
  readonly actor: string
}

export interface ActorRequest {
  readonly actor: string
}

export interface Departure {
  readonly linnworksOrderId: string
}

export interface CancelAnswer {
  readonly outcome: 'cancelled' | 'refused'
  readonly because: string
}

export interface HoldAnswer {
  readonly outcome: 'done' | 'refused'
  readonly because: string
}

/** Something may have changed in Shopify: the workflow reads the order again. */
export const orderChanged = defineSignal('orderChanged')
/** Linnworks moved this order out of its open orders: dispatched, or cancelled by the warehouse. */
export const parcelDispatched = defineSignal<[Departure]>('parcelDispatched')
/** The cause of an exception may be gone: it is judged again at once. */
export const retryNow = defineSignal<[ActorRequest]>('retryNow')
export const cancelOrderName = 'cancelOrder'
/** Temporal keeps signals and updates apart, so both may have the name that people type. */
export const cancelOrderSignal = defineSignal<[CancelRequest]>(cancelOrderName)
export const cancelOrder = defineUpdate<CancelAnswer, [CancelRequest]>(cancelOrderName)
export const holdOrder = defineUpdate<HoldAnswer, [ActorRequest]>('holdOrder')
export const releaseOrder = defineUpdate<HoldAnswer, [ActorRequest]>('releaseOrder')
export const orderState = defineQuery<OrderState>('orderState')

/** Where an order stands, why, and what comes next. Nothing in it is personal. */
export interface OrderState {
  readonly shop: string
  readonly orderId: string
  readonly name?: string
  readonly stage: string
  readonly consignments: readonly ConsignmentView[]
  readonly parcels: readonly ParcelView[]
  readonly exception?: {
    readonly code: string
    readonly owner: string
    readonly sentence: string
    readonly remedy: string
    readonly causeKeys: readonly string[]
  }
  /** What happens next, and why. */
  readonly next: string
}

export interface ConsignmentView {
  readonly reference: string
  readonly state: 'claimed' | 'sent' | 'verified' | 'cancelled' | 'dispatched'
  readonly linnworksOrderId?: string
  readonly linnworksNumber?: number
  readonly locationName?: string
}

export interface ParcelView {
  readonly linnworksOrderId: string
  readonly posted: boolean
  /** Posted without a tracking number, which may still come. */
  readonly untracked?: boolean
}

/** What operations filter by in the Temporal Web UI. Values are opaque: never personal. */
export const searchAttributes = {
  stage: defineSearchAttributeKey('WaybillStage', SearchAttributeType.KEYWORD),
  exception: defineSearchAttributeKey('WaybillException', SearchAttributeType.KEYWORD),
  shop: defineSearchAttributeKey('WaybillShop', SearchAttributeType.KEYWORD),
  order: defineSearchAttributeKey('WaybillOrder', SearchAttributeType.KEYWORD),
} as const

/** How to start an order's workflow, the same for every way in. */
export function orderStart(order: OrderInput) {
  return {
    workflowId: orderWorkflowId(order.shop, order.orderId),
    taskQueue: taskQueues.orders,
    staticSummary: `Order ${order.orderId} of ${order.shop}`,
    typedSearchAttributes: [
      { key: searchAttributes.stage, value: 'received' },
      { key: searchAttributes.shop, value: order.shop },
      { key: searchAttributes.order, value: order.orderId },
    ] satisfies ConstructorParameters<typeof TypedSearchAttributes>[0],
  }
}

/** The sweeps: one workflow each, started by a Schedule of the same id. */
export const orderSweepId = (shop: string) => `order-sweep:${shop}`
export const dispatchSweepId = 'dispatch-sweep'
export const causeReviewId = 'cause-review'
export const duplicateSweepId = 'duplicate-sweep'

/** A shop's stock: the full sweep, and beside it the lane for what cannot wait for that. */
export const stockPushId = (shop: string) => `stock-push:${shop}`
export const hotStockId = (shop: string) => `hot-stock:${shop}`

export interface OrderSweepInput {
  readonly shop: string
}

export interface StockInput {
  readonly shop: string
  /**
   * A reading of Linnworks that another shop's sweep began so shortly before serves this one too;
   * none does unless told.
   */
  readonly joinWithinSeconds?: number
}

/** Says something to an order, starting its workflow if it is not running. */
export interface OrderDesk {
  /** Of an order that was not known before. */
  orderPlaced(order: OrderInput): Promise<void>
  orderChanged(order: OrderInput): Promise<void>
  parcelDispatched(order: OrderInput, linnworksOrderId: string): Promise<void>
  retryNow(order: OrderInput): Promise<void>
}

/**
 * Reaches orders through Temporal's client. A new order is started; any other is signalled, and
 * started if it is not running, so that none is missed.
 */
export function createOrderDesk(
  client: Pick<WorkflowClient, 'start' | 'signalWithStart'>,
): OrderDesk {
  const tellChanged = async (order: OrderInput) => {
    await client.signalWithStart(orderWorkflowType, {
      ...orderStart(order),
      args: [order],
      signal: orderChanged,
    })
  }
  return {
    orderPlaced: async (order) => {
      try {
        // A new order reads Shopify by itself: a signal that says so would be an event for nothing.
        await client.start(orderWorkflowType, { ...orderStart(order), args: [order] })
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
        await tellChanged(order)
      }
    },
    orderChanged: tellChanged,
    parcelDispatched: async (order, linnworksOrderId) => {
      await client.signalWithStart(orderWorkflowType, {
        ...orderStart(order),
        args: [order],
        signal: parcelDispatched,
        signalArgs: [{ linnworksOrderId }],
      })
    },
    retryNow: async (order) => {
      await client.signalWithStart(orderWorkflowType, {
        ...orderStart(order),
        args: [order],
        signal: retryNow,
        signalArgs: [{ actor: 'waybill' }],
      })
    },
  }
}
