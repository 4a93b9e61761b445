import { planOffer } from '../../../domain/stock-level.ts'
import type { AdaptiveBufferRule } from '../../../domain/stock-policy.ts'
import { adaptiveBuffer } from '../../../domain/stock-risk.ts'
import { isHot } from '../../../ledger/hot-levels.ts'
import { levelText } from '../../../ledger/level-key.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { LevelFacts } from './level-facts.ts'
import type { SweepPace } from './shop-moment.ts'

/** How long a number stands until the next one, for what is watched. */
const watchedMs = 5000

/** The hot lane judges what it watches more often than this. */
const unwatchedMs = 60_000

/** How old the numbers of a level get. */
export interface NumberAge {
  readonly now: Date
  /** What Linnworks said is so old now. */
  readonly ageMs: number
  readonly sweep?: SweepPace
}

/** What to keep back of a level for what others sell until its next number, where the shop wants that. */
export function bufferOf(
  { enabled, importLagSeconds, chance }: AdaptiveBufferRule,
  { row, stock, terms }: Pick<LevelFacts, 'row' | 'stock' | 'terms'>,
  age: NumberAge,
): number {
  if (!enabled || terms === undefined) return 0
  const seconds = (age.ageMs + nextMs(row, age)) / 1000 + importLagSeconds
  const falls = stock.reduce((sum, { fallsPerSecond }) => sum + fallsPerSecond, 0)
  return adaptiveBuffer(
    {
      available: Math.max(0, planOffer({ ...terms, buffer: 0 }, {})),
      othersMean: falls * seconds,
      ownMean: row.soldPerSecond * seconds,
    },
    chance,
  )
}

/** Until the next number: of what nobody watches that is the next sweep's. */
function nextMs(row: LevelRow, { now, sweep }: NumberAge): number {
  if (sweep === undefined || isHot(row, now)) return watchedMs
  const sinceMs = now.getTime() - (row.plannedAt?.getTime() ?? 0)
  const isWatched = sinceMs < unwatchedMs && !sweep.judged.has(levelText(row))
  return isWatched ? watchedMs : Math.max(watchedMs, sweep.everyMs)
}
