import type { LevelTerms } from '../../../domain/stock-level.ts'
import type { LevelView } from '../../../ledger/level-views.ts'
import type { StockRule } from '../../../ledger/stock-rules.ts'
import type { KeptWrite } from '../../../ledger/stock-writes.ts'
import { formatAge, formatTime } from '../table.ts'
import type { LevelStory } from './explain.ts'
import { formatSum } from './sum.ts'
import { sayScope } from './scope.ts'

interface View {
  readonly now: Date
}

/** The level as it stands: its sum, where it comes from, and what became of it. */
export function formatLevelStory(story: LevelStory, { now }: View): string {
  const { level, exceptions } = story
  const { onHand, committed, readAt, isActive } = level
  const offered = isActive ? Math.max(0, onHand - committed) : 0
  return [
    sayWhat(story),
    '',
    formatTerms(story, now),
    '',
    `Shopify   holds ${onHand} on hand, ${committed} of them committed: ${offered} on offer${isActive ? '' : ', for it is not stocked there'}. Read ${sayWhen(readAt, now)}.`,
    ...(level.stockItemId === null
      ? []
      : [`Sold as   ${level.linnworksSku ?? 'an item'} in Linnworks (${level.stockItemId}).`]),
    `Standing  ${sayStanding(story)}${level.plannedAt === null ? '' : ` Judged ${sayWhen(level.plannedAt, now)}.`}`,
    `Rules     ${sayRules(story)}`,
    `Written   ${story.lastWrite === undefined ? 'never.' : sayWrite(story.lastWrite, now)}`,
    ...sayHeat(level, now),
    ...exceptions.map(
      ({ code, owner, openedAt, sentence, remedy }) =>
        `${code}, for ${owner}, open for ${formatAge(openedAt, now)}:\n  ${sentence}\n  → ${remedy}`,
    ),
  ].join('\n')
}

/** The level's last write up to a moment, with the sum it stood on. */
export function formatWriteStory(story: LevelStory, at: Date, { now }: View): string {
  const { lastWrite: write } = story
  if (write === undefined) {
    return `${sayWhat(story)}\n\nNothing was written up to ${formatTime(at)}.`
  }
  return [
    sayWhat(story),
    '',
    formatSum(write, {
      available: [{ units: write.available, says: 'available in Linnworks' }],
      bufferSays: 'buffer',
      target: write.onHand,
    }),
    '',
    `Shopify   held ${write.changeFrom} on hand, ${write.committed} of them committed. Read ${sayWhen(write.readAt, now)}.`,
    `Linnworks was read ${sayWhen(write.stockReadAt, now)}, the ledger ${sayWhen(write.ledgerReadAt, now)}.`,
    `Written   ${sayWrite(write, now)}`,
  ].join('\n')
}

function sayWhat({ level, locationName }: LevelStory): string {
  const { shop, sku, title, inventoryItemId, locationId } = level
  const place = locationName === undefined ? `location ${locationId}` : locationName
  // The name that Shopify gives to the only variant of a product tells nobody anything.
  const named = title.replace(/ - Default Title$/, '')
  return `${sku === '' ? 'No SKU' : sku} (${named}) at ${place} of ${shop}: item ${inventoryItemId}, location ${locationId}`
}

function formatTerms(story: LevelStory, now: Date): string {
  const { level, counted, rules } = story
  const { target, stockReadAt } = level
  const terms = termsOf(level)
  if (terms === undefined || target === null) {
    const seen = counted.flatMap(({ name, available }) =>
      available === undefined ? [] : [`${name} has ${available}`],
    )
    const linnworks = seen.length === 0 ? '' : ` Linnworks: ${seen.join(', ')}.`
    return `There is no sum: ${level.reason ?? 'it was not judged yet'}.${linnworks}`
  }
  const sumNow = counted.reduce((sum, { available = Number.NaN }) => sum + available, 0)
  const parts =
    sumNow === terms.available
      ? counted.map(({ name, available = 0, readAt }) => ({
          units: available,
          says: `available in Linnworks at ${name}${readAt === undefined ? '' : `, read ${sayWhen(readAt, now)}`}`,
        }))
      : [
          {
            units: terms.available,
            says: `available in Linnworks${stockReadAt === null ? '' : `, read ${sayWhen(stockReadAt, now)}`}`,
          },
        ]
  const bufferSays =
    terms.buffer > rules.buffer
      ? `buffer: what others are likely to sell meanwhile (the rule says ${rules.buffer})`
      : 'buffer'
  const sum = formatSum(terms, { available: parts, bufferSays, target, rules })
  return sumNow === terms.available || Number.isNaN(sumNow)
    ? sum
    : `${sum}\nSince then Linnworks was read to have ${sumNow}; the next look judges by that.`
}

