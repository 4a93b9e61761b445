import { setTimeout as sleep } from 'node:timers/promises'
import { type Budget, callsBudget, pointsBudget } from '../domain/budget.ts'
import { ApiError } from '../lib/api-error.ts'
import type { Metrics } from '../lib/metrics.ts'
import type { Ledger } from '../ledger/index.ts'
import type { LinnworksBudget } from '../linnworks/index.ts'
import type { ShopifyBudget } from '../shopify/index.ts'

/** A call waits this long for its turn in the process; after that its activity comes back later. */
const longestWaitMs = 10_000

/** Until a reply tells the shop's plan, the smallest is assumed (Shopify docs: rate limits). */
const standardPlan = { pointsPerSecond: 100, capacity: 2000 }

/** Calls a minute, where not the default (the `Rate limit` in each operation's description). */
const callsPerMinute: Readonly<Record<string, number>> = {
  GetOrdersById: 250,
  GetOrderDetailsByReferenceId: 250,
  ProcessOrder: 250,
  ChangeOrderTag: 250,
  GetOrderRelations: 250,
  GetStockItemIdsBySKU: 250,
}
const usualCallsPerMinute = 150

/** Where budgets are kept, and where waiting for them is counted. */
interface Accounts {
  readonly ledger: Pick<Ledger, 'budgets'>
  readonly metrics: Pick<Metrics, 'budgetWaited'>
}

/** Paces one shop's points, shared by all workers through the ledger. */
export function createShopifyBudget(
  { ledger, metrics }: Accounts,
  shop: string,
  share: number,
): ShopifyBudget {
  let plan = standardPlan
  const name = () => `shopify:${shop}:${plan.pointsPerSecond}`
  const initial = (nowMs: number) => pointsBudget(plan.pointsPerSecond, plan.capacity, share, nowMs)
  return {
    reserve: async ({ operation, cost }) => {
      await pace({ ledger, metrics }, { vendor: 'shopify', operation, name: name(), cost, initial })
    },
    settle: async (report) => {
      plan = { pointsPerSecond: report.restoreRate, capacity: report.maximumAvailable }
      await ledger.budgets.settle({
        name: name(),
        initial,
        unspent: report.throttled ? 0 : report.requestedCost - (report.actualCost ?? 0),
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
          initial: (nowMs) => callsBudget(limit, share, nowMs),
        },
      )
    },
  }
}

async function pace(
  { ledger, metrics }: Accounts,
  call: {
    readonly vendor: 'shopify' | 'linnworks'
    readonly operation: string
    readonly name: string
    readonly cost: number
    readonly initial: (nowMs: number) => Budget
  },
): Promise<void> {
  const { vendor, operation, name, cost, initial } = call
  const { reserved, waitMs } = await ledger.budgets.reserve({ name, cost, longestWaitMs, initial })
  if (!reserved) {
    throw new ApiError('our share of its limit is spent for now', {
      kind: 'throttled',
      vendor,
      operation,
      retryAfterMs: waitMs,
    })
  }
  if (waitMs > 0) await sleep(waitMs)
  metrics.budgetWaited({ vendor, operation, seconds: waitMs / 1000 })
}
