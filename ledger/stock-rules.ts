import type { Database } from './database.ts'
import { appendEvent } from './events.ts'

/** Which levels a rule is about: a shop's, one location's, one SKU's, or one SKU's at a location. */
export interface RuleScope {
  readonly shop: string
  readonly locationId?: string
  readonly sku?: string
}

/** What a rule sets; `null` takes it back, what is absent stays as it was. */
export interface RuleChange {
  readonly buffer?: number | null
  readonly cap?: number | null
  readonly floor?: number | null
  readonly paused?: boolean | null
}

export interface StockRule {
  readonly shop: string
  /** Empty: all of the shop's. */
  readonly locationId: string
  /** Empty: all SKUs. */
  readonly sku: string
  readonly buffer: number | null
  readonly cap: number | null
  readonly floor: number | null
  readonly paused: boolean | null
  readonly setBy: string
  readonly setAt: Date
}

/** The brakes that people set on the stock push. */
export function createStockRules(database: Database) {
  return {
    async list(shop: string): Promise<readonly StockRule[]> {
      return await database
        .selectFrom('stockRules')
        .selectAll()
        .where('shop', '=', shop)
        .orderBy('locationId')
        .orderBy('sku')
        .execute()
    },

    /** Sets a rule and writes down by whose word. A rule that sets nothing any more is gone. */
    async set(scope: RuleScope, change: RuleChange, actor: string): Promise<void> {
      const { shop, locationId = '', sku = '' } = scope
      await database.transaction().execute(async (transaction) => {
        const before = await transaction
          .selectFrom('stockRules')
          .select(['buffer', 'cap', 'floor', 'paused'])
          .where('shop', '=', shop)
          .where('locationId', '=', locationId)
          .where('sku', '=', sku)
          .forUpdate()
          .executeTakeFirst()
        const none = { buffer: null, cap: null, floor: null, paused: null }
        const rule = { ...none, ...before, ...change }
        const values = { ...rule, setBy: actor, setAt: new Date() }
        await transaction
          .insertInto('stockRules')
          .values({ shop, locationId, sku, ...values })
          .onConflict((conflict) =>
            conflict.columns(['shop', 'locationId', 'sku']).doUpdateSet(values),
          )
          .execute()
        await transaction
          .deleteFrom('stockRules')
          .where('shop', '=', shop)
          .where(({ and, eb }) =>
            and([
              eb('buffer', 'is', null),
              eb('cap', 'is', null),
              eb('floor', 'is', null),
              eb('paused', 'is', null),
            ]),
          )
          .execute()
        await appendEvent(transaction, `stock:${shop}:${locationId}:${sku}`, {
          actor,
          what: 'ruled',
          why: sayRule(rule),
        })
      })
    },
  }
}

/** What the history says where a scope has no rule any more. */
export const noRule = 'no rule of its own'

function sayRule(rule: Omit<StockRule, keyof RuleScope | 'setBy' | 'setAt'>): string {
  const said = Object.entries(rule)
    .filter(([, value]) => value !== null)
    .map(([name, value]) =>
      value === true ? name : value === false ? `not ${name}` : `${name} ${value}`,
    )
  return said.length === 0 ? noRule : said.join(', ')
}
