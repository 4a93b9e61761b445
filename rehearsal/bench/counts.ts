import type { TwinsCounts } from './twins-desk.ts'

type Calls = Readonly<Record<string, number>>

/** What was counted between two looks; operations that nobody called are left out. */
export function subtractCounts(after: TwinsCounts, before: TwinsCounts): TwinsCounts {
  const { shopify, linnworks, webhooks } = after
  return {
    shopify: {
      calls: subtract(shopify.calls, before.shopify.calls),
      throttled: shopify.throttled - before.shopify.throttled,
      pointsRequested: shopify.pointsRequested - before.shopify.pointsRequested,
      pointsActual: shopify.pointsActual - before.shopify.pointsActual,
    },
    linnworks: {
      calls: subtract(linnworks.calls, before.linnworks.calls),
      throttled: subtract(linnworks.throttled, before.linnworks.throttled),
    },
    webhooks: {
      delivered: webhooks.delivered - before.webhooks.delivered,
      failedAttempts: webhooks.failedAttempts - before.webhooks.failedAttempts,
      pending: webhooks.pending,
    },
  }
}

/** All operations together. */
export function callsOf(calls: Calls): number {
  return Object.values(calls).reduce((total, each) => total + each, 0)
}

/** `order 12, orders 3`, or `none`. */
export function listCalls(calls: Calls): string {
  const listed = Object.entries(calls).map(([name, count]) => `${name} ${count}`)
  return listed.join(', ') || 'none'
}

function subtract(now: Calls, then: Calls): Calls {
  return Object.fromEntries(
    Object.entries(now)
      .map(([name, count]) => [name, count - (then[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
}
