import { createRuleBook } from '../../../domain/stock-brakes.ts'
import type { RuleChange, RuleScope, StockRule } from '../../../ledger/stock-rules.ts'
import { isStopped } from '../../../ledger/stock-stops.ts'
import type { CliContext } from '../context.ts'
import { quoted } from '../quoted.ts'
import { CliError, type Report } from '../report.ts'
import { formatTable, formatTime } from '../table.ts'
import { chooseShop, listShops, sayScope, type ScopeWords, toRuleScope } from './scope.ts'

interface Named extends ScopeWords {
  /** Named before the options. */
  readonly argument?: string | undefined
}

/** Writes nothing of the scope any more, until it is resumed. */
export async function pause(context: CliContext, words: Named): Promise<Report> {
  const { scope, others } = await rule(context, words, { paused: true })
  const unknown = await sayUnknown(context, scope)
  const except = others.filter((each) => each.paused === false && isInside(each, scope))
  const still = except.map((each) => sayScope(each)).join(', ')
  return {
    json: { scope, paused: true },
    text: `Nothing of ${sayScope(scope)} is written any more${still === '' ? '' : `, but for ${still}`}; what Shopify has stays. Let it go on: ${sayResume(scope)}`,
    warnings: unknown === undefined ? [] : [unknown],
  }
}

/**
 * Writes the scope again. Where a wider rule has it paused, this one part goes on all the same. A
 * whole shop that stopped itself is let go on too, whatever the guard thinks, for so many hours.
 */
export async function resume(
  context: CliContext,
  { hours, ...words }: Named & { readonly hours?: number | undefined },
): Promise<Report> {
  if (hours !== undefined && (words.sku !== undefined || words.location !== undefined)) {
    throw new CliError(
      '--hours is for a whole shop that stopped itself: leave out --sku and --location.',
      2,
    )
  }
  const { scope, others } = await rule(context, words, { paused: null })
  const { stockRules, stockStops } = await context.ledger()
  const { locationId = '', sku = '', shop } = scope
  const wider = createRuleBook(others, 0)({ locationId, sku })
  if (wider.paused) await stockRules.set(scope, { paused: false }, context.actor)
  const isWhole = locationId === '' && sku === ''
  const stop = await stockStops.find(shop)
  const stopped = stop !== undefined && isStopped(stop)
  const until = new Date(context.now.getTime() + (hours ?? 1) * 3_600_000)
  if (isWhole && stopped) await stockStops.release(shop, until, context.actor)
  const heated = await heatAll(context, scope)
  const parts = [
    `${sayScope(scope)} is written again${wider.paused ? ', though what is around it stays paused' : ''}.`,
    ...(isWhole && stopped
      ? [
          `It had stopped itself: ${stop.sentence} Until ${formatTime(until)} it does as Linnworks says.`,
        ]
      : []),
    ...(!isWhole && stopped
      ? [`The push of ${shop} is stopped: waybill stock resume ${shop}`]
      : []),
    sayWhen(shop, heated),
  ]
  return { json: { scope, paused: false, released: isWhole && stopped }, text: parts.join(' ') }
}

/** Sets a buffer, a cap or a floor; what is not named stays as it is. */
export async function setRule(
  context: CliContext,
  words: Named & Pick<RuleChange, 'buffer' | 'cap' | 'floor'>,
): Promise<Report> {
  const { buffer, cap, floor } = words
  const change = {
    ...(buffer === undefined ? {} : { buffer }),
    ...(cap === undefined ? {} : { cap }),
    ...(floor === undefined ? {} : { floor }),
  }
  const said = Object.entries(change).map(([name, value]) => `${name} ${value}`)
  if (said.length === 0) {
    throw new CliError('Say what to set: --buffer, --cap or --floor, each a number of units.', 2)
  }
  const { scope } = await rule(context, words, change)
  const unknown = await sayUnknown(context, scope)
  const heated = await heatAll(context, scope)
  return {
    json: { scope, ...change },
    text: `For ${sayScope(scope)}: ${said.join(', ')}. ${sayWhen(scope.shop, heated)}`,
    warnings: unknown === undefined ? [] : [unknown],
  }
}

