import { SHIPPED, VARIANTS } from '../sandbox/goods.ts'
import type { StockExpectations } from '../sandbox/auditor/index.ts'
import {
  AURORA,
  ITEM_LINKS,
  LINNWORKS_LOCATIONS,
  LOCATION_LINKS,
  SHOPIFY_LOCATIONS,
} from '../sandbox/world.ts'
import { hotStockId, stockPushId, taskQueues } from '../workflows/contract.ts'
import { eventually } from './eventually.ts'
import { renamedSku } from './fates.ts'
import type { Stack } from './stack.ts'

/** Stock is compared each minute, and what moves is watched all the time. */
export const demoStock = { enabled: true, schedule: '* * * * *' } as const

/** A level that is looked at. */
export interface WatchedLevel {
  readonly sku: string
  readonly locationId: string
  /** What people call the place. */
  readonly place: string
  readonly title: string
}

const { shop } = AURORA
const london = { locationId: SHOPIFY_LOCATIONS.london, place: 'London' } as const
const leeds = { locationId: SHOPIFY_LOCATIONS.leeds, place: 'Leeds' } as const

export const watchedLevels: readonly WatchedLevel[] = [
  { ...london, sku: 'MUG-BLUE', title: 'another channel sells it too' },
  { ...london, sku: 'TEAPOT-1L', title: 'another channel sells the last one' },
  { ...leeds, sku: 'TEA-EARL-GREY', title: 'people count the shelf' },
  { ...leeds, sku: 'BISCUIT-TIN', title: 'Shopify does not take its number' },
  { ...london, sku: renamedSku.shop, title: 'Linnworks does not know it, until it is linked' },
]

/** Whose writes Shopify refuses, until somebody mends the item. */
const refusedSku = 'BISCUIT-TIN'

/** Both sides are compared for the first time, and the watch begins. */
export async function openStock({ client, shopify }: Stack): Promise<void> {
  shopify.setPoison(shop, itemOf(VARIANTS.biscuits), 'INVALID_INVENTORY_ITEM')
  await client.schedule.getHandle(hotStockId(shop)).trigger()
  await push(client)
}

/** What another channel and people in the warehouse do to the stock, and what it comes to in Shopify. */
export async function liveStock({ warehouse, shopify, ledger }: Stack): Promise<void> {
  const inLondon = LINNWORKS_LOCATIONS.london
  const inLeeds = LINNWORKS_LOCATIONS.leeds
  const fallsBelow = async (sku: string, place: { readonly locationId: string }, most: number) => {
    await eventually(`Shopify offers no more than ${most} of ${sku}`, () => {
      const level = shopify
        .listLevels(shop)
        .find(
          (each) => each.inventoryItemId === itemOfSku(sku) && each.locationId === place.locationId,
        )
      return Promise.resolve(level !== undefined && level.available <= most)
    })
  }
  const [mug, teapot] = [stockOf('MUG-BLUE'), stockOf('TEAPOT-1L')]
  await warehouse.count({ sku: 'TEA-EARL-GREY', locationId: inLeeds, quantity: 71 })
  await warehouse.receive({ sku: refusedSku, locationId: inLeeds, quantity: 10 })
  await warehouse.sellElsewhere({ sku: 'MUG-BLUE', locationId: inLondon, quantity: 6 })
  await fallsBelow('MUG-BLUE', london, mug - 6)
  await warehouse.sellElsewhere({ sku: 'TEAPOT-1L', locationId: inLondon, quantity: teapot - 1 })
  await fallsBelow('TEAPOT-1L', london, 1)
  await warehouse.sellElsewhere({ sku: 'MUG-BLUE', locationId: inLondon, quantity: 4 })
  await fallsBelow('MUG-BLUE', london, mug - 10)
  await eventually('Shopify has refused a level', async () => {
    const open = await ledger.stockExceptions.listOpen(shop)
    return open.some(({ code }) => code === 'STOCK_REFUSED')
  })
}

/** One push after all is quiet; then nothing is left to write but what Shopify refuses. */
export async function settleStock({ client, ledger }: Stack): Promise<void> {
  await push(client)
  await eventually('all stock is written', async () => {
    const levels = await ledger.levelViews.find({ shop })
    const open = levels.filter(
      ({ standing, sku }) =>
        (standing === 'lower' || standing === 'raise' || standing === 'raiseWaits') &&
        sku !== refusedSku,
    )
    if (open.length > 0) await ledger.stockLevels.heat(open, 'a person asked')
    return open.length === 0
  })
}

/** How stock is to stand when the day is over. */
export const stockExpectations: StockExpectations = {
  locationLinks: LOCATION_LINKS,
  itemLinks: ITEM_LINKS,
  isOutOfHands: ({ sku }) => sku === refusedSku,
}

async function push(client: Stack['client']): Promise<void> {
  await client.workflow.execute('stockPushWorkflow', {
    workflowId: stockPushId(shop),
    taskQueue: taskQueues.orders,
    args: [{ shop }],
  })
}

function stockOf(sku: string): number {
  return SHIPPED.find((each) => each.sku === sku)?.london ?? 0
}

function itemOfSku(sku: string): string {
  return itemOf(SHIPPED.find((each) => each.sku === sku)?.variantId ?? '')
}

/** The inventory item of a variant of the sandbox. */
function itemOf(variantId: string): string {
  return variantId.replace(/^8/, '9')
}
