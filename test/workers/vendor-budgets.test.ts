import { describe, expect, test } from 'vitest'
import { createMetrics } from '../../lib/metrics.ts'
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
  await before.settle?.({
    operation: 'order',
    requestedCost: 10,
    actualCost: 10,
    throttled: false,
    maximumAvailable: 20_000,
    currentlyAvailable: 19_990,
    restoreRate: 1000,
  })
  const anew = createShopifyBudget(accounts(), shop, 1)
  const startedAt = performance.now()
  await anew.reserve({ operation: 'order', cost: 10_000 })
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

function accounts() {
  return { ledger: ledgers.ledger, metrics: createMetrics() }
}
