import type { StockBacklog } from '../../../ledger/level-views.ts'
import type { OpenStockException } from '../../../ledger/stock-exceptions.ts'
import type { LeftUnseen } from '../../../ledger/orders.ts'
import { isStopped, type StockStop } from '../../../ledger/stock-stops.ts'
import type { StockSweep } from '../../../ledger/stock-sweeps.ts'
import type { ShopConfig } from '../../../lib/config.ts'
import { listCountedTwice } from '../../stock-links.ts'
import type { CliContext } from '../context.ts'
import type { Report } from '../report.ts'
import { formatShopStock } from './status-text.ts'
import { listShops } from './scope.ts'

/** How many of a shop's levels stand how, and how old the oldest reading among them is. */
export interface StandingCount {
  readonly standing: string | null
  readonly reason: string | null
  readonly count: number
  readonly oldestReadAt: Date
  readonly oldestStockReadAt: Date | null
}

/** Where one shop's stock stands. */
export interface ShopStock {
  readonly shop: string
  readonly enabled: boolean
  readonly schedule: string
  readonly paused: boolean
  readonly sweeps: readonly StockSweep[]
  readonly standings: readonly StandingCount[]
  readonly backlog: StockBacklog
  /** What was written of late, and what that makes of the backlog. */
  readonly pace: {
    readonly perMinute: number
    readonly calls: number
    readonly drainSeconds?: number
  }
  readonly unsettled: readonly { readonly writeKey: string; readonly sentAt: Date }[]
  /** Orders of which units may have left a shelf unseen: until they are looked at nothing is raised. */
  readonly unseen: readonly LeftUnseen[]
  /** Off sale until a person settles them. */
  readonly left: { readonly orders: number; readonly units: number }
  readonly stop?: StockStop
  readonly exceptions: readonly OpenStockException[]
  /** Linnworks locations that count for two locations of the shop: their stock is offered twice. */
  readonly countedTwice: readonly string[]
}

/** So many are named. */
const mostUnseen = 5

/** What was written within so long tells the pace. */
const paceMs = 10 * 60_000

/** Where the stock of the shops stands; exit 1 where a push is stopped. */
export async function showStatus(
  context: CliContext,
  { shop }: { readonly shop?: string | undefined },
): Promise<Report> {
  const stocks: ShopStock[] = []
  for (const each of listShops(context, shop)) stocks.push(await readStatus(context, each))
  const isAnyStopped = stocks.some(({ enabled, stop }) => enabled && isStopped(stop))
  return {
    json: stocks,
    text: stocks.map((each) => formatShopStock(each, context)).join('\n\n'),
    exitCode: isAnyStopped ? 1 : 0,
  }
}

async function readStatus(
  { ledger: open, now }: CliContext,
  { shop, stock }: ShopConfig,
): Promise<ShopStock> {
  const ledger = await open()
  const since = new Date(now.getTime() - paceMs)
  const sweeps = await ledger.stockSweeps.list(shop, 5)
  const running = findRunning(sweeps)
  const [standings, backlog, wrote, unsettled, unseen, left, stop, exceptions, rules, links] =
    await Promise.all([
      ledger.stockLevels.countStandings(shop),
      ledger.levelViews.countBacklog(shop, running?.startedAt),
      ledger.stockWrites.countSince(shop, since),
      ledger.stockWrites.listUnsettled(shop, now),
      ledger.orders.listLeftUnseen(shop, mostUnseen),
      ledger.consignedUnits.listLeft(shop),
      ledger.stockStops.find(shop),
      ledger.stockExceptions.listOpen(shop),
      ledger.stockRules.list(shop),
      ledger.linkedLocations.list(),
    ])
  return {
    ...{ shop, sweeps, standings, backlog, unsettled, unseen, exceptions },
    enabled: stock.enabled,
    schedule: stock.schedule,
    paused: rules.some((rule) => rule.locationId === '' && rule.sku === '' && rule.paused === true),
    pace: toPace(backlog, wrote, running, now),
    left: {
      orders: new Set(left.map(({ orderId }) => orderId)).size,
      units: left.reduce((sum, { quantity }) => sum + quantity, 0),
    },
    countedTwice: listCountedTwice(links.filter((link) => link.shop === shop)).map(
      ({ linnworksLocationName }) => linnworksLocationName,
    ),
    ...(stop === undefined ? {} : { stop }),
  }
}

/** The sweep that has not ended, if it is the newest: one that was left by a kill is followed by others. */
export function findRunning(sweeps: readonly StockSweep[]): StockSweep | undefined {
  const [newest] = sweeps
  return newest?.finishedAt === null ? newest : undefined
}

/** A sweep under way tells best how fast it goes; else what was written in the last minutes. */
function toPace(
  backlog: StockBacklog,
  wrote: { readonly levels: number; readonly calls: number },
  running: StockSweep | undefined,
  now: Date,
): ShopStock['pace'] {
  const { levels, calls } = wrote
  const perMinute = Math.round(levels / (paceMs / 60_000))
  const elapsedMs = running === undefined ? 0 : now.getTime() - running.startedAt.getTime()
  const [waiting, perMs] =
    running !== undefined && running.levels > 0
      ? [backlog.toJudge, running.levels / Math.max(1, elapsedMs)]
      : [backlog.toWrite, levels / paceMs]
  return perMs > 0
    ? { perMinute, calls, drainSeconds: Math.ceil(waiting / perMs / 1000) }
    : { perMinute, calls }
}
