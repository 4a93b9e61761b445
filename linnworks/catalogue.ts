import { z } from 'zod'
import type { LinnworksOperation } from './answer.ts'
import type { LinnworksTransport } from './transport.ts'
import { flag, textOrUndefined } from './wire.ts'

export interface StockItem {
  readonly sku: string
  readonly stockItemId: string
}

export interface StockLocation {
  /** The Default location's is the zero UUID. */
  readonly locationId: string
  readonly name: string
}

export interface Channel {
  readonly source: string
  readonly subSource: string
  readonly enabled: boolean
}

/** Inventory/GetStockItemIdsBySKU. */
export const WireStockItemsSchema = z.object({
  Items: z
    .array(z.object({ StockItemId: z.guid(), SKU: z.string() }))
    .nullable()
    .transform((items) => items ?? []),
})

/** Inventory/GetStockLocations. */
export const WireStockLocationsSchema = z.array(
  z.object({ StockLocationId: z.guid(), LocationName: z.string() }),
)

/** Inventory/GetChannels, whose settings are each wrapped in an object of their own. */
export const WireChannelsSchema = z.array(
  z.object({
    Source: textOrUndefined,
    SubSource: textOrUndefined,
    Enabled: z.object({ PropertyValue: flag }).nullish(),
  }),
)

/** The vendor names no limit; this many have been seen to work elsewhere in its API. */
const SKUS_PER_CALL = 200

const GET_STOCK_ITEM_IDS: LinnworksOperation<z.infer<typeof WireStockItemsSchema>> = {
  operation: 'GetStockItemIdsBySKU',
  path: '/api/Inventory/GetStockItemIdsBySKU',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireStockItemsSchema,
}

const GET_STOCK_LOCATIONS: LinnworksOperation<z.infer<typeof WireStockLocationsSchema>> = {
  operation: 'GetStockLocations',
  path: '/api/Inventory/GetStockLocations',
  method: 'GET',
  effect: 'read',
  body: 'query',
  schema: WireStockLocationsSchema,
}

const GET_CHANNELS: LinnworksOperation<z.infer<typeof WireChannelsSchema>> = {
  operation: 'GetChannels',
  path: '/api/Inventory/GetChannels',
  method: 'GET',
  effect: 'read',
  body: 'query',
  schema: WireChannelsSchema,
}

export function createCatalogue(transport: Pick<LinnworksTransport, 'call'>) {
  return {
    /** Those that exist; an unknown or archived SKU is left out. */
    findStockItems: async (skus: readonly string[]): Promise<readonly StockItem[]> => {
      const found: StockItem[] = []
      for (let start = 0; start < skus.length; start += SKUS_PER_CALL) {
        const SKUS = skus.slice(start, start + SKUS_PER_CALL)
        const { Items } = await transport.call(GET_STOCK_ITEM_IDS, { request: { SKUS } })
        found.push(...Items.map(({ SKU, StockItemId }) => ({ sku: SKU, stockItemId: StockItemId })))
      }
      return found
    },

    listStockLocations: async (): Promise<readonly StockLocation[]> => {
      const locations = await transport.call(GET_STOCK_LOCATIONS, {})
      return locations.map(({ StockLocationId, LocationName }) => ({
        locationId: StockLocationId,
        name: LocationName,
      }))
    },

    /** An enabled native Shopify channel among them would take every order a second time. */
    listChannels: async (): Promise<readonly Channel[]> => {
      const channels = await transport.call(GET_CHANNELS, {})
      return channels.map(({ Source, SubSource, Enabled }) => ({
        source: Source ?? '',
        subSource: SubSource ?? '',
        enabled: Enabled?.PropertyValue ?? false,
      }))
    },
  }
}
