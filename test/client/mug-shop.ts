import { expect } from 'vitest'
import {
  LEEDS as LINNWORKS_LEEDS,
  LONDON as LINNWORKS_LONDON,
  MUG as LINNWORKS_MUG,
} from '../linnworks/twin.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { startWaybill } from './waybill.ts'

export type MugShop = Awaited<ReturnType<typeof startMugShop>>

/** The inventory item of a variant. */
export const itemOf = (variantId: string) => `1${variantId}`

const overflow = '5a3c9f6e-0b5f-4a5e-9a53-8d1f5f0c2b03'

/** A shop that sells mugs, whose stock is switched on, and a warehouse with mugs at three locations. */
export async function startMugShop() {
  const waybill = await startWaybill({
    stock: { enabled: true, guard: { mostEmptiedPercent: 100 } },
    warehouse: {
      locations: [
        { StockLocationId: LINNWORKS_LONDON, LocationName: 'London Warehouse' },
        { StockLocationId: LINNWORKS_LEEDS, LocationName: 'Leeds Depot' },
        { StockLocationId: overflow, LocationName: 'London Overflow' },
      ],
      items: [
        {
          StockItemId: LINNWORKS_MUG,
          SKU: 'MUG',
          title: 'Mug',
          levels: { [LINNWORKS_LONDON]: 37, [LINNWORKS_LEEDS]: 8, [overflow]: 4 },
        },
      ],
    },
  })
  return { ...waybill, link, countInLeeds, ordersAreHeard, onHandOf, holds }

  function link(location: string, ...rest: readonly string[]) {
    return waybill.cli('link', 'location', 'aurora', location, ...rest)
  }

  function countInLeeds(level: number): void {
    waybill.linnworks.backroom.setLevels([{ sku: 'MUG', locationId: LINNWORKS_LEEDS, level }])
  }

  /** Nothing is raised before the first sweep over the orders. */
  async function ordersAreHeard(): Promise<void> {
    const since = new Date()
    await eventually('the orders are heard of', async () => {
      const heard = await waybill.ledger.cursors.find('orders:aurora')
      return heard !== undefined && heard >= since
    })
  }

  function holds(variantId: string, locationId: string, onHand: number): void {
    expect(onHandOf(variantId, locationId)).toBe(onHand)
  }

  function onHandOf(variantId: string, locationId: string): number | undefined {
    const levels = waybill.shopify.listLevels('aurora')
    return levels.find(
      (each) => each.inventoryItemId === itemOf(variantId) && each.locationId === locationId,
    )?.onHand
  }
}
