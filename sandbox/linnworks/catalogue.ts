import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  answer,
  answerNothing,
  GuidSchema,
  operation,
  Refusal,
  type Operation,
} from './operation.ts'
import { toChannel, toComposition, toStockLocation } from './catalogue-wire.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { LinnworksState } from './state.ts'
import { levelOf, minimumLevelOf } from './stock-levels.ts'
import { toStockItem } from './stock-wire.ts'

const MAX_COMPOSITIONS = 100

/** What the account sells, where it ships from, and which channels it has. */
export function catalogueOperations(state: LinnworksState): Operation[] {
  const active = (sku: string) => {
    const item = state.findItem(sku)
    return item === undefined || item.archived ? undefined : item
  }

  return [
    operation({
      path: '/api/Inventory/GetStockItemIdsBySKU',
      perMinute: 250,
      permission: 'GlobalPermissions.Inventory.Stock.StockReadNode',
      input: z.object({ request: z.object({ SKUS: z.array(z.string()) }) }),
      run: ({ request }) => {
        const items = [...new Set(request.SKUS)].map(active).filter((item) => item !== undefined)
        return answer({ Items: items.map((item) => ({ StockItemId: item.id, SKU: item.sku })) })
      },
    }),
    operation({
      method: 'GET',
      path: '/api/Inventory/GetStockLocations',
      perMinute: 150,
      input: z.object({}),
      run: () => answer(state.locations.map(toStockLocation)),
    }),
    operation({
      method: 'GET',
      path: '/api/Inventory/GetChannels',
      perMinute: 150,
      input: z.object({}),
      run: () => answer(state.account.channels.map(toChannel)),
    }),
    operation({
      method: 'GET',
      path: '/api/Inventory/GetInventoryItem',
      perMinute: 150,
      input: z.object({ sku: z.string().optional(), stockitemid: GuidSchema.optional() }),
      run: ({ sku, stockitemid }) => {
        const bySku = sku === undefined ? undefined : active(sku)
        const item = stockitemid === undefined ? bySku : state.items.get(stockitemid)
        if (item === undefined) {
          throw new Refusal('Could not determine inventory item id from SKU')
        }
        const level = levelOf(state, item, DEFAULT_LOCATION_ID)
        return answer({
          ...toStockItem(item),
          IsCompositeParent: item.isComposite,
          VariationGroupName: null,
          ItemDescription: '',
          Quantity: level.stockLevel,
          InOrder: level.inOrders,
          Due: 0,
          MinimumLevel: minimumLevelOf(item, DEFAULT_LOCATION_ID),
          Available: level.available,
          ShippedSeparately: false,
        })
      },
    }),
    operation({
      path: '/api/Inventory/GetInventoryItemsCompositionByIds',
      perMinute: 250,
      input: z.object({
        request: z.object({ InventoryItemIds: z.array(GuidSchema).max(MAX_COMPOSITIONS) }),
      }),
      run: ({ request }) => {
        const composites = request.InventoryItemIds.map((id) => state.items.get(id))
          .filter((item) => item !== undefined)
          .filter((item) => item.isComposite)
        return answer({
          InventoryItemsCompositionByIds: Object.fromEntries(
            composites.map((item) => [item.id, toComposition(state, item)]),
          ),
        })
      },
    }),
    operation({
      path: '/api/Inventory/AddInventoryItem',
      perMinute: 150,
      permission: 'GlobalPermissions.Inventory.MyInventoryNode',
      input: z.object({
        inventoryItem: z.object({
          ItemNumber: z.string().min(1),
          ItemTitle: z.string().min(1),
          StockItemId: GuidSchema.nullish(),
          MinimumLevel: z.number().int().nullish(),
        }),
      }),
      run: ({ inventoryItem: wanted }) => {
        if (state.findItem(wanted.ItemNumber) !== undefined) {
          throw new Refusal(`SKU ${wanted.ItemNumber} already exists.`)
        }
        state.transaction(() =>
          state.putItem({
            StockItemId: wanted.StockItemId ?? randomUUID(),
            SKU: wanted.ItemNumber,
            title: wanted.ItemTitle,
            ...(wanted.MinimumLevel == null ? {} : { minimumLevel: wanted.MinimumLevel }),
          }),
        )
        return answerNothing(204)
      },
    }),
  ]
}
