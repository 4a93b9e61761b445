import { AsyncLocalStorage } from 'node:async_hooks'
import type { VendorActivities } from '../activities/index.ts'

/**
 * Who goes first when a vendor's budget is short: what undoes a promise if it comes late, then
 * orders, then stock that moves, then what only looks whether something was missed.
 */
export type Priority = 'urgent' | 'orders' | 'hotStock' | 'sweeps'

const priorities: Readonly<Record<keyof VendorActivities, Priority>> = {
  readParcel: 'urgent',
  postParcel: 'urgent',
  cancelConsignments: 'urgent',
  cancelShopifyOrder: 'urgent',
  parkConsignments: 'urgent',
  unparkConsignments: 'urgent',
  /** A cancellation in Shopify is noticed by it. */
  readOrder: 'urgent',
  sweepDispatches: 'urgent',
  injectOrder: 'orders',
  verifyConsignments: 'orders',
  pushHotStock: 'hotStock',
  sweepOrders: 'sweeps',
  readCatalogue: 'sweeps',
  readShopLevels: 'sweeps',
  readLinnworksStock: 'sweeps',
  pushShopStock: 'sweeps',
  reviewCauses: 'sweeps',
  sweepDuplicates: 'sweeps',
}

/** The part of a budget that each leaves to what is more urgent. The urgent may book ahead. */
const keeps = { orders: 0.05, hotStock: 0.1, sweeps: 0.15 } as const

/** Whoever has waited this long books ahead like the urgent: nobody starves. */
const patienceMs = 20_000

const current = new AsyncLocalStorage<Priority>()

/** Runs a step at its priority, which all its calls then have. */
export function atPriorityOf<T>(activityType: string, step: () => Promise<T>): Promise<T> {
  return current.run(priorityOf(activityType), step)
}

export function currentPriority(): Priority {
  return current.getStore() ?? 'orders'
}

/** What a call keeps back to the more urgent after it has waited so long; nothing: it may book ahead. */
export function keepOf(priority: Priority, waitedMs: number): number | undefined {
  if (priority === 'urgent' || waitedMs >= patienceMs) return undefined
  return keeps[priority] * (1 - waitedMs / patienceMs)
}

function priorityOf(activityType: string): Priority {
  const known: Readonly<Record<string, Priority>> = priorities
  return known[activityType] ?? 'orders'
}
