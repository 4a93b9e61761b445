import type { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import type { LinnworksOperation } from './answer.ts'
import {
  toLevels,
  toPageItem,
  WireStockLevelBatchSchema,
  WireStockPageSchema,
  type StockPageItem,
} from './stock-wire.ts'
import type { LinnworksTransport } from './transport.ts'

/** The largest page (the call's description). */
const ITEMS_PER_PAGE = 200
/** The vendor names no limit; a page shows as many. */
const LEVELS_PER_CALL = 200
/** How a page past the end is answered, with a 400 (observed on a live account). */
const PAST_THE_END = /No items found with given filter/i

const GET_STOCK_ITEMS: LinnworksOperation<z.infer<typeof WireStockPageSchema>> = {
  operation: 'GetStockItemsFull',
  path: '/api/Stock/GetStockItemsFull',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireStockPageSchema,
}

const GET_STOCK_LEVELS: LinnworksOperation<z.infer<typeof WireStockLevelBatchSchema>> = {
  operation: 'GetStockLevel_Batch',
  path: '/api/Stock/GetStockLevel_Batch',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireStockLevelBatchSchema,
}

/** Reading what Linnworks has. It cannot be asked what changed. */
export function createStock(transport: Pick<LinnworksTransport, 'call'>) {
  return {
    /**
     * 200 items with their levels at every location; the first page is 1. Archived items are on
     * none. Past the end there are no items. Pages shift while items are created or archived.
     */
    listStockPage: async (
      pageNumber: number,
    ): Promise<{ readonly items: readonly StockPageItem[] }> => {
      try {
        const items = await transport.call(GET_STOCK_ITEMS, {
          keyword: '',
          // Both include what would be left out, and not every variation parent is known as one.
          loadCompositeParents: true,
          loadVariationParents: true,
          entriesPerPage: ITEMS_PER_PAGE,
          pageNumber,
          dataRequirements: ['StockLevels'],
          searchTypes: ['SKU'],
        })
        return { items: items.map(toPageItem) }
      } catch (error) {
        if (isPastTheEnd(error)) return { items: [] }
        throw error
      }
    },

    /** Each item with its levels; one that does not exist is absent. */
    getStockLevels: async (
      stockItemIds: readonly string[],
    ): Promise<readonly Pick<StockPageItem, 'stockItemId' | 'levels'>[]> => {
      const found: Pick<StockPageItem, 'stockItemId' | 'levels'>[] = []
      for (let start = 0; start < stockItemIds.length; start += LEVELS_PER_CALL) {
        const StockItemIds = stockItemIds.slice(start, start + LEVELS_PER_CALL)
        const items = await transport.call(GET_STOCK_LEVELS, { request: { StockItemIds } })
        for (const { pkStockItemId: stockItemId, StockItemLevels } of items) {
          found.push({ stockItemId, levels: toLevels({ stockItemId }, StockItemLevels) })
        }
      }
      return found
    },
  }
}

/** Nothing but the 400 that says so: a failure taken for the end would look like empty shelves. */
function isPastTheEnd(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.details.kind === 'rejected' &&
    error.details.status === 400 &&
    PAST_THE_END.test(error.message)
  )
}
