import type { Dependencies } from '../../../activities/dependencies.ts'
import { type JudgedLevel, judgeLevels } from '../../../activities/stock/judging/judge-levels.ts'
import { readShopMoment } from '../../../activities/stock/judging/shop-moment.ts'
import type { StockPolicy } from '../../../domain/stock-policy.ts'
import type { Database } from '../../../ledger/database.ts'
import type { Ledger } from '../../../ledger/index.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { ShopifyClient } from '../../../shopify/index.ts'
import { london } from '../../domain/builders.ts'
import { type Calls, emptyLedger, shopOf } from '../fakes.ts'

export const shop = 'aurora'

/** The level of the nth good, which London sells. */
export function levelOf(nth: number): LevelKey {
  return { shop, inventoryItemId: `I${nth}`, locationId: london.locationId }
}

export interface Shelf {
  readonly onHand: number
  readonly committed?: number
  readonly isActive?: boolean
  /** What Linnworks has available. */
  readonly available: number
  /** When both vendors were asked. */
  readonly readAt?: Date
}

/** The ledger as both vendors were read: the nth good stands as the nth shelf. */
export async function stockUp(ledger: Ledger, shelves: readonly Shelf[]): Promise<void> {
  await ledger.links.linkLocation({ shop, actor: 'staff-1', ...london })
  const goods = shelves.map((shelf, index) => ({ ...shelf, nth: index + 1 }))
  await seeItems(ledger, goods.length)
  await ledger.stockItems.rememberShopItems(
    shop,
    goods.map(({ nth }) => ({
      ...{ inventoryItemId: `I${nth}`, variantId: `V${nth}`, sku: `SKU-${nth}` },
      ...{ title: `Good ${nth}`, tracked: true, isBundle: false, productStatus: 'ACTIVE' },
    })),
  )
  await ledger.stockItems.resolveItems(shop)
  for (const good of goods) await readAgain(ledger, good)
}

/** A page of Linnworks shows the first so many goods. */
export async function seeItems(ledger: Ledger, count: number): Promise<void> {
  const nths = Array.from({ length: count }, (_, index) => index + 1)
  await ledger.stockItems.rememberLinnworksItems(
    nths.map((nth) => ({ stockItemId: `S${nth}`, sku: `SKU-${nth}` })),
  )
}

/** Both vendors are asked about the nth good again. */
export async function readAgain(
  ledger: Ledger,
  { nth, available, readAt = new Date(), ...level }: Shelf & { readonly nth: number },
): Promise<void> {
  const linnworksLocationId = london.linnworksLocationId
  const stock = { stockItemId: `S${nth}`, linnworksLocationId, available, tracked: true }
  await ledger.stockReadings.putStock([stock], readAt)
  const { inventoryItemId, locationId } = levelOf(nth)
  const reading = { inventoryItemId, locationId, committed: 0, isActive: true, ...level }
  await ledger.stockReadings.putShopLevels(shop, [reading], readAt)
}

/** All orders that changed until now, or until a moment, are known. */
export async function hearOrders(ledger: Ledger, until = new Date()): Promise<void> {
  await ledger.cursors.advance(`orders:${shop}`, until)
}

/** What judging and pushing stand on: this ledger, and a shop of these methods. */
export function shelvesOf(
  ledger: Ledger,
  calls: Calls,
  {
    methods = {},
    policy = {},
  }: {
    readonly methods?: Partial<ShopifyClient>
    readonly policy?: Partial<StockPolicy>
  } = {},
): Pick<Dependencies, 'findShop' | 'ledger'> {
  const access = shopOf(calls, methods)
  return { ledger, findShop: () => ({ ...access, stock: { ...access.stock, ...policy } }) }
}

/** Judges the levels of these goods as they are known. */
export async function judge(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  nths: readonly number[],
): Promise<readonly JudgedLevel[]> {
  const moment = await readShopMoment(dependencies, shop, [shop])
  return await judgeLevels(dependencies, moment, nths.map(levelOf))
}

/** Takes away, for the next test, all that the last one left: orders, what was read, what was written. */
export async function emptyShelves(database: Database): Promise<void> {
  await emptyLedger(database)
  for (const table of [
    ...(['stockWrites', 'stockCalls', 'stockLevels', 'linnworksLevels', 'shopItems'] as const),
    ...(['stockExceptions', 'stockSweeps', 'stockStops', 'linnworksPasses', 'leftUnits'] as const),
    ...(['linnworksItems', 'linnworksComponents', 'countedLocations'] as const),
  ]) {
    await database.deleteFrom(table).execute()
  }
}
