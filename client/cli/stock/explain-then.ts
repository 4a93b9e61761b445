import type { KeptJudgement } from '../../../ledger/level-history.ts'
import type { KeptWrite } from '../../../ledger/stock-writes.ts'
import { formatTime } from '../table.ts'
import type { LevelStory } from './explain.ts'
import { formatLevelStory, sayStanding, sayWhat, targetOf, termsOf } from './explain-text.ts'
import type { PastStanding } from './past-standing.ts'
import { sayScope } from './scope.ts'
import { formatSum } from './sum.ts'
import { formatMoment, sayWhen, sayWrite } from './write-text.ts'

/** The level as it stood at a moment: the sum, when each number was read, and what was written by then. */
export function formatPastStory(
  story: LevelStory,
  past: PastStanding,
  view: { readonly now: Date },
): string {
  const { level, lastWrite } = story
  const { at, ruled, unchanged } = past
  const judged = findJudged(past.judgement, lastWrite)
  if (judged === undefined) {
    return unchanged && level.plannedAt !== null
      ? `Nothing about it changed for as long as that is kept, 30 days. As it stands, it stood:\n${formatLevelStory(story, view)}`
      : `${sayWhat(story)}\n\nNothing was judged or written of it up to ${formatMoment(at)}, or it is forgotten: both are kept for 30 days.`
  }
  const { now } = view
  const { shop } = level
  const terms = termsOf(judged)
  const target = targetOf(judged, {})
  return [
    sayWhat(story),
    '',
    terms === undefined || target === undefined
      ? `There was no sum: ${judged.reason}.`
      : formatSum(terms, {
          available: [{ units: terms.available, says: 'available in Linnworks' }],
          bufferSays: 'buffer',
          target,
        }),
    '',
    `Shopify   held ${judged.onHand} on hand, ${judged.committed} of them committed. Read ${sayWhen(judged.readAt, now)}.`,
    `Linnworks was ${judged.stockReadAt === null ? 'not read' : `read ${sayWhen(judged.stockReadAt, now)}`}, the ledger ${sayWhen(judged.plannedAt, now)}.`,
    `Standing  at ${formatMoment(at)}: ${sayStanding({ level: judged, enabled: true, ...(lastWrite && { lastWrite }) })}`,
    `Rules     ${ruled.length === 0 ? 'none but the configuration.' : ruled.map((rule) => `for ${sayScope({ shop, ...rule })} by ${rule.actor}, ${formatTime(rule.at)}: ${rule.why}`).join('; ')}`,
    `Written   ${lastWrite === undefined ? 'nothing by then.' : sayWrite(lastWrite, now)}`,
  ].join('\n')
}

type Judged = Omit<KeptJudgement, 'at'> & { readonly plannedAt: Date }

/** What was judged last: kept on its own, or with the write that it led to. */
function findJudged(
  judgement: KeptJudgement | undefined,
  write: KeptWrite | undefined,
): Judged | undefined {
  if (write !== undefined && (judgement === undefined || judgement.at < write.ledgerReadAt)) {
    return {
      ...write,
      standing: write.onHand < write.changeFrom ? 'lower' : 'raise',
      reason: `${write.onHand} instead of ${write.changeFrom}`,
      onHand: write.changeFrom,
      target: write.onHand,
      plannedAt: write.ledgerReadAt,
    }
  }
  return judgement === undefined ? undefined : { ...judgement, plannedAt: judgement.at }
}
