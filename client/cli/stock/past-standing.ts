import type { KeptJudgement } from '../../../ledger/level-history.ts'
import type { LevelView } from '../../../ledger/level-views.ts'
import { noRule } from '../../../ledger/stock-rules.ts'
import type { CliContext } from '../context.ts'

/** A rule that held at a moment in the past, in the words of its history. */
export interface PastRule {
  readonly locationId: string
  readonly sku: string
  readonly at: Date
  readonly actor: string
  readonly why: string
}

/** How a level stood at a moment in the past. */
export interface PastStanding {
  readonly at: Date
  readonly judgement?: KeptJudgement
  readonly ruled: readonly PastRule[]
  /** Nothing is kept of the level, not even later: as it is now it was. */
  readonly unchanged: boolean
}

/** How the level stood, and what people had ruled of it by then, the closest first. */
export async function findPast(
  context: CliContext,
  level: LevelView,
  at: Date,
): Promise<PastStanding> {
  const { events, levelHistory, stockWrites } = await context.ledger()
  const { shop, locationId, sku } = level
  const scopes = [
    { locationId, sku },
    { locationId: '', sku },
    { locationId, sku: '' },
    { locationId: '', sku: '' },
  ]
  const ruled = await Promise.all(
    scopes.map(async (scope): Promise<readonly PastRule[]> => {
      const history = await events.list(`stock:${shop}:${scope.locationId}:${scope.sku}`)
      const last = history.findLast((event) => event.what === 'ruled' && event.at <= at)
      return last === undefined || last.why === noRule ? [] : [{ ...scope, ...last }]
    }),
  )
  const judgement = await levelHistory.findJudgement(level, at)
  const later = await levelHistory.findJudgement(level, context.now)
  const written = await stockWrites.listUpTo(level, context.now, 1)
  return {
    at,
    ruled: ruled.flat(),
    unchanged: later === undefined && written.length === 0,
    ...(judgement === undefined ? {} : { judgement }),
  }
}