function termsOf(level: LevelView): LevelTerms | undefined {
  const { available, inLinnworks, leftShelf, elsewhere, buffer } = level
  const isWhole =
    available !== null &&
    inLinnworks !== null &&
    leftShelf !== null &&
    elsewhere !== null &&
    buffer !== null
  return isWhole ? { available, inLinnworks, leftShelf, elsewhere, buffer } : undefined
}

function sayStanding({ level, lastWrite, enabled, stopped }: LevelStory): string {
  const { standing, reason, plannedAt, target } = level
  if (!enabled) return `Not written: stock is not switched on for ${level.shop}.`
  if (standing === null) return 'Not judged yet: it is with the next push.'
  const isWritten =
    lastWrite?.answer === 'written' && plannedAt !== null && lastWrite.ledgerReadAt >= plannedAt
  switch (standing) {
    case 'inAccord':
      return 'In accord: Shopify holds what it should.'
    case 'lower':
    case 'raise':
      if (lastWrite?.answer === 'poisoned') return `To be written, and refused: ${reason}.`
      return isWritten && lastWrite.onHand === target
        ? `In accord: written as judged (${reason}).`
        : `To be written: ${reason}.`
    case 'raiseWaits':
      return `Not raised to ${target} yet: ${reason}.`
    case 'paused':
      return `Not written: ${reason}.`
    case 'frozen':
      return `Not written now: ${reason}.${stopped === undefined ? '' : ` Let it go on: waybill stock resume ${level.shop}`}`
    default:
      return `Never written: ${reason}.`
  }
}

function sayRules({ rules, ruled }: LevelStory): string {
  const { buffer, cap, floor, paused } = rules
  const held = [
    `buffer ${buffer}`,
    ...(cap === undefined ? [] : [`cap ${cap}`]),
    ...(floor === undefined ? [] : [`floor ${floor}`]),
    ...(paused ? ['paused'] : []),
  ].join(', ')
  return `${held}; ${ruled.length === 0 ? 'nobody ruled otherwise.' : `ruled ${ruled.map(sayRule).join('; ')}.`}`
}

function sayRule(rule: StockRule): string {
  const { buffer, cap, floor, paused, setBy, setAt } = rule
  const said = [
    ...(buffer === null ? [] : [`buffer ${buffer}`]),
    ...(cap === null ? [] : [`cap ${cap}`]),
    ...(floor === null ? [] : [`floor ${floor}`]),
    ...(paused === null ? [] : [paused ? 'paused' : 'not paused']),
  ]
  return `for ${sayScope(rule)} by ${setBy}, ${formatTime(setAt)}: ${said.join(', ')}`
}

const answers: Readonly<Record<string, string>> = {
  written: 'Shopify: written',
  stale: 'Shopify: not written, it held another number by then; read again',
  poisoned: 'Shopify refused it',
  dropped: 'not written: its call was refused for another level, it went again',
  ambiguous: 'nobody knows yet whether it was written',
  notSent: 'not written: it never reached Shopify',
}

function sayWrite(write: KeptWrite, now: Date): string {
  const { changeFrom, onHand, sentAt, lane, answer, message } = write
  const lanes = { hot: 'the hot lane', sweep: 'the sweep' } as const
  const said = answer === null ? 'no answer yet' : (answers[answer] ?? answer)
  const because = message === null ? '' : ` (${message})`
  return `${onHand} instead of ${changeFrom}, ${sayWhen(sentAt, now)}, by ${lanes[lane]}. ${capitalized(said)}${because}.`
}

function sayHeat({ hotUntil, hotReason, healedAt, heals }: LevelView, now: Date): string[] {
  return [
    ...(hotUntil === null || hotUntil <= now
      ? []
      : [`Hot       until ${formatTime(hotUntil)}: ${hotReason ?? 'it was touched'}.`]),
    ...(healedAt === null
      ? []
      : [
          `Healed    ${heals === 1 ? 'once' : `${heals} times`}, last ${sayWhen(healedAt, now)}: Shopify held a number that nothing explained.`,
        ]),
  ]
}

function sayWhen(time: Date, now: Date): string {
  return `${formatAge(time, now)} ago (${time.toISOString().slice(0, 19).replace('T', ' ')} UTC)`
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
