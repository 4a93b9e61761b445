import type { ScopedRule } from '../../../domain/stock-brakes.ts'
import { createRuleBook } from '../../../domain/stock-brakes.ts'
import {
  brownoutCause,
  disputeCause,
  leftCause,
  levelCause,
  masterCause,
} from '../../../domain/stock-exceptions.ts'
import { type LevelRules, sumAvailable } from '../../../domain/stock-level.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { LevelView } from '../../../ledger/level-views.ts'
import type { OpenStockException } from '../../../ledger/stock-exceptions.ts'
import type { StockRule } from '../../../ledger/stock-rules.ts'
import { isStopped } from '../../../ledger/stock-stops.ts'
import type { KeptWrite } from '../../../ledger/stock-writes.ts'
import type { ShopConfig } from '../../../lib/config.ts'
import type { CliContext } from '../context.ts'
import { CliError, type Report } from '../report.ts'
import { listUnsettledLeft } from '../stock-questions.ts'
import { formatLevelStory } from './explain-text.ts'
import { formatPastStory } from './explain-then.ts'
import { findPast, type PastStanding } from './past-standing.ts'
import { findLocationId, listShops, nameLocations, type ScopeWords } from './scope.ts'

/** What Linnworks was last read to have for a level at one of the locations that count for it. */
export interface CountedStock {
  readonly name: string
  /** Absent as long as it was not read. */
  readonly available?: number
  readonly readAt?: Date
}

/** All that is known of one level. */
export interface LevelStory {
  readonly level: LevelView
  readonly locationName?: string
  /** Whether the shop's stock is switched on. */
  readonly enabled: boolean
  readonly counted: readonly CountedStock[]
  /** What holds for it, of everything that was ruled. */
  readonly rules: LevelRules
  /** The rules that are about it, the closest first. */
  readonly ruled: readonly StockRule[]
  /** Why nothing of the shop is written. */
  readonly stopped?: string
  readonly lastWrite?: KeptWrite
  /** What is open about it, its shop, or an order that took of it. */
  readonly exceptions: readonly OpenStockException[]
  /** Where the past was asked for. */
  readonly past?: PastStanding
}

export interface ExplainWords extends ScopeWords {
  readonly item?: string | undefined
  readonly at?: Date | undefined
}

/** Every level of an item as arithmetic, with why it is, or is not, written. */
export async function explainStock(context: CliContext, words: ExplainWords): Promise<Report> {
  const { at, item, sku } = words
  if ((sku === undefined) === (item === undefined)) {
    throw new CliError('Name one item: its SKU, or its inventory item by --item.', 2)
  }
  if (at !== undefined && at > context.now) {
    throw new CliError('--at lies in the future. It is in UTC unless it says otherwise.', 2)
  }
  const stories: LevelStory[] = []
  for (const shop of listShops(context, words.shop)) {
    const levels = await findLevels(context, shop, words)
    if (levels.length > 0) stories.push(...(await tellLevels(context, shop, levels, at)))
  }
  if (stories.length === 0) throw await explainNothing(context, words)
  const texts = stories.map((story) =>
    story.past === undefined
      ? formatLevelStory(story, context)
      : formatPastStory(story, story.past, context),
  )
  return { json: stories, text: texts.join('\n\n') }
}

async function findLevels(
  context: CliContext,
  { shop }: ShopConfig,
  { sku, item, location }: ExplainWords,
): Promise<readonly LevelView[]> {
  const { levelViews } = await context.ledger()
  const wish = {
    shop,
    ...(sku === undefined ? {} : { skus: [sku.trim()] }),
    ...(item === undefined ? {} : { inventoryItemId: item }),
  }
  const levels = await levelViews.find(wish)
  if (location === undefined || levels.length === 0) return levels
  const locationId = await findLocationId(context, shop, location)
  return levels.filter((level) => level.locationId === locationId)
}

