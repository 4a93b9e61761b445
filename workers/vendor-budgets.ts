import { setTimeout as sleep } from 'node:timers/promises'
import { type Budget, callsBudget, pointsBudget } from '../domain/budget.ts'
import { ApiError } from '../lib/api-error.ts'
import type { Metrics } from '../lib/metrics.ts'
import type { Ledger } from '../ledger/index.ts'
import type { LinnworksBudget } from '../linnworks/index.ts'
import type { ShopifyBudget } from '../shopify/index.ts'
import { currentPriority, keepOf } from './priorities.ts'

/** A call waits this long for its turn in the process; after that its activity comes back later. */
const longestWaitMs = 10_000
const longestQueueMs = 30_000
const comeBackMs = 3000

/**
 * Until a reply tells the shop's plan, the last one known is assumed, at first the smallest. Every
 * bucket holds what twenty seconds restore (Shopify docs: rate limits).
 */
const standardPointsPerSecond = 100
const secondsToFill = 20

/** Calls a minute, where not the default (the `Rate limit` in each operation's description). */
const callsPerMinute: Readonly<Record<string, number>> = {
  GetOrdersById: 250,
  GetOrderDetailsByReferenceId: 250,
  ProcessOrder: 250,
  ChangeOrderTag: 250,
  GetOrderRelations: 250,
  GetAllOpenOrders: 250,
  GetStockItemIdsBySKU: 250,
  GetStockLevel_Batch: 250,
  GetInventoryItemsCompositionByIds: 250,
}
const usualCallsPerMinute = 150

/** Pages are read one after another for minutes: what a burst held back would be missing all along. */
const burstParts: Readonly<Record<string, number>> = { GetStockItemsFull: 0.02 }

/** Where budgets are kept, and where waiting for them is counted. */
interface Accounts {
  readonly ledger: Pick<Ledger, 'budgets'>
  readonly metrics: Pick<Metrics, 'budgetWaited'>
}

interface Call {
  readonly vendor: 'shopify' | 'linnworks'
  readonly operation: string
  /** Of the budget. */
  readonly name: string
  readonly cost: number
  readonly initial: (nowMs: number) => Budget
}

/** Paces one shop's points, shared by all workers through the ledger. */
export function createShopifyBudget(
  { ledger, metrics }: Accounts,
  shop: string,
  share: number,
): ShopifyBudget {
  const prefix = `shopify:${shop}:`
  let plan: { readonly pointsPerSecond: number; readonly capacity: number } | undefined
  const recallPlan = async () => {
    const name = await ledger.budgets.findNewest(prefix)
    const pointsPerSecond = Number(name?.slice(prefix.length) ?? standardPointsPerSecond)
    return { pointsPerSecond, capacity: pointsPerSecond * secondsToFill }
  }
  const budgetOf = ({ pointsPerSecond, capacity }: NonNullable<typeof plan>) => ({
    name: `${prefix}${pointsPerSecond}`,
    initial: (nowMs: number) => pointsBudget(pointsPerSecond, capacity, share, nowMs),
  })
  return {
    reserve: async ({ operation, cost }) => {
      plan ??= await recallPlan()
      await pace({ ledger, metrics }, { vendor: 'shopify', operation, cost, ...budgetOf(plan) })
    },
    settle: async (report) => {
      plan = { pointsPerSecond: report.restoreRate, capacity: report.maximumAvailable }
      await ledger.budgets.settle({
        ...budgetOf(plan),
        unspent: report.throttled ? 0 : report.reservedCost - (report.actualCost ?? 0),
        vendorAvailable: report.currentlyAvailable,
      })
    },
  }
}

/** Paces the calls of each Linnworks operation, shared by all workers through the ledger. */
export function createLinnworksBudget(
  { ledger, metrics }: Accounts,
  share: number,
): LinnworksBudget {
  return {
    reserve: async ({ operation, cost }) => {
      const limit = callsPerMinute[operation] ?? usualCallsPerMinute
      await pace(
        { ledger, metrics },
        {
          vendor: 'linnworks',
          operation,
          name: `linnworks:${operation}`,
          cost,
          initial: (nowMs) => callsBudget(limit, share, nowMs, burstParts[operation]),
        },
      )
    },
  }
}

async function pace({ ledger, metrics }: Accounts, call: Call): Promise<void> {
  const { vendor, operation } = call
  const startedAt = performance.now()
  if (keepOf(currentPriority(), 0) === undefined) await book(ledger, call)
  else await queue(ledger, call)
  metrics.budgetWaited({ vendor, operation, seconds: (performance.now() - startedAt) / 1000 })
}

/** The urgent is given a moment in the future, and everybody else finds that much less. */
async function book({ budgets }: Accounts['ledger'], call: Call): Promise<void> {
  const { reserved, waitMs } = await budgets.reserve({ ...call, longestWaitMs })
  if (!reserved) throw spent(call, waitMs)
  if (waitMs > 0) await sleep(waitMs)
}

/** The last of those of one priority that queue for a budget in this process. */
const queues = new Map<string, Promise<void>>()

/** What may wait asks again and again, one after another, so that the urgent finds room at once. */
async function queue({ budgets }: Accounts['ledger'], call: Call): Promise<void> {
  const startedAt = performance.now()
  const line = `${call.name} ${currentPriority()}`
  const before = queues.get(line)
  const { promise: mine, resolve: leave } = Promise.withResolvers<void>()
  queues.set(line, mine)
  try {
    await before
    for (;;) {
      const waitedMs = performance.now() - startedAt
      const keep = keepOf(currentPriority(), waitedMs)
      if (keep === undefined) {
        await book({ budgets }, call)
        return
      }
      const { reserved, waitMs } = await budgets.reserve({ ...call, longestWaitMs, keep })
      if (reserved) return
      // Others wait too: whoever comes back at once only costs reads.
      if (waitedMs + waitMs > longestQueueMs)
        throw spent(call, waitMs + comeBackMs * (1 + Math.random()))
      await sleep(waitMs)
    }
  } finally {
    leave()
    if (queues.get(line) === mine) queues.delete(line)
  }
}

function spent({ vendor, operation }: Call, retryAfterMs: number): ApiError {
  return new ApiError('our share of its limit is spent for now', {
    kind: 'throttled',
    vendor,
    operation,
    retryAfterMs,
  })
}
