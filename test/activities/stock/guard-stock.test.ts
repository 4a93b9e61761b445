import { beforeEach, describe, expect, test } from 'vitest'
import { hotRoundOf, pushGuarded } from '../../../activities/stock/hot-lane/push-hot-slice.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import type { Calls } from '../fakes.ts'
import { emptyShelves, hearOrders, judge, shelvesOf, shop, stockUp } from './shelf.ts'

const ledgers = useLedgers()

describe('slices of one round that would each empty a few levels', () => {
  const slices = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]
  let calls: Calls
  beforeEach(async () => {
    calls = []
    await emptyShelves(ledgers.database)
    await stockUp(ledgers.ledger, [
      ...Array.from({ length: 8 }, () => ({ onHand: 10, available: 0 })),
      ...Array.from({ length: 12 }, () => ({ onHand: 10, available: 10 })),
    ])
    await hearOrders(ledgers.ledger)
  })

  test('empty none where together they would empty too many', async () => {
    const dependencies = shelving()
    const round = hotRoundOf(shop, [shop], await judge(dependencies, slices.flat()))
    for (const slice of slices) {
      const judged = await judge(dependencies, slice)
      expect(await pushGuarded(dependencies, round, 'hot', judged)).toBe(0)
    }
    expect(calls).toEqual([])
    const [stopped] = await ledgers.ledger.stockExceptions.listOpen(shop)
    expect(stopped?.sentence).toContain('8 of 20 levels')
  })

  test('the control: where each counts its own, the first is on its way', async () => {
    const dependencies = shelving()
    const [slice = []] = slices
    const judged = await judge(dependencies, slice)
    expect(await pushGuarded(dependencies, hotRoundOf(shop, [shop]), 'hot', judged)).toBe(4)
  })

  function shelving() {
    const setOnHand = () => Promise.resolve({ outcome: 'written' } as const)
    return shelvesOf(ledgers.ledger, calls, { methods: { setOnHand } })
  }
})
