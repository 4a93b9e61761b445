import { createRuleBook, type RuleBook } from '../../domain/stock-brakes.ts'
import { isStopped } from '../../ledger/stock-stops.ts'
import type { Dependencies } from '../dependencies.ts'
import type { LevelFacts } from './level-facts.ts'

/** What holds for all levels of a shop at one moment. */
export interface ShopMoment {
  readonly shop: string
  readonly rulesOf: RuleBook
  readonly stopped?: string
  /** Of each shop: every order that changed before this moment is known, and was looked at. */
  readonly heardUntil: ReadonlyMap<string, number>
}

/** All that the orders of a level, and of the others of its stock, did until they were read is known. */
export function areOrdersHeard(
  { heardUntil }: Pick<ShopMoment, 'heardUntil'>,
  { row, sharers, unheard }: Pick<LevelFacts, 'row' | 'sharers' | 'unheard'>,
): boolean {
  const levels = [{ shop: row.shop, readAt: row.readAt }, ...sharers]
  return (
    !unheard && levels.every(({ shop, readAt }) => (heardUntil.get(shop) ?? 0) >= readAt.getTime())
  )
}

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
        ledger.orders.hasLeftUnseen(each),
      ])
      const until = Math.max(swept?.getTime() ?? 0, glanced?.getTime() ?? 0)
      return [each, unseen ? 0 : until] as const
    }),
  ])
  return {
    shop,
    rulesOf: createRuleBook(rules, stock.buffer),
    heardUntil: new Map(heard),
    ...(stop !== undefined && isStopped(stop) ? { stopped: stop.sentence } : {}),
  }
}
