import type { FinancialStatus, FulfillmentOrderStatus, ShopOrder } from './order.ts'

/**
 * What a workflow may know of an order: ids, SKUs, quantities and states. Nothing personal, so it
 * may stand in a workflow's history.
 */
export interface OrderFacts {
  readonly shop: string
  readonly orderId: string
  readonly name: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly cancelledAt?: string
  readonly financialStatus?: FinancialStatus
  readonly lines: readonly {
    readonly lineId: string
    readonly sku?: string
    readonly currentQuantity: number
    readonly requiresShipping: boolean
  }[]
  readonly fulfillmentOrders: readonly {
    readonly fulfillmentOrderId: string
    readonly status: FulfillmentOrderStatus
    readonly lines: readonly { readonly lineId: string; readonly remainingQuantity: number }[]
  }[]
  readonly fulfillmentCount: number
}

/** Leaves out all that is personal. */
export function toOrderFacts(order: ShopOrder): OrderFacts {
  return {
    shop: order.shop,
    orderId: order.orderId,
    name: order.name,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    ...(order.cancelledAt === undefined ? {} : { cancelledAt: order.cancelledAt }),
    ...(order.financialStatus === undefined ? {} : { financialStatus: order.financialStatus }),
    lines: order.lines.map((line) => ({
      lineId: line.lineId,
      ...(line.sku === undefined ? {} : { sku: line.sku }),
      currentQuantity: line.currentQuantity,
      requiresShipping: line.requiresShipping,
    })),
    fulfillmentOrders: order.fulfillmentOrders.map((fulfillmentOrder) => ({
      fulfillmentOrderId: fulfillmentOrder.fulfillmentOrderId,
      status: fulfillmentOrder.status,
      lines: fulfillmentOrder.lines.map(({ lineId, remainingQuantity }) => ({
        lineId,
        remainingQuantity,
      })),
    })),
    fulfillmentCount: order.fulfillments.filter(({ status }) => status === 'SUCCESS').length,
  }
}

/**
 * How many shippable units Shopify still waits for. Counts only fulfilment orders that can still
 * be fulfilled: a closed one can show units again after a fulfilment was cancelled (observed on
 * live stores), and the units then stand in a new open one as well.
 */
export function countUnitsToShip(facts: Pick<OrderFacts, 'lines' | 'fulfillmentOrders'>): number {
  const shippable = new Set(
    facts.lines.filter(({ requiresShipping }) => requiresShipping).map(({ lineId }) => lineId),
  )
  return facts.fulfillmentOrders
    .filter(({ status }) => isUnfinished(status))
    .flatMap(({ lines }) => lines)
    .filter(({ lineId }) => shippable.has(lineId))
    .reduce((sum, { remainingQuantity }) => sum + remainingQuantity, 0)
}

/** Whether units of a fulfilment order in this state may still leave a location. */
export function isUnfinished(status: FulfillmentOrderStatus): boolean {
  return (
    status === 'OPEN' || status === 'IN_PROGRESS' || status === 'ON_HOLD' || status === 'SCHEDULED'
  )
}
