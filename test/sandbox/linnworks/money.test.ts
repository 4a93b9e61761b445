import { expect, test } from 'vitest'
import { lineAmounts, shareOut } from '../../../sandbox/linnworks/money.ts'
import { authorise, lineOf, orderOf, startTwin } from './support.ts'

function line(change: Partial<Parameters<typeof lineAmounts>[0]>) {
  return lineAmounts({
    pricePerUnit: 10,
    quantity: 1,
    discountPercent: 0,
    taxRatePercent: 20,
    taxInclusive: true,
    ...change,
  })
}

test('tax inside the price is taken out of it, tax outside is put on top', () => {
  expect(line({ pricePerUnit: 12 })).toMatchObject({ incTaxMinor: 1200, exTaxMinor: 1000 })
  expect(line({ pricePerUnit: 12, taxInclusive: false })).toMatchObject({
    incTaxMinor: 1440,
    exTaxMinor: 1200,
    taxMinor: 240,
  })
})

test('a half penny is rounded away from zero, as written and not as a float has it', () => {
  expect(line({ pricePerUnit: 1.005 }).incTaxMinor).toBe(101)
  expect(line({ pricePerUnit: -1.005 }).incTaxMinor).toBe(-101)
})

test('prices count to four decimals, and a line is rounded once', () => {
  expect(line({ pricePerUnit: 3.3333, quantity: 3 }).incTaxMinor).toBe(1000)
  expect(line({ pricePerUnit: 0.00004, quantity: 1000 }).incTaxMinor).toBe(0)
})

test('a discount is a percentage of the line', () => {
  expect(line({ quantity: 3, discountPercent: 33.3333 })).toMatchObject({
    incTaxMinor: 2000,
    discountMinor: 1000,
  })
})

test('shares add up to what was shared', () => {
  expect(shareOut(100, [1, 1, 1])).toEqual([33, 33, 34])
  expect(shareOut(100, [0, 0])).toEqual([0, 0])
})

test('an order’s total is its lines, its postage and less its discount', async () => {
  const api = await authorise(await startTwin())
  const [id] = await api.create([
    orderOf({
      PostalServiceCost: 3.99,
      PostalServiceTaxRate: 20,
      Discount: 2,
      OrderItems: [
        lineOf({ Qty: 2 }),
        lineOf({ ItemNumber: '9002', PricePerUnit: 5, TaxCostInclusive: false, LineDiscount: 10 }),
      ],
    }),
  ])
  const { TotalsInfo, Items } = await api.read(id ?? '')
  // 24.00 + 5.40 = 29.40, less 2.00 in proportion, plus 3.99.
  expect(TotalsInfo).toMatchObject({
    TotalCharge: 31.39,
    PostageCost: 3.99,
    PostageCostExTax: 3.33,
  })
  expect(TotalsInfo.Subtotal + TotalsInfo.PostageCostExTax + TotalsInfo.Tax).toBeCloseTo(31.39)
  expect(Items.map((item: { CostIncTax: number }) => item.CostIncTax)).toEqual([22.37, 5.03])
})

test('without UseChannelTax the account’s own rate goes in the place of the channel’s', async () => {
  const api = await authorise(await startTwin())
  const OrderItems = [lineOf({ TaxRate: 5, UseChannelTax: false })]
  const [id] = await api.create([orderOf({ OrderItems })])
  expect((await api.read(id ?? '')).Items[0].TaxRate).toBe(20)
})
