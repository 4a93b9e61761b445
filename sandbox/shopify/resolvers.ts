import {
  location,
  locations,
  product,
  products,
  productVariant,
  productVariants,
} from './catalogue-queries.ts'
import { shopView } from './catalogue-view.ts'
import { fulfillmentOrderHold, fulfillmentOrderReleaseHold } from './fulfillment-holds.ts'
import {
  findFulfillmentOrder,
  fulfillmentOrderMove,
  fulfillmentOrderSplit,
} from './fulfillment-orders.ts'
import { fulfillmentOrderView } from './fulfillment-order-view.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { fulfillmentCancel, fulfillmentTrackingInfoUpdate } from './fulfillment-changes.ts'
import { fulfillmentCreate } from './fulfillments.ts'
import { gid, idOf, parseGid } from './gid.ts'
import { inventoryActivate, inventoryDeactivate } from './inventory-activate.ts'
import { inventoryAdjustQuantities } from './inventory-adjust.ts'
import { inventoryItem, inventoryItems, inventoryLevel } from './inventory-queries.ts'
import { inventorySetQuantities } from './inventory-set.ts'
import { orderCancel } from './order-cancel.ts'
import { orderClose, orderMarkAsPaid, orderUpdate } from './order-changes.ts'
import { orderCreate } from './order-create.ts'
import {
  orderEditAddVariant,
  orderEditBegin,
  orderEditCommit,
  orderEditSetQuantity,
} from './order-edit.ts'
import { order, orders, ordersCount } from './order-queries.ts'
import { orderRiskAssessmentCreate } from './order-risk.ts'
import { refundCreate } from './refunds.ts'
import { returnProcess, reverseFulfillmentOrderDispose } from './return-process.ts'
import { findReturn, returnCancel, returnClose, returnCreate } from './returns.ts'
import { returnView } from './return-view.ts'
import {
  webhookSubscription,
  webhookSubscriptionCreate,
  webhookSubscriptionDelete,
  webhookSubscriptions,
} from './webhooks/subscriptions.ts'
import type { CallContext } from './world.ts'

interface ById {
  readonly id: string
}

/** The root fields of the schema. Every one gets its arguments and the call's context. */
export function createResolvers(options: { readonly jobDelayMs: number }) {
  return {
    order,
    orders,
    ordersCount,
    fulfillmentOrder,
    fulfillment,
    job,
    node,
    nodes: ({ ids }: { readonly ids: readonly string[] }, context: CallContext) =>
      ids.map((id) => node({ id }, context)),
    location,
    locations,
    product,
    products,
    productVariant,
    productVariants,
    inventoryItem,
    inventoryItems,
    inventoryLevel,
    return: returnOf,
    shop: (_args: unknown, context: CallContext) => shopView(context),
    currentAppInstallation: (_args: unknown, { setup }: CallContext) => ({
      id: gid('AppInstallation', '1'),
      accessScopes: setup.scopes.map((handle) => ({ handle, description: handle })),
    }),
    webhookSubscription,
    webhookSubscriptions,
    orderCreate,
    orderUpdate,
    orderClose,
    orderMarkAsPaid,
    orderRiskAssessmentCreate,
    orderCancel: (args: Parameters<typeof orderCancel>[0], context: CallContext) =>
      orderCancel(args, context, options.jobDelayMs),
    refundCreate,
    orderEditBegin,
    orderEditSetQuantity,
    orderEditAddVariant,
    orderEditCommit,
    fulfillmentCreate,
    fulfillmentTrackingInfoUpdate,
    fulfillmentCancel,
    fulfillmentOrderSplit,
    fulfillmentOrderMove,
    fulfillmentOrderHold,
    fulfillmentOrderReleaseHold,
    inventorySetQuantities,
    inventoryAdjustQuantities,
    inventoryActivate,
    inventoryDeactivate,
    returnCreate,
    returnProcess,
    returnClose,
    returnCancel,
    reverseFulfillmentOrderDispose,
    webhookSubscriptionCreate,
    webhookSubscriptionDelete,
  }
}

function fulfillmentOrder({ id }: ById, context: CallContext) {
  const found = findFulfillmentOrder(context, id)
  return found === undefined ? null : fulfillmentOrderView(context, found.order, found.each)
}

function fulfillment({ id }: ById, context: CallContext) {
  const fulfillmentId = idOf('Fulfillment', id)
  const owner = context.world.ownerOf('Fulfillment', fulfillmentId)
  const found = owner?.fulfillments.find((each) => each.id === fulfillmentId)
  if (owner === undefined || found === undefined || owner.shop !== context.setup.shop) return null
  return fulfillmentView(context, owner, found)
}

function returnOf({ id }: ById, context: CallContext) {
  const found = findReturn(context, id)
  return found === undefined ? null : returnView(context, found.order, found.each)
}

function job({ id }: ById, { world, setup }: CallContext) {
  const found = world.jobs.get(idOf('Job', id))
  return found?.shop === setup.shop ? { id, done: found.done } : null
}

const nodeFinders: Readonly<Record<string, (args: ById, context: CallContext) => unknown>> = {
  Order: order,
  FulfillmentOrder: fulfillmentOrder,
  Fulfillment: fulfillment,
  Location: location,
  Product: product,
  ProductVariant: productVariant,
  InventoryItem: inventoryItem,
  InventoryLevel: inventoryLevel,
  Return: returnOf,
}

function node(args: ById, context: CallContext): unknown {
  return nodeFinders[parseGid(args.id).type]?.(args, context) ?? null
}
