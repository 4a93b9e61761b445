import { countInLinnworks, type LevelTerms } from '../../../domain/stock-level.ts'
import { countInFlight, elsewhereUnits } from '../../../domain/stock-sharing.ts'
import { type Catalogue, listRelated, type ModelLevel } from './catalogues.ts'
import type { Rules } from './rules.ts'
import type { ShopRow, WitnessedRow } from './vendor-readings.ts'
import type { Consignment } from './order-book.ts'

/** The ledger as one statement saw it. */
export interface LedgerReading {
  readonly at: number
  readonly consignments: readonly Consignment[]
  /** What Shopify was last read to hold, by level. */
  readonly rows: ReadonlyMap<string, WitnessedRow>
}

/** Verified in Linnworks before it was asked, and nothing has begun that ends it. */
export function listCounted(
  level: string,
  { consignments }: LedgerReading,
  stockReadAt: number,
  rules: Rules,
): readonly Consignment[] {
  return consignments.filter(
    (each) =>
      isCountedAt(each, level, rules) &&
      each.state === 'verified' &&
      !each.ending &&
      each.post === 'none' &&
      (!rules.verifiedBefore || (each.verifiedAt ?? Infinity) < stockReadAt),
  )
}

function isCountedAt(each: Consignment, level: string, rules: Rules): boolean {
  if (each.waitsAt === each.level) return each.level === level
  return (rules.movedCount && each.waitsAt === level) || (!rules.movedLeave && each.level === level)
}

/** What stands in the sum of a level, through the functions that Waybill uses itself. */
export function readTerms(
  level: ModelLevel,
  row: ShopRow,
  reading: LedgerReading,
  context: {
    readonly catalogue: Catalogue
    readonly rules: Rules
    readonly stock: { readonly available: number; readonly at: number }
    readonly buffer: number
  },
): LevelTerms {
  const { catalogue, rules, stock, buffer } = context
  const own = countLevel(level.name, row, reading, stock.at, rules)
  const siblings = listRelated(level, catalogue).map((sibling) => {
    const there = reading.rows.get(sibling.name)!
    return {
      ...sibling,
      inFlight: countInFlight(countLevel(sibling.name, there, reading, stock.at, rules)),
    }
  })
  return {
    available: stock.available,
    inLinnworks: rules.inLinnworks
      ? countInLinnworks(rules.cappedByCommitted ? own : { ...own, committed: Infinity })
      : 0,
    leftShelf: rules.leftShelf ? own.leftShelf : 0,
    elsewhere: rules.elsewhere ? elsewhereUnits(level, siblings, catalogue.parts) : 0,
    buffer,
  }
}

function countLevel(
  level: string,
  row: ShopRow,
  reading: LedgerReading,
  stockReadAt: number,
  rules: Rules,
) {
  const counted = listCounted(level, reading, stockReadAt, rules)
  const coming = reading.consignments.filter(
    ({ state, verifiedAt = 0 }) =>
      state === 'claimed' ||
      state === 'sent' ||
      (state === 'verified' && rules.verifiedBefore && verifiedAt >= stockReadAt),
  )
  const hasMoved = (each: Consignment) => each.waitsAt !== each.level
  return {
    counted: total(counted.map(({ waiting, open }) => (rules.looksLeaveB ? waiting : open))),
    claimed: rules.cappedByClaimed
      ? total(coming.filter(({ waitsAt }) => waitsAt === level).map(({ waiting }) => waiting))
      : 0,
    leftShelf: total(
      coming
        .filter((each) => each.level === level)
        .map((each) => {
          if (rules.lateParcels && each.post !== 'none') return each.quantity
          return each.left + (hasMoved(each) ? each.waiting : 0)
        }),
    ),
    committed: row.committed,
  }
}

function total(units: readonly number[]): number {
  return units.reduce((sum, each) => sum + each, 0)
}
