import { type LevelRules, type LevelTerms, planOffer } from '../../../domain/stock-level.ts'
import type { StockPolicy } from '../../../domain/stock-policy.ts'
import { bufferOf } from './level-buffer.ts'
import type { LevelFacts } from './level-facts.ts'
import type { ShopMoment } from './shop-moment.ts'

/** What a level's number is made of at a moment, and how far that can be trusted. */
export interface LevelSum {
  readonly rules: LevelRules
  /** Absent where Linnworks was not read for it. */
  readonly terms?: LevelTerms
  /** What it would be offered by them; 0 without. */
  readonly offered: number
  /** What Linnworks said is too old to be sent. */
  readonly isOld: boolean
  /** It is so old that Linnworks is taken to be silent. */
  readonly isBrownedOut: boolean
}

/** `now` by the ledger's clock, as it was read. */
export function sumLevel(
  policy: StockPolicy,
  moment: ShopMoment,
  facts: LevelFacts,
  now: Date,
): LevelSum {
  const { row, terms: counted, stockReadAt } = facts
  const rules = moment.rulesOf({ locationId: row.locationId, sku: row.sku ?? '' })
  if (counted === undefined || stockReadAt === undefined) {
    return { rules, offered: 0, isOld: false, isBrownedOut: false }
  }
  const ageMs = now.getTime() - stockReadAt.getTime()
  const adapted = bufferOf(policy.adaptiveBuffer, facts, { ...moment, ageMs, now })
  const terms = { ...counted, buffer: Math.max(rules.buffer, adapted) }
  return {
    rules,
    terms,
    offered: planOffer(terms, rules),
    isOld: ageMs > policy.oldestStockSeconds * 1000,
    isBrownedOut: ageMs > policy.brownout.afterMinutes * 60_000,
  }
}
