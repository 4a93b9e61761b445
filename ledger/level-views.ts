import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { HotReason } from './hot-levels.ts'
import type { JudgedNumbers } from './level-judgement.ts'
import type { LevelKey } from './level-key.ts'

/** A level for people: what is sold there, how it was read and judged, and what was written. */
export interface LevelView extends LevelKey, JudgedNumbers {
  readonly sku: string
  readonly title: string
  /** What it is sold as in Linnworks; null where nothing is. */
  readonly stockItemId: string | null
  /** The SKU that it has there, if Linnworks was seen to have it. */
  readonly linnworksSku: string | null
  readonly onHand: number
  readonly committed: number
  readonly isActive: boolean
  readonly readAt: Date
  readonly plannedAt: Date | null
  readonly standing: string | null
  readonly reason: string | null
  readonly stockReadAt: Date | null
  /** When what is under way or unsettled left; null where nothing is. */
  readonly writeSentAt: Date | null
  readonly writtenAt: Date | null
  readonly healedAt: Date | null
  readonly heals: number
  readonly hotUntil: Date | null
  readonly hotReason: HotReason | null
  readonly soldPerSecond: number
}

/** Which levels of a shop are meant; all that is given must hold. */
export interface LevelWish {
  readonly shop: string
  readonly skus?: readonly string[]
  readonly inventoryItemId?: string
  readonly locationId?: string
}

/** What of a shop's stock waits. */
export interface StockBacklog {
  readonly levels: number
  /** Judged to differ, and not written yet. */
  readonly toWrite: number
  /** To be raised as soon as all orders are heard of. */
  readonly raiseWaits: number
  /** Not judged yet since the moment that was asked about. */
  readonly toJudge: number
}

/** The questions that people ask about stock levels. */
export function createLevelViews(database: Database) {
  return {
    /** The levels that were ever read, by SKU and location. */
    async find({
      shop,
      skus,
      inventoryItemId,
      locationId,
    }: LevelWish): Promise<readonly LevelView[]> {
      let query = database
        .selectFrom('stockLevels as level')
        .innerJoin('shopItems as item', (join) =>
          join
            .onRef('item.shop', '=', 'level.shop')
            .onRef('item.inventoryItemId', '=', 'level.inventoryItemId'),
        )
        .leftJoin('linnworksItems as sold', 'sold.stockItemId', 'item.stockItemId')
        .distinctOn(['item.sku', 'level.inventoryItemId', 'level.locationId'])
        .select([
          'level.shop',
          'level.inventoryItemId',
          'level.locationId',
          'item.sku',
          'item.title',
          'item.stockItemId',
          'sold.sku as linnworksSku',
          'level.onHand',
          'level.committed',
          'level.isActive',
          'level.readAt',
          'level.plannedAt',
          'level.standing',
          'level.reason',
          'level.available',
          'level.inLinnworks',
          'level.leftShelf',
          'level.elsewhere',
          'level.buffer',
          'level.target',
          'level.stockReadAt',
          'level.writeSentAt',
          'level.writtenAt',
          'level.healedAt',
          'level.heals',
          'level.hotUntil',
          'level.hotReason',
          'level.soldPerSecond',
        ])
        .where('level.shop', '=', shop)
        .orderBy('item.sku')
        .orderBy('level.inventoryItemId')
        .orderBy('level.locationId')
      if (skus !== undefined) query = query.where('item.sku', 'in', [...skus])
      if (inventoryItemId !== undefined) {
        query = query.where('level.inventoryItemId', '=', inventoryItemId)
      }
      if (locationId !== undefined) query = query.where('level.locationId', '=', locationId)
      return await query.execute()
    },

    /** Of these SKUs, those that the shop's catalogue has, whatever their capitals. */
    async findSkus(shop: string, skus: readonly string[]): Promise<readonly string[]> {
      if (skus.length === 0) return []
      const { rows } = await sql<{ sku: string }>`
        SELECT DISTINCT sku FROM shop_items WHERE shop = ${shop}
          AND lower(sku) = ANY(${skus.map((sku) => sku.toLowerCase())}::text[])
        ORDER BY sku`.execute(database)
      return rows.map(({ sku }) => sku)
    },

    /** What waits of the shop's stock; `since` is when the sweep under way began. */
    async countBacklog(shop: string, since?: Date): Promise<StockBacklog> {
      const { rows } = await sql<StockBacklog>`
        SELECT count(*)::integer AS levels,
          count(*) FILTER (WHERE standing IN ('lower', 'raise')
            AND (written_at IS NULL OR written_at < planned_at))::integer AS "toWrite",
          count(*) FILTER (WHERE standing = 'raiseWaits')::integer AS "raiseWaits",
          count(*) FILTER (WHERE ${since ?? null}::timestamptz IS NOT NULL
            AND (planned_at IS NULL OR planned_at < ${since ?? null}))::integer AS "toJudge"
        FROM stock_levels WHERE shop = ${shop}`.execute(database)
      return rows[0] ?? { levels: 0, toWrite: 0, raiseWaits: 0, toJudge: 0 }
    },
  }
}
