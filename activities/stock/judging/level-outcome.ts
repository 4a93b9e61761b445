import type { LevelVerdict } from '../../../domain/stock-standing.ts'
import type { NewJudgement } from '../../../ledger/stock-judgements.ts'
import type { LevelWrite } from '../../../ledger/stock-writes.ts'
import type { LevelEvidence } from './level-case.ts'
import type { LevelFacts } from './level-facts.ts'

/** What the ledger keeps of a judgement. */
export function toJudgement(
  { facts, drift, sum: { terms } }: LevelEvidence,
  { standing, reason, target }: LevelVerdict,
): NewJudgement {
  return {
    ...toKey(facts),
    standing,
    reason,
    available: terms?.available ?? null,
    inLinnworks: terms?.inLinnworks ?? null,
    leftShelf: terms?.leftShelf ?? null,
    elsewhere: terms?.elsewhere ?? null,
    buffer: terms?.buffer ?? null,
    target: target ?? null,
    readAt: facts.row.readAt,
    stockReadAt: facts.stockReadAt ?? null,
    isRight: drift.kind === 'explained' || standing === 'inAccord',
    isAsked: drift.kind === 'asked',
    isExplained: drift.kind === 'explained',
  }
}

/** The write that a judgement asks for, if it does. */
export function toWrite(
  { facts, sum: { terms }, now }: LevelEvidence,
  { standing, target }: LevelVerdict,
): LevelWrite | undefined {
  const { row, stockReadAt } = facts
  if (standing !== 'lower' && standing !== 'raise') return undefined
  if (target === undefined || terms === undefined || stockReadAt === undefined) return undefined
  return {
    ...toKey(facts),
    ...terms,
    changeFrom: row.onHand,
    onHand: target,
    committed: row.committed,
    readAt: row.readAt,
    stockReadAt,
    ledgerReadAt: now,
  }
}

/** Whether something is offered now, and nothing would be any more, as Linnworks says. */
export function isEmptying(
  { facts: { row }, sum }: LevelEvidence,
  { standing, target }: LevelVerdict,
): boolean {
  if (standing !== 'lower' && standing !== 'raise') return false
  if (target === undefined || row.onHand <= row.committed || target > row.committed) return false
  // The shop itself offers less then: that is no word of Linnworks' to be doubted.
  return !(sum.isBrownedOut && sum.offered > 0)
}

function toKey({ row: { shop, inventoryItemId, locationId } }: LevelFacts) {
  return { shop, inventoryItemId, locationId }
}
