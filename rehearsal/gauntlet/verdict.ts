import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import type { OrderRow } from '../../ledger/orders.ts'
import type { AuditReport } from '../../sandbox/auditor/index.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { auditVendors } from '../audit-vendors.ts'
import type { Stack } from '../stack.ts'
import type { Story } from './stories.ts'

export interface LivedOrder {
  readonly order: PlacedOrder
  readonly story: Story
}

const mostTold = 20
const aDayMs = 24 * 3_600_000

/** What the auditor finds at both vendors, who is told what people know and no vendor shows. */
export async function auditDay(
  stack: Pick<Stack, 'shopify' | 'linnworks'>,
  lived: readonly LivedOrder[],
): Promise<AuditReport> {
  const idsOf = (title: string) =>
    lived.filter(({ story }) => story.title === title).map(({ order }) => order.orderId)
  return await auditVendors(stack, {
    expectDispatchedDespiteCancel: idsOf('cancelled when its parcel has left'),
    trackedLater: idsOf('sent before its tracking number is known'),
    fulfilledByHand: idsOf('handed over the counter'),
  })
}

/** What is not at rest yet, a line each; nothing once the day is over. */
export async function listRestless(
  stack: Pick<Stack, 'ledger' | 'client'>,
  lived: readonly LivedOrder[],
): Promise<readonly string[]> {
  const { ledger } = stack
  const rows = await ledger.orders.list({ shop: AURORA.shop, limit: lived.length + 1 })
  const stages = new Map(rows.map((row): [string, OrderRow] => [row.orderId, row]))
  const restless = lived.flatMap(({ order, story }) => {
    const stage = stages.get(order.orderId)?.stage ?? 'unknown'
    if (story.ends.some((end) => end === stage)) return []
    return [`${order.name} (${story.title}) is ${stage}, not ${story.ends.join(' or ')}`]
  })
  if (restless.length > 0) return restless
  const soon = new Date(Date.now() + aDayMs)
  const [outages, exceptions, unposted, untracked, inbox, running] = await Promise.all([
    ledger.outages.list(),
    ledger.exceptions.listOpen(),
    ledger.parcels.listWaiting(soon, mostTold),
    ledger.parcels.listUntracked(new Date(0), soon, mostTold),
    ledger.inbox.countWaiting(),
    listRunning(stack),
  ])
  return [
    ...outages.map(({ vendor, sentence }) => `an outage of ${vendor} is open: ${sentence}`),
    ...exceptions.map(({ orderId, sentence }) => `order ${orderId} has an exception: ${sentence}`),
    ...unposted.map(({ orderId }) => `a parcel of order ${orderId} is not posted`),
    ...untracked.map(({ orderId }) => `a parcel of order ${orderId} lacks its tracking number`),
    ...(inbox === 0 ? [] : [`${inbox} webhooks wait in the inbox`]),
    ...running.map((workflowId) => `the workflow ${workflowId} has not ended`),
  ]
}

/** The workflows of orders that have not ended; Temporal itself is asked, for its lists lag. */
async function listRunning({ client }: Pick<Stack, 'client'>): Promise<readonly string[]> {
  const running: string[] = []
  const query = 'WorkflowType = "orderWorkflow" AND ExecutionStatus = "Running"'
  for await (const { workflowId } of client.workflow.list({ query })) {
    const { status } = await client.workflow.getHandle(workflowId).describe()
    if (status.name === 'RUNNING') running.push(workflowId)
    if (running.length === mostTold) break
  }
  return running
}

/** Writes the history of each of these workflows that has not ended into a file of the folder. */
export async function keepHistories(
  stack: Pick<Stack, 'client'>,
  folder: string,
): Promise<readonly string[]> {
  const kept: string[] = []
  for (const workflowId of await listRunning(stack)) {
    const history = await stack.client.workflow.getHandle(workflowId).fetchHistory()
    const file = join(folder, `${workflowId.replaceAll(':', '-')}.json`)
    writeFileSync(file, historyToJSON(history))
    kept.push(file)
  }
  return kept
}

/** Orders that stood twice in Linnworks for a while: the sweep that mends it must find no work. */
export async function listRepaired(
  { ledger }: Pick<Stack, 'ledger'>,
  lived: readonly LivedOrder[],
): Promise<readonly string[]> {
  const repaired: string[] = []
  for (const { order } of lived) {
    const history = await ledger.events.list(`order:${AURORA.shop}:${order.orderId}`)
    if (history.some(({ what }) => what.includes('duplicate'))) repaired.push(order.orderId)
  }
  return repaired
}

/** The histories, from the ledger, of the orders that something is wrong with. */
export async function describeOrders(
  { ledger }: Pick<Stack, 'ledger'>,
  lived: readonly LivedOrder[],
  orderIds: ReadonlySet<string>,
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { order, story } of lived.filter((each) => orderIds.has(each.order.orderId))) {
    if (lines.length > mostTold * 20) return [...lines, '… and more']
    lines.push(`\n${order.name} (${order.orderId}): ${story.title}`)
    const key = { shop: AURORA.shop, orderId: order.orderId }
    for (const { at, actor, what, why } of await ledger.events.list(
      `order:${key.shop}:${key.orderId}`,
    )) {
      lines.push(`  ${at.toISOString()} ${actor}: ${what}: ${why}`)
    }
    for (const row of await ledger.consignments.list(key)) {
      lines.push(
        `  consignment ${row.reference}: ${row.state}, Linnworks ${row.linnworksNumber ?? '-'}`,
      )
    }
  }
  return lines
}
