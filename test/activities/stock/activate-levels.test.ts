import { beforeEach, describe, expect, test } from 'vitest'
import { pushLevels } from '../../../activities/stock/writing/push-levels.ts'
import type { ShopifyClient } from '../../../shopify/index.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { type Calls, failure } from '../fakes.ts'
import { emptyShelves, hearOrders, judge, levelOf, shelvesOf, shop, stockUp } from './shelf.ts'

const ledgers = useLedgers()
type Methods = Partial<ShopifyClient>
const taken: Methods['setOnHand'] = () => Promise.resolve({ outcome: 'written' })
const stocked: Methods['activateLevel'] = () => Promise.resolve({ outcome: 'active' })

describe('what is not stocked at its location', () => {
  let calls: Calls
  beforeEach(async () => {
    calls = []
    await emptyShelves(ledgers.database)
    // An old number stands in Shopify, of when it was sold there.
    await stockUp(ledgers.ledger, [
      { onHand: 500, available: 3, isActive: false },
      { onHand: 4, available: 4, isActive: false },
    ])
    await hearOrders(ledgers.ledger)
  })

  test('holds its number before it is on sale', async () => {
    await push([1], { setOnHand: taken, activateLevel: stocked })
    expect(calls).toEqual(['setOnHand', 'activateLevel'])
  })

  test('is not put on sale with its old number: not where somebody changed it meanwhile', async () => {
    const stale = { index: 0, kind: 'stale', code: 'COMPARE', message: 'another' } as const
    const setOnHand = () => Promise.resolve({ outcome: 'refused', refusals: [stale] } as const)
    await push([1], { setOnHand, activateLevel: stocked })
    expect(calls).not.toContain('activateLevel')
  })

  test('nor where nobody knows whether its number arrived', async () => {
    const setOnHand = () => Promise.reject(failure('ambiguous', 'inventorySetQuantities'))
    await push([1], { setOnHand, activateLevel: stocked })
    expect(calls).not.toContain('activateLevel')
  })

  test('is asked for under one key as long as it is known to be inactive by one reading', async () => {
    const keys: string[] = []
    const activateLevel: Methods['activateLevel'] = ({ idempotencyKey }) => {
      keys.push(idempotencyKey)
      return keys.length === 1
        ? Promise.reject(failure('ambiguous', 'inventoryActivate'))
        : Promise.resolve({ outcome: 'active' })
    }
    await push([1], { setOnHand: taken, activateLevel })
    await push([1], { setOnHand: taken, activateLevel })
    expect(keys).toEqual([keys[0], keys[0]])
  })

  test('keeps nobody else off sale where it gets no answer, and is looked at again', async () => {
    let asked = 0
    const activateLevel: Methods['activateLevel'] = () => {
      asked += 1
      return asked === 1
        ? Promise.reject(failure('unavailable', 'inventoryActivate'))
        : Promise.resolve({ outcome: 'active' })
    }
    await push([1, 2], { setOnHand: taken, activateLevel })
    expect(asked).toBe(2)
    const hot = await ledgers.ledger.stockLevels.listHot(shop, 10)
    expect(hot).toMatchObject([levelOf(1)])
  })

  test('is a person’s where Shopify refuses it, and asked for again no sooner than what is refused', async () => {
    const activateLevel: Methods['activateLevel'] = () =>
      Promise.resolve({ outcome: 'refused', message: 'not here', code: 'NO' })
    await push([1], { setOnHand: taken, activateLevel })
    expect(await ledgers.ledger.stockExceptions.listOpen(shop)).toMatchObject([
      { code: 'STOCK_REFUSED' },
    ])
    calls = []
    await push([1], { setOnHand: taken, activateLevel })
    expect(calls).toEqual([])
  })

  async function push(nths: readonly number[], methods: Methods): Promise<void> {
    const policy = { inactiveLevels: 'activate' } as const
    const dependencies = shelvesOf(ledgers.ledger, calls, { methods, policy })
    await pushLevels(dependencies, shop, 'hot', await judge(dependencies, nths))
  }
})
