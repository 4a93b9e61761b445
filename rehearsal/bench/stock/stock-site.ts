import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { sql } from 'kysely'
import * as world from '../../../sandbox/world.ts'
import { stockPushId, taskQueues } from '../../../workflows/contract.ts'
import { eventually } from '../../eventually.ts'
import { readMegabytes } from '../cpu.ts'
import type { BenchTools } from '../run-bench.ts'
import { type Site, startSite } from '../site.ts'
import type { StockOptions } from './options.ts'
import { createStockDesk, type StockDesk } from './stock-desk.ts'

export type StockSite = Site<StockDesk>

const program = fileURLToPath(new URL('stock-twins-program.ts', import.meta.url))
const { shop } = world.AURORA

/**
 * Waybill and both twins with so many SKUs. Its stock is not switched on: the bench starts each push
 * itself, and Shopify does not tell of every level that Waybill writes.
 */
export async function startStockSite(
  options: StockOptions & BenchTools,
  plan: 'standard' | 'plus',
): Promise<StockSite> {
  const { skus, roundTripMs, share, settings, profile, say } = options
  const site = await startSite({
    folder: join(options.folder, plan),
    plan,
    twins: { program, setup: { skus }, createDesk: createStockDesk },
    ...{ share, settings, profile, say },
  })
  options.onStarted(site)
  await site.twins.setRoundTrip({ ms: roundTripMs })
  // A level is raised only where the orders are known, and the bench's first look at them is soon.
  await site.client.schedule.getHandle(`order-sweep:${shop}`).trigger()
  await eventually('the orders were looked at', async () => {
    const { rows } = await sql`SELECT FROM cursors WHERE name = ${`orders:${shop}`}`.execute(
      site.database,
    )
    return rows.length > 0
  })
  return site
}

/** Runs a push over the whole shop to its end, as its Schedule would. */
export async function pushAll({ client }: StockSite): Promise<void> {
  await client.workflow.execute('stockPushWorkflow', {
    taskQueue: taskQueues.orders,
    workflowId: stockPushId(shop),
    args: [{ shop }],
  })
}

/** What the worker had at its most since it was ready. */
export function mostMegabytes(site: StockSite): number {
  return readMegabytes(site.members()['worker'] ?? 0).most
}
