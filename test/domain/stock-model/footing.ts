import { type Footing, weightOf } from './bound.ts'
import { type Catalogue, listRelated, type ModelLevel } from './catalogues.ts'
import { type LedgerReading, listCounted } from './ledger-reading.ts'
import type { Consignment } from './order-book.ts'
import type { Rules } from './rules.ts'
import type { StockReading, WitnessedRow } from './vendor-readings.ts'
import type { Waybill } from './waybill.ts'

/** The readings that a number was made of. */
export interface Readings {
  readonly level: ModelLevel
  readonly row: WitnessedRow
  readonly stock: StockReading
  readonly ledger: LedgerReading
}

/** What a number that was made of these readings stands on, as far as the bound goes. */
export function toFooting(
  { level, row, stock, ledger }: Readings,
  {
    catalogue,
    waybill,
    rules,
  }: { readonly catalogue: Catalogue; readonly waybill: Waybill; readonly rules: Rules },
): Footing {
  const marks = new Map([
    ['', stock.mark],
    [level.name, row.marks.get(level.name)!],
  ])
  let [unheard, displaced] = [0, 0]
  for (const each of catalogue.levels) {
    const there = each === level ? row : ledger.rows.get(each.name)!
    if (each !== level) marks.set(each.name, there.marks.get(level.name)!)
    if (each !== level && !listRelated(level, catalogue).includes(each)) continue
    const weight = weightOf(level, each, catalogue)
    const here = ledger.consignments.filter(
      (one) => one.waitsAt === each.name && one.state !== 'ended',
    )
    const counted = listCounted(each.name, ledger, stock.at, rules)
    for (const { id, waiting, left } of counted) {
      if (stock.displaced.has(id)) displaced += weight * (waiting + left)
    }
    unheard += weight * countUnheard(there, counted, here, waybill.heardAt)
  }
  return { at: stock.at, marks, unheard, displaced }
}

/**
 * What a reading could not tell because it was not looked at: units that have left and stand
 * nowhere, and units in B that Shopify does not wait for, as far as there are others to hide them.
 */
function countUnheard(
  row: WitnessedRow,
  counted: readonly Consignment[],
  here: readonly Consignment[],
  heardAt: (orderId: number) => number,
): number {
  const isUnheard = ({ id, updatedAt }: WitnessedRow['orders'][number]) => heardAt(id) < updatedAt
  let [left, right] = [0, 0]
  for (const order of row.orders) {
    const ours = counted.filter(({ orderId }) => orderId === order.id)
    const waiting = sum(ours.map((each) => each.waiting))
    const posted = sum(ours.map((each) => (each.posting === 'arrived' ? each.waiting : 0)))
    const known = sum(here.map((each) => (each.orderId === order.id ? each.left : 0)))
    const awaited = isUnheard(order) ? Math.min(waiting, order.open + posted) : waiting
    right += awaited
    // What Linnworks holds for it beyond that covers what has left of it.
    if (isUnheard(order)) left += Math.max(0, order.left - known - (waiting - awaited))
  }
  const claimed = here.filter(
    (each) => !counted.includes(each) && each.post === 'none' && !each.ending,
  )
  const taken = Math.min(
    sum(counted.map(({ waiting }) => waiting)),
    row.committed - sum(claimed.map(({ waiting }) => waiting)),
  )
  return left + Math.max(0, taken - right)
}

function sum(units: readonly number[]): number {
  return units.reduce((total, each) => total + each, 0)
}