async function tellLevels(
  context: CliContext,
  { shop, stock }: ShopConfig,
  levels: readonly LevelView[],
  at: Date | undefined,
): Promise<readonly LevelStory[]> {
  const ledger = await context.ledger()
  const [names, links, ruled, stop, exceptions, left, unsettled] = await Promise.all([
    nameLocations(context, shop),
    ledger.linkedLocations.list(),
    ledger.stockRules.list(shop),
    ledger.stockStops.find(shop),
    ledger.stockExceptions.listOpen(shop),
    ledger.consignedUnits.listLeft(shop),
    listUnsettledLeft(ledger, shop, context.now),
  ])
  const items = [...new Set(levels.flatMap(({ stockItemId }) => stockItemId ?? []))]
  const [read, parts] = await Promise.all([
    ledger.stockReadings.listStock(items),
    ledger.stockItems.listRecipes(items),
  ])
  const rulesOf = createRuleBook(ruled, stock.buffer)
  return await Promise.all(
    levels.map(async (level): Promise<LevelStory> => {
      const isComposite = parts.some(({ stockItemId }) => stockItemId === level.stockItemId)
      const counted = links
        .filter((link) => link.shop === shop && link.locationId === level.locationId)
        .map(({ linnworksLocationId, linnworksLocationName: name }): CountedStock => {
          const found = read.find(
            (each) =>
              each.stockItemId === level.stockItemId &&
              each.linnworksLocationId === linnworksLocationId,
          )
          return found === undefined
            ? { name }
            : { name, available: sumAvailable([found], { isComposite }), readAt: found.readAt }
        })
      const [lastWrite] = await ledger.stockWrites.listUpTo(level, at ?? context.now, 1)
      const past = at === undefined ? undefined : await findPast(context, level, at)
      const takers = left.filter((each) => isSameLevel(each, level)).map(leftCause)
      const locationName = names.get(level.locationId)
      return {
        level,
        enabled: stock.enabled,
        counted,
        rules: rulesOf(level),
        ruled: ruled.filter((rule) => isAbout(rule, level)).toReversed(),
        exceptions: [
          ...exceptions.filter(({ causeKey }) => isCauseOf(causeKey, level)),
          ...unsettled.filter(({ causeKey }) => takers.includes(causeKey)),
        ],
        ...(locationName === undefined ? {} : { locationName }),
        ...(stop !== undefined && isStopped(stop) ? { stopped: stop.sentence } : {}),
        ...(lastWrite === undefined ? {} : { lastWrite }),
        ...(past === undefined ? {} : { past }),
      }
    }),
  )
}

function isAbout(rule: ScopedRule, level: LevelView): boolean {
  const here = rule.locationId === '' || rule.locationId === level.locationId
  return here && (rule.sku === '' || rule.sku === level.sku)
}

/** Causes name a level, or the whole shop: that is nothing to what is never written. */
function isCauseOf(causeKey: string, level: LevelView): boolean {
  const { shop, standing } = level
  if (causeKey === levelCause(level) || causeKey === disputeCause(level)) return true
  const isOfShop = causeKey === masterCause(shop) || causeKey === brownoutCause(shop)
  return isOfShop && standing !== 'skipped'
}

function isSameLevel(one: LevelKey, other: LevelKey): boolean {
  return one.inventoryItemId === other.inventoryItemId && one.locationId === other.locationId
}

/** Why there is nothing to explain, and what may have been meant. */
async function explainNothing(context: CliContext, words: ExplainWords): Promise<CliError> {
  const { sku, item, location } = words
  const shops = listShops(context, words.shop)
  const named = sku === undefined ? `inventory item ${item}` : `SKU ${sku}`
  const ledger = await context.ledger()
  if (sku !== undefined) {
    const alike = await Promise.all(
      shops.map(({ shop }) => ledger.levelViews.findSkus(shop, [sku.trim()])),
    )
    const known = [...new Set(alike.flat())]
    if (known.some((each) => each !== sku.trim())) {
      return new CliError(`No level is known of SKU ${sku}. Did you mean ${known.join(' or ')}?`)
    }
    if (known.length > 0) {
      return new CliError(
        `${named} is sold, but no level of it was read${location === undefined ? '' : ` at ${location}`}: its location needs a link (waybill link location), and then a push (waybill stock push).`,
      )
    }
  }
  if (shops.every(({ stock }) => !stock.enabled)) {
    return new CliError(
      `No level of ${named} is known: stock is not switched on for ${shops.map(({ shop }) => shop).join(', ')} (shops[].stock.enabled).`,
    )
  }
  return new CliError(
    `No level of ${named} is known${location === undefined ? '' : ` at ${location}`}. If it is new in Shopify, it is with the next sweep that reads the catalogue: waybill stock push`,
  )
}
