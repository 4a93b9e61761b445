import { createRuleBook, type RuleBook } from '../../../domain/stock-brakes.ts'
import { isStopped } from '../../../ledger/stock-stops.ts'
import type { Dependencies } from '../../dependencies.ts'
import type { LevelFacts } from './level-facts.ts'

/** What holds for all levels of a shop at one moment. */
export interface ShopMoment {
  readonly shop: string
  readonly rulesOf: RuleBook
  readonly stopped?: string
  /** Of each shop: every order that changed before this moment is known, and was looked at. */
  readonly heardUntil: ReadonlyMap<string, number>
  /** Of each shop that has one: an order that nobody could look at, by its name. */
  readonly unseen: ReadonlyMap<string, string>
  /** What Shopify put back on sale itself is not looked up: it costs calls, and a push does it. */
  readonly asksNobody?: true
  /** Absent for the hot lane, which judges all that it watches again in a moment. */
  readonly sweep?: SweepPace
}

/** How often a sweep judges, and what it judged before: that tells not that somebody watches it. */
export interface SweepPace {
  readonly everyMs: number
  readonly judged: ReadonlySet<string>
}

/**
 * Shopify's search shows an order late and promises no bound. What was sold this long ago is taken to
 * be in it: longer than it was ever seen to lag, and short enough to keep what is put right waiting.
 */
const indexLagMs = 15_000

/** The cursor up to which all orders of a shop that changed are known. */
export const shelfCursor = (shop: string) => `shelf:${shop}`

/** What holds for a shop's levels now. `shops`: all that may sell of the same stock. */
export async function readShopMoment(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  shops: readonly string[],
): Promise<ShopMoment> {
  const { stock } = findShop(shop)
  const [rules, stop, ...heard] = await Promise.all([
    ledger.stockRules.list(shop),
    ledger.stockStops.find(shop),
    ...[...new Set([shop, ...shops])].map(async (each) => {
      const [swept, glanced, unseen] = await Promise.all([
        ledger.cursors.find(`orders:${each}`),
        ledger.cursors.find(shelfCursor(each)),
        ledger.orders.listLeftUnseen(each, 1),
      ])
      const until = Math.max(swept?.getTime() ?? 0, glanced?.getTime() ?? 0)
      const [first] = unseen
      return { shop: each, until: first === undefined ? until : 0, unseen: first?.name }
    }),
  ])
  return {
    shop,
    rulesOf: createRuleBook(rules, stock.buffer),
    heardUntil: new Map(heard.map((each) => [each.shop, each.until])),
    unseen: new Map(
      heard.flatMap((each) => (each.unseen === undefined ? [] : [[each.shop, each.unseen]])),
    ),
    ...(stop !== undefined && isStopped(stop) ? { stopped: stop.sentence } : {}),
  }
}

/**
 * Whether every order that changed before a level and its sharers were read is known: then it may be
 * raised, or asked about. Where it was found to hold fewer and nothing explains that, it may be a sale
 * over the counter which the search does not show yet: then also those of a while after.
 */
export function areOrdersHeard(
  { heardUntil }: Pick<ShopMoment, 'heardUntil'>,
  { row, sharers, unheard }: Pick<LevelFacts, 'row' | 'sharers' | 'unheard'>,
  hasFallen: boolean,
): boolean {
  if (unheard) return false
  const fell = hasFallen && row.fellAt !== null ? [row.fellAt.getTime() + indexLagMs] : []
  const heard = (shop: string) => heardUntil.get(shop) ?? 0
  return (
    [row, ...sharers].every(({ shop, readAt }) => heard(shop) >= readAt.getTime()) &&
    fell.every((time) => heard(row.shop) >= time)
  )
}

/** The order for which no level of this stock is raised, if there is one. */
export function findUnseen(
  { unseen }: Pick<ShopMoment, 'unseen'>,
  { row, sharers }: Pick<LevelFacts, 'row' | 'sharers'>,
): string | undefined {
  return [row, ...sharers].map(({ shop }) => unseen.get(shop)).find((name) => name !== undefined)
}
