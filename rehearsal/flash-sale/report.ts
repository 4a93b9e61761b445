import type { FlashSaleOptions } from './options.ts'
import type { Outcome, Sale } from './sale.ts'
import { downloadMinutes, everyMs, importLagMs } from './timetable.ts'

/** The line that scripts read. */
export function toLastLine(outcomes: readonly Outcome[]): object {
  return {
    simulation: 'flash-sale',
    policies: outcomes.map(({ name, oversoldUnits, lostSales }) => ({
      ...{ name, oversoldUnits, lostSales },
    })),
  }
}

/** What holds for every policy, and what is made up. */
export function listAssumptions(
  { roundTripMs, share }: FlashSaleOptions,
  { goods, wants, minutes, seed }: Sale,
): readonly string[] {
  const hot = goods.filter(({ isHot }) => isHot)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  const inShop = wants.filter(({ channel }) => channel === 'shopify').length
  const every = everyMs / 60_000
  return [
    `seed ${seed}: ${goods.length} goods, ${hot.length} of them hot with ${sum(hot.map(({ units }) => units))} units; ${minutes} minutes; ${wants.length} shoppers want a unit each, ${inShop} of them in the shop, the rest on two other channels. Every policy meets the same`,
    'the demand is made up: a hot good begins to sell in the first sixth of the time and cools exponentially; all channels together want 0.5 to 1.9 times what there is',
    `the two other channels sell what they offer; Linnworks hears of it ${importLagMs / 1000} s later; each sets its offer to what Linnworks says every ${every} minutes, blindly. They oversell as well: that is counted apart`,
    `full pushes: every ${every} minutes, the first when 3/8 of the time has gone; the native channel downloads the shop's orders every ${downloadMinutes.least} to ${downloadMinutes.most} minutes, the first when 3/10 has gone`,
    `Waybill: its own activities, ledger, clients and budgets (${share * 100} % of the limits), in virtual time. Simulated are the engine, the webhooks, and the way of an order: it leaves within a second or two and is verified ${roundTripMs * 2} ms after that; each step is written to the ledger as Waybill writes it`,
    `a call to a vendor takes ${roundTripMs} ms; what the process and the ledger compute takes none; the shop is on the Plus plan`,
    'oversold: sold in the shop after the last unit was sold on any channel. "told": Linnworks and the shop\'s own orders showed by then that nothing was left; the others could only be met by a buffer, as the sale on the other channel had not reached Linnworks',
    'lost: the shop refused a shopper though a unit was there; of one good never more than stood unsold then',
  ]
}

const columns: readonly (readonly [string, (outcome: Outcome) => string | number])[] = [
  ['policy', ({ name }) => name],
  ['oversold', ({ oversoldUnits }) => oversoldUnits],
  ['told', ({ oversoldThoughTold }) => oversoldThoughTold],
  ['lost', ({ lostSales }) => lostSales],
  ['sold in shop', ({ soldInShop }) => soldInShop],
  ['elsewhere', ({ soldElsewhere }) => soldElsewhere],
  ['oversold there', ({ oversoldElsewhere }) => oversoldElsewhere],
  ['Shopify calls', ({ shopifyCalls }) => shopifyCalls],
  ['Linnworks calls', ({ linnworksCalls }) => linnworksCalls],
  ['throttled', ({ throttled }) => throttled],
]

/** The policies side by side, and what each did. */
export function formatTable(outcomes: readonly Outcome[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...outcomes.map((outcome) => columns.map(([, cell]) => String(cell(outcome)))),
  ]
  const widths = columns.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, place) =>
        place === 0 ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0),
      )
      .join('  '),
  )
  return [
    ...lines,
    '',
    ...outcomes.map(
      ({ name, about, summary, seconds }) =>
        `${name}: ${about}. ${summary}. Took ${seconds.toFixed(0)} s.`,
    ),
  ].join('\n')
}
