import { setTimeout as sleep } from 'node:timers/promises'
import { listSchedules } from '../../../client/schedules.ts'
import { createLedger } from '../../../ledger/index.ts'
import * as world from '../../../sandbox/world.ts'
import { hotStockId } from '../../../workflows/contract.ts'
import { eventually } from '../../eventually.ts'
import { percentiles } from '../latencies.ts'
import { shelvesOf } from './shelves.ts'
import { measureSweep, type Sweep } from './measure-sweep.ts'
import type { StockSite } from './stock-site.ts'

/** How soon Shopify follows Linnworks where it matters, while a sweep writes every other level. */
export interface HotLane {
  readonly skus: number
  readonly changes: number
  readonly seconds: Spread
  readonly falls: Spread
  readonly rises: Spread
  /** Changes that Shopify never came to show. None may be. */
  readonly unseen: number
  readonly sweep: Sweep
}

interface Spread {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

const { shop } = world.AURORA
/** Each hot item changes this often. */
const eachEverySeconds = 40
const betweenChangesMs = 500

/**
 * A sweep that writes every level runs while hot items change in Linnworks, a few each moment, up and
 * down. The hot items were made hot as a sale makes them.
 */
export async function measureHotLane(
  site: StockSite,
  { levels, hotSkus }: { readonly levels: number; readonly hotSkus: number },
): Promise<HotLane> {
  const { twins } = site
  const ledger = createLedger(site.database)
  const hot = Array.from({ length: hotSkus }, (_, index) => index)
  await ledger.stockLevels.heat(
    hot.flatMap((index) =>
      shelvesOf(index).map(({ inventoryItemId, locationId }) => ({
        ...{ shop, inventoryItemId, locationId },
      })),
    ),
    'sold',
  )
  const lane = await startLane(site)
  const changed = await twins.changeAll({ hotSkus })
  const isOver = { now: false }
  const changing = keepChanging(site, hot, isOver)
  try {
    const sweep = await measureSweep(site, { levels, changed })
    isOver.now = true
    await changing
    await eventually(
      'Shopify shows every hot change',
      async () => (await twins.hotChanges({})).every(({ shownAtMs }) => shownAtMs !== null),
      90_000,
    ).catch(() => undefined)
    const changes = await twins.hotChanges({})
    const differing = await twins.countDiffering({})
    return {
      skus: hotSkus,
      changes: changes.length,
      seconds: spread(changes),
      falls: spread(changes.filter(({ rises }) => !rises)),
      rises: spread(changes.filter(({ rises }) => rises)),
      unseen: changes.filter(({ shownAtMs }) => shownAtMs === null).length,
      sweep: { ...sweep, differing },
    }
  } finally {
    isOver.now = true
    await changing
    await lane.stop()
  }
}

export function describeHotLane({ skus, changes, seconds, falls, rises, unseen }: HotLane): string {
  const say = ({ p50, p95, p99 }: Spread) =>
    `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, p99 ${p99.toFixed(1)} s`
  return [
    `${changes} changes of ${skus} hot SKUs beside it, from Linnworks to Shopify: ${say(seconds)}; ${unseen} never shown`,
    `  falls         ${say(falls)}`,
    `  rises         ${say(rises)}`,
  ].join('\n')
}

/** The hot lane as its Schedule runs it where stock is switched on. */
async function startLane({ client, config }: StockSite) {
  const shops = config.shops.map((each) => ({ ...each, stock: { ...each.stock, enabled: true } }))
  const scheduleId = hotStockId(shop)
  const schedule = listSchedules({ ...config, shops }).find(
    (each) => each.scheduleId === scheduleId,
  )
  if (schedule === undefined) throw new Error('The hot lane has no Schedule')
  const handle = await client.schedule.create(schedule)
  await handle.trigger()
  return {
    stop: async () => {
      await handle.delete()
      for await (const { workflowId, runId } of client.workflow.list({
        query: `WorkflowType = 'hotStockWorkflow' AND ExecutionStatus = 'Running'`,
      })) {
        const running = client.workflow.getHandle(workflowId, runId)
        await running.cancel()
        await running.result().catch(() => undefined)
      }
    },
  }
}

async function keepChanging(
  { twins }: StockSite,
  hot: readonly number[],
  isOver: { readonly now: boolean },
): Promise<void> {
  const atOnce = Math.ceil((hot.length * betweenChangesMs) / (eachEverySeconds * 1000))
  for (let next = 0; !isOver.now; next += atOnce) {
    const items = Array.from({ length: atOnce }, (_, nth) => hot[(next + nth) % hot.length] ?? 0)
    await twins.changeHot({ items: [...new Set(items)] })
    await sleep(betweenChangesMs)
  }
}

function spread(changes: readonly { changedAtMs: number; shownAtMs: number | null }[]): Spread {
  const { p50, p95, p99 } = percentiles(
    changes.map(({ changedAtMs, shownAtMs }) => (shownAtMs ?? Infinity) - changedAtMs),
  )
  return { p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000 }
}
