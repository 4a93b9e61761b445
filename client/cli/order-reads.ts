import type { WorkflowExecutionDescription } from '@temporalio/client'
import type { Stage } from '../../domain/stage.ts'
import { orderSubject } from '../../ledger/order-key.ts'
import type { OrderRow } from '../../ledger/orders.ts'
import { orderState, orderWorkflowId } from '../../workflows/contract.ts'
import { type CliContext, requireShop } from './context.ts'
import { findOrder, type OrderWords } from './find-order.ts'
import { formatOrder, formatOrderList, type OrderStory, toOrderJson } from './order-text.ts'
import type { Report } from './report.ts'

/** A workflow that nobody hosts must not keep the person waiting. */
const queryWithinMs = 3000

/** The newest orders, with why they wait. */
export async function listOrders(
  context: CliContext,
  filter: { readonly shop?: string; readonly stages?: readonly Stage[]; readonly limit: number },
): Promise<Report> {
  if (filter.shop !== undefined) requireShop(context.config(), filter.shop)
  const ledger = await context.ledger()
  const [orders, open] = await Promise.all([
    ledger.orders.list(filter),
    ledger.exceptions.listOpen(filter.shop === undefined ? {} : { shop: filter.shop }),
  ])
  const waiting = new Map(open.map((each) => [orderSubject(each), each]))
  const explained = orders.map((order) => {
    const exception = waiting.get(orderSubject(order))
    return { ...order, exception: exception?.code, why: exception?.sentence }
  })
  return { json: explained, text: formatOrderList(explained, context) }
}

/** One order's story: from the ledger, and from its workflow if that can be asked. */
export async function showOrder(context: CliContext, named: OrderWords): Promise<Report> {
  const order = await findOrder(context, named)
  const ledger = await context.ledger()
  const [[exception], consignments, parcels, events, intact, locations, asked] = await Promise.all([
    ledger.exceptions.listOpen({ shop: order.shop, orderId: order.orderId }),
    ledger.consignments.list(order),
    ledger.parcels.list(order),
    ledger.events.list(orderSubject(order)),
    ledger.events.isIntact(orderSubject(order)),
    ledger.links.listLocationLinks(order.shop),
    askWorkflow(context, order),
  ])
  const story: OrderStory = {
    order,
    exception,
    consignments: consignments.map((consignment) => ({
      ...consignment,
      locationName: locations.find(
        ({ linnworksLocationId }) => linnworksLocationId === consignment.linnworksLocationId,
      )?.linnworksLocationName,
    })),
    parcels,
    events,
    intact,
    next: asked.next,
    waits: asked.waits,
  }
  return {
    json: toOrderJson(story),
    text: formatOrder(story, context),
    warnings: asked.warning === undefined ? [] : [asked.warning],
  }
}

interface Asked {
  readonly next?: string
  readonly waits?: string
  readonly warning?: string
}

/** Only a running workflow knows what comes next; without one the ledger has said it all. */
async function askWorkflow(context: CliContext, { shop, orderId }: OrderRow): Promise<Asked> {
  try {
    const client = await context.temporal()
    const handle = client.workflow.getHandle(orderWorkflowId(shop, orderId))
    return await client.withDeadline(Date.now() + queryWithinMs, async () => {
      const description = await handle.describe()
      if (description.status.name !== 'RUNNING') return {}
      const { next } = await handle.query(orderState)
      const waits = describeRetry(description)
      return { next, ...(waits === undefined ? {} : { waits }) }
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return {}
    return { warning: 'What comes next is unknown: Temporal, or a worker, does not answer.' }
  }
}

/** Why the step that is under way has not succeeded yet, in the words of its last attempt. */
function describeRetry({ raw }: WorkflowExecutionDescription): string | undefined {
  for (const { activityType, attempt, lastFailure } of raw.pendingActivities ?? []) {
    const because = lastFailure?.message
    if (because) return `${because} (${activityType?.name ?? 'a step'}, attempt ${attempt})`
  }
  return undefined
}
