import { describe, expect, test } from 'vitest'
import { createMetrics } from '../../lib/metrics.ts'
import type { ShopifyCostReport } from '../../shopify/transport.ts'
import { atPriorityOf } from '../../workers/priorities.ts'
import { createLinnworksBudget, createShopifyBudget } from '../../workers/vendor-budgets.ts'
import { useLedgers } from '../ledger/ledger.ts'
import { uniqueName } from '../support/servers.ts'

const ledgers = useLedgers()
/** A fifth of 150 calls goes at once; the rest, two calls a second. */
const burst = 30

describe('the calls of a minute', () => {
  test('go to a dispatch before the injections that have been waiting for them', async () => {
    const operation = uniqueName('Operation')
    const budget = createLinnworksBudget(accounts(), 1)
    const gone: string[] = []
    const call = (step: string) =>
      atPriorityOf(step, async () => {
        await budget.reserve({ operation, cost: 1 })
        gone.push(step)
      })
    const injections = Array.from({ length: burst + 2 }, () => call('injectOrder'))
    await expect.poll(() => gone.length).toBeGreaterThanOrEqual(burst - 3)
    await call('postParcel')
    expect(gone.at(-1)).toBe('postParcel')
    expect(gone.length).toBeLessThan(injections.length)
    await Promise.all(injections)
    expect(gone).toHaveLength(injections.length + 1)
  })

  test('are shared by two workers, and by one that starts anew in the middle of a burst', async () => {
    const operation = uniqueName('Operation')
    const first = createLinnworksBudget(accounts(), 1)
    const second = createLinnworksBudget({ ...accounts(), ledger: ledgers.other }, 1)
    const startedAt = performance.now()
    const spend = async (budget: typeof first, calls: number) => {
      for (let call = 0; call < calls; call += 1) {
        await atPriorityOf('injectOrder', () => budget.reserve({ operation, cost: 1 }))
      }
    }
    await Promise.all([spend(first, 14), spend(second, 14)])
    await spend(createLinnworksBudget(accounts(), 1), 4)
    const seconds = (performance.now() - startedAt) / 1000
    expect(32).toBeLessThanOrEqual(burst + 2 * seconds + 1)
  })
})

test('a worker that starts anew knows the shop’s plan from the last reply that any worker had', async () => {
  const shop = uniqueName('shop')
  const before = createShopifyBudget(accounts(), shop, 1)
  await before.settle?.(
    reportOf({ restoreRate: 1000, maximumAvailable: 20_000, currentlyAvailable: 19_990 }),
  )
  const anew = createShopifyBudget(accounts(), shop, 1)
  const startedAt = performance.now()
  await anew.reserve({ operation: 'order', cost: 10_000 })
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

test('a call that Shopify estimates above what was reserved for it gives back no more than that', async () => {
  const shop = uniqueName('shop')
  const budget = createShopifyBudget(accounts(), shop, 1)
  await budget.reserve({ operation: 'order', cost: 500 })
  const startedAt = performance.now()
  await budget.reserve({ operation: 'order', cost: 10 })
  await budget.settle?.(reportOf({ reservedCost: 10, requestedCost: 400, actualCost: 10 }))
  const { available } = await ledgers.database
    .selectFrom('budgets')
    .select('available')
    .where('name', '=', `shopify:${shop}:100`)
    .executeTakeFirstOrThrow()
  const restored = ((performance.now() - startedAt) / 1000) * 100
  expect(available).toBeLessThan(1500 + restored)
})

/** What Shopify says of a call on a Standard plan that cost what was reserved for it. */
function reportOf(report: Partial<ShopifyCostReport>): ShopifyCostReport {
  return {
    operation: 'order',
    reservedCost: 10,
    requestedCost: 10,
    actualCost: 10,
    throttled: false,
    maximumAvailable: 2000,
    currentlyAvailable: 2000,
    restoreRate: 100,
    ...report,
  }
}

function accounts() {
  return { ledger: ledgers.ledger, metrics: createMetrics() }
}
