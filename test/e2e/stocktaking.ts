import { sql } from 'kysely'
import { openDatabase } from '../../ledger/database.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { auditStock, type StockExpectations } from '../../sandbox/auditor/index.ts'
import type { ShelfLevel } from '../../sandbox/shopify/index.ts'
import {
  AURORA,
  LINNWORKS,
  LINNWORKS_LOCATIONS,
  LOCATION_LINKS,
  SHOPIFY_LOCATIONS,
} from '../../sandbox/world.ts'
import { hotStockId, stockPushId, taskQueues } from '../../workflows/contract.ts'

/** What of Waybill and the world a stocktaking needs. */
export type Floor = Pick<Stack, 'client' | 'ledger' | 'shopify' | 'linnworks'>

export const inLondon = {
  locationId: SHOPIFY_LOCATIONS.london,
  linnworksLocationId: LINNWORKS_LOCATIONS.london,
} as const

export const inLeeds = {
  locationId: SHOPIFY_LOCATIONS.leeds,
  linnworksLocationId: LINNWORKS_LOCATIONS.leeds,
} as const

/** Pushes a shop's whole stock once. */
export async function pushStock({ client }: Pick<Floor, 'client'>, shop = 'aurora'): Promise<void> {
  await client.workflow.execute('stockPushWorkflow', {
    workflowId: stockPushId(shop),
    taskQueue: taskQueues.orders,
    args: [{ shop }],
  })
}

/**
 * What fell in Shopify, and nothing explains, fell long enough ago by now to be no sale that its search
 * does not show yet.
 */
export async function letSearchCatchUp({ config }: Pick<Stack, 'config'>): Promise<void> {
  const database = openDatabase(config.ledger)
  await sql`UPDATE stock_levels SET fell_at = fell_at - interval '15 s'`.execute(database)
  await database.destroy()
}

/** Starts the hot lane, for the minute that it watches. */
export async function watchHotStock(
  { client }: Pick<Floor, 'client'>,
  shop = 'aurora',
): Promise<void> {
  await client.workflow.start('hotStockWorkflow', {
    workflowId: hotStockId(shop),
    taskQueue: taskQueues.orders,
    args: [{ shop }],
  })
}

/** A level as the shop holds it now. */
export function levelOf(
  { shopify }: Pick<Floor, 'shopify'>,
  inventoryItemId: string,
  locationId: string = SHOPIFY_LOCATIONS.london,
  shop = 'aurora',
): ShelfLevel {
  const found = shopify
    .listLevels(shop)
    .find((level) => level.inventoryItemId === inventoryItemId && level.locationId === locationId)
  if (found === undefined) throw new Error(`there is no level of ${inventoryItemId}`)
  return found
}

/** What Linnworks has available of a SKU at one of its locations. */
export function availableOf(
  { linnworks }: Pick<Floor, 'linnworks'>,
  sku: string,
  linnworksLocationId: string = LINNWORKS_LOCATIONS.london,
): number {
  const item = linnworks.backroom.listStock().find((each) => each.sku === sku)
  const level = item?.levels.find(({ locationId }) => locationId === linnworksLocationId)
  if (level === undefined) throw new Error(`Linnworks has no level of ${sku}`)
  return level.available
}

/** What the auditor says of the stock of these shops, in its words. */
export async function takeStock(
  { shopify, linnworks }: Pick<Floor, 'shopify' | 'linnworks'>,
  expectations: Partial<StockExpectations> = {},
  shops: readonly { readonly shop: string; readonly accessToken: string }[] = [AURORA],
): Promise<readonly string[]> {
  const { findings } = await auditStock({
    shops: shops.map(({ shop, accessToken }) => ({
      ...{ shop, accessToken, apiUrl: `${shopify.url}/${shop}` },
    })),
    linnworks: { ...LINNWORKS, authUrl: linnworks.url },
    expectations: { locationLinks: LOCATION_LINKS, ...expectations },
  })
  return findings.map(({ kind, sentence }) => `${kind}: ${sentence}`)
}
