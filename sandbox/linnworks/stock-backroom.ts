import { randomUUID } from 'node:crypto'
import { processOrder } from './dispatch.ts'
import type { StoredItem } from './documents.ts'
import { toStoredOrder } from './new-order.ts'
import type { Pretended } from './pretence.ts'
import { putLevel } from './shelves.ts'
import type { LinnworksState } from './state.ts'
import { isComputed, isTracked, levelOf, type Level } from './stock-levels.ts'

/** A stock item and every level of it, as they are and whatever the account pretends. */
export interface KeptStock {
  readonly stockItemId: string
  readonly sku: string
  readonly archived: boolean
  readonly components: readonly { readonly stockItemId: string; readonly quantity: number }[]
  readonly levels: readonly KeptLevel[]
}

export interface KeptLevel extends Level {
  readonly locationId: string
  /** False where the minimum level is -1. */
  readonly tracked: boolean
  /** It follows from the components. */
  readonly computed: boolean
}

/** A sale on another channel, which Linnworks knows of at once. */
export interface SaleElsewhere {
  readonly sku: string
  readonly locationId: string
  readonly quantity: number
  /** It has left the shelf already. */
  readonly dispatched?: boolean
}

/** A back door to the stock of thousands of items at once, of which no call and no quota knows. */
export interface StockBackroom {
  listStock(): readonly KeptStock[]
  /** Counts the shelves anew. Throws where an item or location is not known. */
  setLevels(
    levels: readonly {
      readonly sku: string
      readonly locationId: string
      readonly level: number
    }[],
  ): void
  /** One order each, of source `EBAY`, paid; answers their ids. Throws where a SKU is not known. */
  sellElsewhere(sales: readonly SaleElsewhere[]): readonly string[]
  /** Ids of open orders that are locked, which no read of the vendor's tells. */
  listLocked(): readonly string[]
  /** Lets the API lie about the stock from now on; without an argument, no longer. */
  pretend(pretended?: Pretended): void
}

const COUNT = 'Stock count'

export function createStockBackroom(state: LinnworksState): StockBackroom {
  const { items, orders } = state

  function getItem(sku: string) {
    const item = items.find(sku)
    if (item === undefined) throw new Error(`There is no item ${sku}`)
    return item
  }

  function getLocationId(locationId: string): string {
    const found = state.locations.find(({ id }) => id === locationId.toLowerCase())
    if (found === undefined) throw new Error(`There is no location ${locationId}`)
    return found.id
  }

  function sell({ item, sale }: { item: StoredItem; sale: SaleElsewhere }): string {
    const { locationId, quantity } = sale
    const place = { id: randomUUID(), number: orders.nextNumber(), locationId }
    const wanted = toChannelOrder({ sku: item.sku, quantity, number: place.number })
    orders.save(toStoredOrder(state, wanted, place))
    if (sale.dispatched === true) processOrder(state, place.id)
    return place.id
  }

  return {
    listStock: () =>
      [...items.values()].map((item) => ({
        stockItemId: item.id,
        sku: item.sku,
        archived: item.archived,
        components: item.components.flatMap(({ sku, quantity }) => {
          const part = items.find(sku)
          return part === undefined ? [] : [{ stockItemId: part.id, quantity }]
        }),
        levels: state.locations.map(({ id: locationId }) => ({
          locationId,
          tracked: isTracked(item, locationId),
          computed: isComputed(item, locationId),
          ...levelOf(state, item, locationId),
        })),
      })),
    setLevels: (levels) => {
      const counted = levels.map(({ sku, locationId, level }) => {
        const item = getItem(sku)
        const place = getLocationId(locationId)
        if (isComputed(item, place)) throw new Error(`The level of ${sku} is computed`)
        return { id: item.id, locationId: place, units: level }
      })
      state.transaction(() => {
        for (const { id, locationId, units } of counted) {
          const item = items.get(id)
          if (item !== undefined) putLevel(state, item, { locationId, units, operation: COUNT })
        }
      })
    },
    sellElsewhere: (sales) => {
      const wanted = sales.map((sale) => ({
        item: getItem(sale.sku),
        sale: { ...sale, locationId: getLocationId(sale.locationId) },
      }))
      return state.transaction(() => wanted.map(sell))
    },
    listLocked: () =>
      orders
        .listOpen()
        .filter(({ locked }) => locked)
        .map(({ id }) => id),
    pretend: (pretended) => state.pretence.begin(pretended),
  }
}

function toChannelOrder(sale: {
  readonly sku: string
  readonly quantity: number
  readonly number: number
}) {
  return {
    Source: 'EBAY',
    SubSource: 'EBAY1',
    ReferenceNumber: `E-${sale.number}`,
    PaymentStatus: 'Paid' as const,
    Currency: 'GBP',
    AutomaticallyLinkBySKU: true,
    OrderItems: [
      {
        ChannelSKU: sale.sku,
        ItemNumber: '1',
        ItemTitle: sale.sku,
        Qty: sale.quantity,
        PricePerUnit: 1,
        UseChannelTax: true,
        TaxRate: 0,
      },
    ],
  }
}
