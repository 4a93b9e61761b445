import { type LevelRules, type LevelTerms, planOnHand } from '../../../domain/stock-level.ts'
import type { HotReason } from '../../../ledger/hot-levels.ts'
import type { JudgedNumbers } from '../../../ledger/level-judgement.ts'
import type { LevelView } from '../../../ledger/level-views.ts'
import type { StockRule } from '../../../ledger/stock-rules.ts'
import { formatAge, formatTime } from '../table.ts'
import type { LevelStory } from './explain.ts'
import { formatSum } from './sum.ts'
import { sayScope } from './scope.ts'
import { sayWhen, sayWrite } from './write-text.ts'

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
    `Written   ${story.lastWrite === undefined ? sayUnwritten(level) : sayWrite(story.lastWrite, now)}`,
    ...sayHeat(level, now),
    ...exceptions.map(
      ({ code, owner, openedAt, sentence, remedy }) =>
        `${code}, for ${owner}, open for ${formatAge(openedAt, now)}:\n  ${sentence}\n  → ${remedy}`,
    ),
  ].join('\n')
}

/** Which level it is: its SKU, title, place, shop and ids. */
export function sayWhat({ level, locationName }: LevelStory): string {
  const { shop, sku, title, inventoryItemId, locationId } = level
  const place = locationName === undefined ? `location ${locationId}` : locationName
  // The name that Shopify gives to the only variant of a product tells nobody anything.
  const named = title.replace(/ - Default Title$/, '')
  return `${sku === '' ? 'No SKU' : sku} (${named}) at ${place} of ${shop}: item ${inventoryItemId}, location ${locationId}`
}

function formatTerms(story: LevelStory, now: Date): string {
  const { level, counted, rules } = story
  const { stockReadAt } = level
  const terms = termsOf(level)
  const target = targetOf(level, rules)
  if (terms === undefined || target === undefined) {
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
    : `${sum}\nSince then Linnworks was read to have ${sumNow}${sayPlaces(counted)}; the next look judges by that.`
}

function sayPlaces(counted: LevelStory['counted']): string {
  if (counted.length < 2) return ''
  return ` (${counted.map(({ name, available = 0 }) => `${available} at ${name}`).join(', ')})`
}

/** What it is to hold, or would, were it written; absent where that is not Waybill's to say. */
export function targetOf(
  level: JudgedNumbers & Pick<LevelView, 'standing'>,
  rules: Pick<LevelRules, 'cap' | 'floor'>,
): number | undefined {
  const terms = termsOf(level)
  const isOurs = level.standing !== null && level.standing !== 'skipped'
  return level.target ?? (isOurs && terms !== undefined ? planOnHand(terms, rules) : undefined)
}

/** The terms that a level was judged by; absent where it has no sum. */
export function termsOf(level: Omit<JudgedNumbers, 'target'>): LevelTerms | undefined {
  const { available, inLinnworks, leftShelf, elsewhere, buffer } = level
  const isWhole =
    available !== null &&
    inLinnworks !== null &&
    leftShelf !== null &&
    elsewhere !== null &&
    buffer !== null
  return isWhole ? { available, inLinnworks, leftShelf, elsewhere, buffer } : undefined
}

/** How the level stands, and what lets it go on. */
export function sayStanding({
  level,
  lastWrite,
  enabled,
  stopped,
}: Pick<LevelStory, 'lastWrite' | 'enabled' | 'stopped'> & {
  readonly level: Pick<LevelView, 'shop' | 'standing' | 'reason' | 'plannedAt' | 'target'>
}): string {
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

function sayUnwritten({ writtenAt }: LevelView): string {
  return writtenAt === null ? 'never.' : `last on ${formatTime(writtenAt)}; kept for 30 days.`
}

/** Why the hot lane looks at a level, by the word it was heated with. */
const heats: Readonly<Record<HotReason, string>> = {
  sold: 'an order takes of it',
  cancelled: 'an order that took of it was cancelled',
  dispatched: 'a parcel of it left',
  stale: 'Shopify held another number when it was to be written',
  unsettled: 'it is not known whether it is stocked there',
  settled: 'it was learned what became of a write',
  'raise waits': 'it is raised once more is heard of the orders',
  'changed in Shopify': 'its number was changed in Shopify',
  'settled by a person': 'a person settled what left the shelf',
  'accepted by a person': 'a person said that Linnworks is right',
  'a rule changed': 'a person changed a rule',
  'a person asked': 'a person asked for it',
}

function sayHeat({ hotUntil, hotReason, healedAt, heals }: LevelView, now: Date): string[] {
  return [
    ...(hotUntil === null || hotUntil <= now
      ? []
      : [
          `Hot       until ${formatTime(hotUntil)}: ${hotReason === null ? 'it was touched' : heats[hotReason]}.`,
        ]),
    ...(healedAt === null
      ? []
      : [
          `Healed    ${heals === 1 ? 'once' : `${heals} times`}, last ${sayWhen(healedAt, now)}: Shopify held a number that nothing explained.`,
        ]),
  ]
}
