import { expect, test } from 'vitest'
import { boundOf } from '../../rehearsal/bench/stock/bound.ts'
import { parseStockOptions } from '../../rehearsal/bench/stock/options.ts'
import { accountOf, levelAfter, shelvesOf } from '../../rehearsal/bench/stock/shelves.ts'
import { createStockLogbook } from '../../rehearsal/bench/stock/stock-logbook.ts'

test('Without options the stock bench is of the size that the figures are told of', () => {
  expect(parseStockOptions([])).toMatchObject({
    phases: ['sweep', 'hotLane', 'standard', 'plus'],
    skus: 50_000,
    hotSkus: 200,
    roundTripMs: 150,
    share: 1,
  })
})

test.for([
  [['--skus', '0'], '--skus takes a whole number from 1 to 999999, not "0".'],
  [['--only', 'swep'], '"swep" is not a phase. --only takes: sweep, hotLane, standard, plus.'],
  [['--orders', '5'], "Unknown option '--orders'. What there is: npm run bench -- --help"],
] as const)('What is typed wrongly is named: %s', ([args, sentence]) => {
  expect(() => parseStockOptions(args)).toThrow(sentence)
})

test('The least time of a sweep is that of Linnworks’ pages, or of the points that are missing', () => {
  const levels = 100_000
  expect(boundOf({ levels, changed: 0, points: 2000 })).toEqual({
    linnworksSeconds: 100,
    shopifySeconds: 80,
  })
  expect(boundOf({ levels, changed: levels, points: 0 }).shopifySeconds).toBe(140)
  expect(boundOf({ levels: 500, changed: 500, points: 2000 }).shopifySeconds).toBe(0)
})

test('No change of a level leaves what it held before, and every second one is a rise', () => {
  const held = Array.from({ length: 20 }, (_, changes) => levelAfter(7, changes))
  expect(new Set(held).size).toBe(20)
  const rises = held.slice(1).map((level, nth) => level > (held[nth] ?? 0))
  expect(rises).toEqual(rises.map((_, nth) => nth % 2 === 0))
})

test('Linnworks lists the items in another order than the shop, and none twice', () => {
  const skus = accountOf(500).items.map(({ SKU }) => SKU)
  expect(new Set(skus).size).toBe(500)
  expect(skus).not.toEqual(skus.toSorted())
})

test('A change counts as shown by the first write of its number, or of a later one', () => {
  const logbook = createStockLogbook()
  const [shelf] = shelvesOf(3)
  if (shelf === undefined) throw new Error('It stands nowhere')
  const startedAtMs = Date.now()
  logbook.noteShopifyCall(writing(shelf, 999, startedAtMs - 1000))
  logbook.noteChange(shelf, { level: 999, rises: false })
  logbook.noteChange(shelf, { level: 1002, rises: true })
  logbook.noteChange(shelf, { level: 997, rises: false })
  logbook.noteShopifyCall(writing(shelf, 1002, startedAtMs + 5000))
  expect(logbook.listChanges()).toMatchObject([
    { rises: false, shownAtMs: startedAtMs + 5000 },
    { rises: true, shownAtMs: startedAtMs + 5000 },
    { rises: false, shownAtMs: null },
  ])
  expect(logbook.listWrites(startedAtMs)).toMatchObject([{ levels: 1 }])
})

function writing(
  { inventoryItemId, locationId }: ReturnType<typeof shelvesOf>[number],
  quantity: number,
  answeredAtMs: number,
) {
  const quantities = [
    {
      inventoryItemId: `gid://shopify/InventoryItem/${inventoryItemId}`,
      locationId: `gid://shopify/Location/${locationId}`,
      quantity,
    },
  ]
  return {
    path: '/aurora/admin/api/2026-10/graphql.json',
    body: { query: 'mutation { inventorySetQuantities }', variables: { input: { quantities } } },
    arrivedAtMs: answeredAtMs,
    answeredAtMs,
  }
}
