import type { BulkOrder } from '../../sandbox/shopify/index.ts'
import * as world from '../../sandbox/world.ts'
import { type OtherChannel, otherChannels, type Want } from './demand.ts'
import { floor, type Good } from './goods.ts'
import type { Town } from './town.ts'

/** What the sale came to, in units. */
export interface Takings {
  readonly soldInShop: number
  /** Sold in the shop after the last unit of the good had been sold, on whatever channel. */
  readonly oversoldUnits: number
  /** Of these, the ones that no other channel's sale on its way into Linnworks explains. */
  readonly oversoldThoughTold: number
  /**
   * Shoppers whom the shop refused though a unit was there for them: of one good never more than
   * stood unsold at that moment.
   */
  readonly lostSales: number
  /** All whom the shop refused though something was there, however many wanted the same unit. */
  readonly refusedInStock: number
  readonly soldElsewhere: number
  /** The same mistake, made by the other channels. */
  readonly oversoldElsewhere: number
}

/** An order of the shop, and the good that it is of. */
export interface ShopSale {
  readonly order: BulkOrder
  readonly good: Good
}

/** Where shoppers meet goods: it alone knows what there really is. */
export interface Market {
  /** A shopper comes. Answers what was sold in the shop, if anything. */
  meet(want: Want): ShopSale | undefined
  /** What another channel sold reaches Linnworks. */
  importSale(want: Want): void
  /** A channel sets what it offers to what Linnworks says: blindly, and all of it. */
  syncChannel(channel: OtherChannel): void
  takings(): Takings
}

export function openMarket(town: Town, goods: readonly Good[]): Market {
  const { shop } = world.AURORA
  /** Below zero where more were sold than there were. */
  const unsold = new Map(goods.map(({ sku, units }) => [sku, units]))
  const lost = new Map<string, number>()
  const offered = new Map(
    otherChannels.map((channel) => [channel, new Map(goods.map(({ sku, units }) => [sku, units]))]),
  )
  const soldElsewhere = new Set<Want>()
  /** What Linnworks and the shop's own orders tell: units but for sales on their way there. */
  const told = new Map(unsold)
  const counts = {
    ...{ soldInShop: 0, oversoldUnits: 0, oversoldThoughTold: 0 },
    ...{ refusedInStock: 0, oversoldElsewhere: 0 },
  }

  function tell({ sku }: Good): void {
    told.set(sku, (told.get(sku) ?? 0) - 1)
  }

  /** Answers whether there was a unit to sell. */
  function take({ sku }: Good): boolean {
    const left = unsold.get(sku) ?? 0
    unsold.set(sku, left - 1)
    return left > 0
  }

  function refuse({ sku }: Good): void {
    const left = unsold.get(sku) ?? 0
    if (left <= 0) return
    counts.refusedInStock += 1
    const before = lost.get(sku) ?? 0
    if (before < left) lost.set(sku, before + 1)
  }

  function sellInShop(good: Good): ShopSale | undefined {
    const variantId = `gid://shopify/ProductVariant/${good.variantId}`
    const order = town.shopify.tryOrder(shop, { lines: [{ variantId, quantity: 1 }], taxRate: 0.2 })
    if (order === undefined) {
      refuse(good)
      return undefined
    }
    counts.soldInShop += 1
    if (!take(good)) {
      counts.oversoldUnits += 1
      if ((told.get(good.sku) ?? 0) <= 0) counts.oversoldThoughTold += 1
    }
    tell(good)
    return { order, good }
  }

  function sellElsewhere(want: Want, offers: Map<string, number>): void {
    const { sku } = want.good
    const here = offers.get(sku) ?? 0
    if (here <= 0) return
    offers.set(sku, here - 1)
    soldElsewhere.add(want)
    if (!take(want.good)) counts.oversoldElsewhere += 1
  }

  return {
    meet: (want) => {
      if (want.channel === 'shopify') return sellInShop(want.good)
      const offers = offered.get(want.channel)
      if (offers !== undefined) sellElsewhere(want, offers)
      return undefined
    },
    importSale: (want) => {
      if (!soldElsewhere.has(want)) return
      const { sku } = want.good
      tell(want.good)
      const locationId = floor.linnworksLocationId
      town.linnworks.backroom.sellElsewhere([{ sku, locationId, quantity: 1 }])
    },
    syncChannel: (channel) => {
      for (const { sku, levels } of town.linnworks.backroom.listStock()) {
        const here = levels.find(({ locationId }) => locationId === floor.linnworksLocationId)
        offered.get(channel)?.set(sku, Math.max(0, here?.available ?? 0))
      }
    },
    takings: () => ({
      ...counts,
      lostSales: [...lost.values()].reduce((sum, units) => sum + units, 0),
      soldElsewhere: soldElsewhere.size,
    }),
  }
}
