import type { Ledger } from '../../ledger/index.ts'
import * as world from '../../sandbox/world.ts'
import type { OrderDesk } from '../../workflows/contract.ts'
import { floor } from './goods.ts'
import type { ShopSale } from './market.ts'
import type { Scene } from './policy.ts'
import { saveInLinnworks } from './sale-orders.ts'

const { shop } = world.AURORA

/** Orders of so long leave together. */
const gatherMs = 1000

/** The way of orders into Linnworks, at the pace of Waybill's, without an engine. */
export interface OrderLine {
  /** A webhook told of it. */
  take(sale: ShopSale): void
  /** Sweeps find orders that are on their way already. */
  readonly desk: OrderDesk
  run(isStopped: () => boolean): Promise<void>
}

/**
 * Each order leaves within a second, and is in the ledger with every step that the stock push looks
 * at: claimed, sent, saved in Linnworks half a round trip later, read back and verified after
 * another one. Then its levels are hot.
 */
export function createOrderLine(
  { town, time, goods, roundTripMs }: Scene,
  ledger: Ledger,
): OrderLine {
  let arrived: ShopSale[] = []
  let numbers = 100_000
  const itemOf = new Map(goods.map(({ sku, inventoryItemId }) => [sku, inventoryItemId]))
  const nothing = () => Promise.resolve()

  return {
    take: (sale) => {
      arrived.push(sale)
    },
    desk: {
      orderPlaced: nothing,
      orderChanged: nothing,
      parcelDispatched: nothing,
      retryNow: nothing,
    },
    run: async (isStopped) => {
      while (!isStopped()) {
        await time.sleep(gatherMs)
        const sales = arrived
        arrived = []
        if (sales.length > 0) await bring(sales)
      }
    },
  }

  async function bring(sales: readonly ShopSale[]): Promise<void> {
    const token = `sale-${numbers}`
    const placedAt = new Date(time.nowMs())
    await all(sales, async ({ order }) => {
      const key = { shop, orderId: order.orderId }
      await ledger.orders.receiveTurn(key, token)
      await ledger.orders.receive(key, { name: order.name, placedAt })
      await ledger.consignments.claim(key, [toClaim(order)], token, { left: [], seenAt: placedAt })
    })
    await ledger.consignments.stampSends(
      sales.map(({ order }) => ({ shop, reference: order.orderId, token })),
    )
    await time.sleep(roundTripMs / 2)
    const ids = saveInLinnworks(town, sales, placedAt)
    await time.sleep(roundTripMs * 1.5)
    await all(sales, async ({ order }, index) => {
      numbers += 1
      await ledger.consignments.markVerified(shop, order.orderId, {
        linnworksOrderId: ids[index] ?? '',
        linnworksNumber: numbers,
      })
    })
    const { locationId } = floor
    const levels = sales.map(({ good: { inventoryItemId } }) => ({ inventoryItemId, locationId }))
    await ledger.stockLevels.heat(
      levels.map((level) => ({ shop, ...level })),
      'sold',
    )
  }

  function toClaim({ orderId, lines }: ShopSale['order']) {
    return {
      reference: orderId,
      ordinal: 1,
      locationId: floor.locationId,
      linnworksLocationId: floor.linnworksLocationId,
      totalMinor: lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0),
      items: lines.map(({ lineId, sku, quantity }) => {
        const inventoryItemId = itemOf.get(sku) ?? ''
        return { itemNumber: lineId, sku, quantity, units: [{ lineId, inventoryItemId, quantity }] }
      }),
    }
  }
}

async function all<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  await Promise.all(items.map(work))
}