/** Takes buffer, cap and floor of the scope back; whether it is paused stays. */
export async function clearRule(context: CliContext, words: Named): Promise<Report> {
  const { scope, before } = await rule(context, words, { buffer: null, cap: null, floor: null })
  const had = before.some((each) => isSame(each, scope))
  const heated = await heatAll(context, scope)
  return {
    json: { scope, cleared: had },
    text: had
      ? `${sayScope(scope)} has no buffer, cap or floor of its own any more. ${sayWhen(scope.shop, heated)}`
      : `${sayScope(scope)} has no rule of its own.`,
  }
}

/** All rules, and what holds where there is none. */
export async function listRules(
  context: CliContext,
  { shop }: { readonly shop?: string | undefined },
): Promise<Report> {
  const { stockRules } = await context.ledger()
  const shops = listShops(context, shop)
  const rules = (await Promise.all(shops.map((each) => stockRules.list(each.shop)))).flat()
  const shown = (value: number | null) => (value === null ? '' : String(value))
  const rows = rules.map((each) => [
    each.shop,
    each.locationId === '' ? 'all' : each.locationId,
    each.sku === '' ? 'all' : each.sku,
    shown(each.buffer),
    shown(each.cap),
    shown(each.floor),
    each.paused === null ? '' : each.paused ? 'yes' : 'no',
    `${each.setBy}, ${formatTime(each.setAt)}`,
  ])
  const head = ['Shop', 'Location', 'SKU', 'Buffer', 'Cap', 'Floor', 'Paused', 'By']
  const defaults = shops.map((each) => `${each.shop}: buffer ${each.stock.buffer}`).join(', ')
  const table =
    rows.length === 0 ? 'Nobody ruled anything.' : formatTable(head, rows, context.width)
  return { json: rules, text: `${table}\nWhere no rule holds: ${defaults}.` }
}

async function rule(context: CliContext, words: Named, change: RuleChange) {
  const { shop } = chooseShop(context, { argument: words.argument, option: words.shop })
  const scope = await toRuleScope(context, shop, words)
  const { stockRules } = await context.ledger()
  const before = await stockRules.list(shop)
  await stockRules.set(scope, change, context.actor)
  return { scope, before, others: before.filter((each) => !isSame(each, scope)) }
}

function isSame(one: StockRule, { locationId = '', sku = '' }: RuleScope): boolean {
  return one.locationId === locationId && one.sku === sku
}

function isInside(one: StockRule, { locationId = '', sku = '' }: RuleScope): boolean {
  const here = locationId === '' || one.locationId === '' || one.locationId === locationId
  return here && (sku === '' || one.sku === sku)
}

/** One item is looked at now; a whole shop or location waits for a sweep. Answers how many. */
async function heatAll(
  context: CliContext,
  { shop, locationId, sku }: RuleScope,
): Promise<number | undefined> {
  if (sku === undefined) return undefined
  const { levelViews, stockLevels } = await context.ledger()
  const place = locationId === undefined ? {} : { locationId }
  const levels = await levelViews.find({ shop, skus: [sku], ...place })
  await stockLevels.heat(levels, 'a rule changed')
  return levels.length
}

function sayWhen(shop: string, heated: number | undefined): string {
  if (heated === undefined) {
    return `It shows with the next sweep; at once: waybill stock push --shop ${shop}`
  }
  return heated === 0 ? 'No level of it is known yet.' : 'It shows within a minute.'
}

/** A rule may be set before there is anything that it is about; a slip of the pen looks the same. */
async function sayUnknown(
  context: CliContext,
  { shop, sku }: RuleScope,
): Promise<string | undefined> {
  if (sku === undefined) return undefined
  const { levelViews } = await context.ledger()
  const alike = await levelViews.findSkus(shop, [sku])
  if (alike.includes(sku)) return undefined
  const meant = alike.length === 0 ? '' : ` Did you mean ${alike.join(' or ')}?`
  return `${shop} is not known to sell a SKU ${sku}: this holds as soon as it does.${meant}`
}

function sayResume({ shop, locationId, sku }: RuleScope): string {
  const place = locationId === undefined ? '' : ` --location ${locationId}`
  return `waybill stock resume ${shop}${place}${sku === undefined ? '' : ` --sku ${quoted(sku)}`}`
}
