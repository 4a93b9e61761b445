import type { FreeStock, FreeUnits } from './free-stock.ts'
import { levelFinding, type Finding, type StockReport } from './report.ts'
import type { OfferedLevel } from './shop-stock.ts'
import type { StockExpectations } from './stock-expectations.ts'

export interface JudgedLevel extends OfferedLevel {
  /** Committed in Shopify to no order that waits. */
  readonly stuck: number
}

/**
 * P6: no level offers more than Linnworks has free beyond what is sold and not yet known there;
 * and at rest each offers exactly that, less its buffer and what Shopify keeps off sale itself.
 */
export function judgeStock(
  levels: readonly JudgedLevel[],
  stock: FreeStock,
  expectations: StockExpectations,
): StockReport {
  let judged = 0
  const findings: Finding[] = []
  for (const level of levels) {
    const free = stock.findFree(level)
    const isIn = level.isActive || expectations.isToBeActive?.(level) === true
    if (free === undefined || !isIn || expectations.isOutOfHands?.(level) === true) continue
    judged += 1
    const found = judgeLevel(level, free, expectations)
    if (found !== undefined) findings.push(found)
  }
  const count = (kind: Finding['kind']) => findings.filter((each) => each.kind === kind).length
  return {
    levels: judged,
    oversold: count('oversold'),
    leftBehind: count('leftBehind'),
    findings,
  }
}

function judgeLevel(
  level: JudgedLevel,
  free: FreeUnits,
  { bufferOf, isLeftAlone, atRest = true }: StockExpectations,
): Finding | undefined {
  const { shop, sku, locationId } = level
  const available = level.isActive ? level.available : 0
  const offers = level.isActive ? `offers ${available}` : 'is not active and offers nothing'
  const start = `${sku} at ${shop}/${locationId}: Shopify ${offers}`
  const why = `Linnworks has ${free.available}, and ${free.inFlight} of them are sold already`
  if (available > atLeastNone(free.most)) {
    return levelFinding('oversold', level, `${start} where ${why}.`)
  }
  if (!atRest || isLeftAlone?.(level) === true) return undefined
  const buffer = bufferOf?.(level) ?? 0
  const kept = buffer + level.aside + level.stuck
  const least = atLeastNone(free.least - kept)
  const most = atLeastNone(free.most - kept)
  const offered = atLeastNone(available)
  if (offered >= least && offered <= most) return undefined
  const wanted = least === most ? `${least}` : `${least} to ${most}`
  const held = kept === 0 ? '' : `, ${kept} being held back`
  return levelFinding('leftBehind', level, `${start} instead of ${wanted}: ${why}${held}.`)
}

/** Nothing is on offer, however much is missing. */
function atLeastNone(units: number): number {
  return Math.max(0, units)
}
