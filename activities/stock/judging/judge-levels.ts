import type { DriftVerdict } from '../../../domain/stock-drift.ts'
import { judgeLevel, type LevelVerdict } from '../../../domain/stock-standing.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { NewJudgement } from '../../../ledger/stock-judgements.ts'
import type { LevelWrite } from '../../../ledger/stock-writes.ts'
import type { Dependencies } from '../../dependencies.ts'
import { judgeDrifts } from './judge-drifts.ts'
import { toLevelCase } from './level-case.ts'
import { gatherLevelFacts, type LevelFacts } from './level-facts.ts'
import { isEmptying, toJudgement, toWrite } from './level-outcome.ts'
import { sumLevel } from './level-sum.ts'
import type { ShopMoment } from './shop-moment.ts'

/** What a level was judged to be, and, where it is to be written, with what. */
export interface JudgedLevel {
  readonly facts: LevelFacts
  readonly verdict: LevelVerdict
  readonly judgement: NewJudgement
  readonly drift: DriftVerdict
  /** Something is offered now, and nothing would be any more, as Linnworks says. */
  readonly empties: boolean
  /** What Linnworks said of it is too old to be sent. */
  readonly isOld: boolean
  readonly write?: LevelWrite
}

/** Judges levels of one shop by what the ledger knows, and keeps the judgements. */
export async function judgeLevels(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  moment: ShopMoment,
  keys: readonly LevelKey[],
): Promise<readonly JudgedLevel[]> {
  const { findShop, ledger } = dependencies
  const { stock: policy } = findShop(moment.shop)
  const now = await ledger.clock.now()
  const facts = await gatherLevelFacts(dependencies, keys)
  const drifts = await judgeDrifts(dependencies, moment, facts)
  const judged = facts.map((each, nth): JudgedLevel => {
    const drift = drifts[nth] ?? { kind: 'explained' }
    const sum = sumLevel(policy, moment, each, now)
    const evidence = { facts: each, drift, sum, now }
    const verdict = whyNotJudged(each) ?? judgeLevel(toLevelCase(policy, moment, evidence))
    const write = toWrite(evidence, verdict)
    return {
      ...{ facts: each, verdict, drift, isOld: sum.isOld },
      empties: isEmptying(evidence, verdict),
      judgement: toJudgement(evidence, verdict),
      ...(write === undefined ? {} : { write }),
    }
  })
  const judgements = judged.map(({ judgement }) => judgement)
  await ledger.stockLevels.recordJudgements(judgements, now)
  return judged
}

/** What cannot be judged as it is, before anything else is asked of it. */
function whyNotJudged({ row, countedTwice }: LevelFacts): LevelVerdict | undefined {
  if (row.sku === null) {
    return { standing: 'skipped', reason: 'it is not in the catalogue yet' }
  }
  if (!countedTwice) return undefined
  return {
    standing: 'skipped',
    reason: 'a Linnworks location counts for two locations of the shop',
  }
}
