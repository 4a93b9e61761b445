import { beforeAll, describe, expect, test } from 'vitest'
import { OptionsError } from '../../rehearsal/bench/arguments.ts'
import { listPolicies } from '../../rehearsal/flash-sale/bench.ts'
import { planDemand } from '../../rehearsal/flash-sale/demand.ts'
import { stockGoods } from '../../rehearsal/flash-sale/goods.ts'
import { parseFlashSaleOptions } from '../../rehearsal/flash-sale/options.ts'
import { formatTable, toLastLine } from '../../rehearsal/flash-sale/report.ts'
import { holdSale, type Outcome, planSale } from '../../rehearsal/flash-sale/sale.ts'
import { createLedgerDatabase } from '../ledger/ledger.ts'

describe('A small flash sale', () => {
  const outcomes: Outcome[] = []
  const realDate = Date

  beforeAll(async () => {
    const sale = planSale({ skus: 200, minutes: 4, seed: 3 })
    for (const policy of listPolicies()) {
      const ledgerUrl = await createLedgerDatabase()
      const how = { policy, ledgerUrl, roundTripMs: 300, share: 0.8, say: () => undefined }
      outcomes.push(await holdSale(sale, how))
    }
  }, 300_000)

  test('Waybill sells fewer units twice than either full push', () => {
    const [available, onHand, waybill] = outcomes
    expect(available!.oversoldUnits).toBeGreaterThan(0)
    expect(waybill!.oversoldUnits).toBeLessThan(available!.oversoldUnits)
    expect(waybill!.oversoldUnits).toBeLessThan(onHand!.oversoldUnits)
  })

  test('What Linnworks was told of, a full push sells twice, and Waybill hardly ever', () => {
    const [available, onHand, waybill, adaptive] = outcomes
    expect(available!.oversoldThoughTold).toBeGreaterThan(5)
    // The database takes real time, so a few units differ from run to run on a busy machine.
    const few = onHand!.oversoldThoughTold / 4
    expect(waybill!.oversoldThoughTold).toBeLessThan(few)
    expect(adaptive!.oversoldThoughTold).toBeLessThan(few)
  })

  test('The adaptive buffer sells no more units twice than none', () => {
    const [, , waybill, adaptive] = outcomes
    expect(adaptive!.oversoldUnits).toBeLessThanOrEqual(waybill!.oversoldUnits)
  })

  test('Nobody is refused what is there, and no call is throttled, without a buffer', () => {
    for (const { lostSales, throttled } of outcomes.slice(0, 3)) {
      expect({ lostSales, throttled }).toEqual({ lostSales: 0, throttled: 0 })
    }
  })

  test('The policies stand side by side in the table and in the last line', () => {
    const table = formatTable(outcomes)
    for (const { name, oversoldUnits } of outcomes) {
      expect(table).toMatch(new RegExp(`^${name} +${oversoldUnits} `, 'm'))
    }
    expect(toLastLine(outcomes)).toEqual({
      simulation: 'flash-sale',
      policies: outcomes.map(({ name, oversoldUnits, lostSales }) => ({
        ...{ name, oversoldUnits, lostSales },
      })),
    })
    expect(JSON.parse(JSON.stringify(toLastLine(outcomes)))).toMatchObject({
      policies: [
        { name: 'full push, available' },
        { name: 'full push, on_hand' },
        { name: 'waybill' },
        { name: 'waybill, adaptive buffer' },
      ],
    })
  })

  test('Afterwards the process goes by the real time again', () => {
    expect(Date).toBe(realDate)
    expect(new Date().getTime()).toBeGreaterThan(performance.timeOrigin)
  })
})

test('The same seed brings the same shoppers, another one others', () => {
  const demandOf = (seed: number) => {
    const goods = stockGoods({ skus: 100, hot: 5, seed })
    return planDemand({ goods, minutes: 3, seed })
  }
  expect(demandOf(7)).toEqual(demandOf(7))
  expect(demandOf(7)).not.toEqual(demandOf(8))
})

test.for([
  [['--skus', '5'], '--skus takes a whole number from 50 to 100000, not "5".'],
  [['--minutes', '1.5'], '--minutes takes a whole number from 1 to 240, not "1.5".'],
  [['--seed', ''], '--seed takes a whole number from 1 to 999999, not "".'],
  [['--hot', '3'], "Unknown option '--hot'. What there is: npm run bench -- flash-sale --help"],
] as const)('What is typed wrongly is named: %s', ([args, sentence]) => {
  expect(() => parseFlashSaleOptions(args)).toThrow(new OptionsError(sentence))
})

test('Without options the sale is of the size that is told of', () => {
  expect(parseFlashSaleOptions([])).toMatchObject({ skus: 10_000, minutes: 20, seed: 1 })
})
