import { z } from 'zod'
import type { StoredItem } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { LinnworksState } from './state.ts'
import { isComputed, putLevel, viewStock, type StockView } from './stock-levels.ts'
import { toStockItem, toStockItemLevel } from './stock-wire.ts'

const MAX_PER_PAGE = 200
const CHANGE_LEVELS = 'GlobalPermissions.Inventory.Stock.StockWrite.ChangeStockLevelsNode'

/** Reading stock by item and by page, and setting it to an absolute number. */
export function stockOperations(state: LinnworksState): Operation[] {
  const levels = (view: StockView, item: StoredItem) =>
    state.locations.map((location) => toStockItemLevel(view, item, location))

  return [
    operation({
      path: '/api/Stock/GetStockLevel_Batch',
      perMinute: 250,
      input: z.object({ request: z.object({ StockItemIds: z.array(GuidSchema) }) }),
      run: ({ request }) => {
        const view = viewStock(state)
        const items = [...new Set(request.StockItemIds)]
          .map((id) => state.items.get(id))
          .filter((item) => item !== undefined)
        return answer(
          items.map((item) => ({ pkStockItemId: item.id, StockItemLevels: levels(view, item) })),
        )
      },
    }),
    operation({
      path: '/api/Stock/GetStockItemsFull',
      perMinute: 150,
      input: z.object({
        keyword: z.string().nullish(),
        loadCompositeParents: z.boolean().nullish(),
        loadVariationParents: z.boolean().nullish(),
        entriesPerPage: z.number().int().min(1).max(MAX_PER_PAGE),
        pageNumber: z.number().int().min(1),
        dataRequirements: z.array(z.string()).nullish(),
        searchTypes: z.array(z.enum(['SKU', 'Title', 'Barcode'])).nullish(),
      }),
      run: (input) => {
        const found = [...state.items.values()]
          .filter((item) => !item.archived)
          .filter((item) => input.loadCompositeParents === true || !item.isComposite)
          .filter((item) => matches(item, input.keyword ?? '', input.searchTypes ?? []))
          .toSorted((a, b) => a.intId - b.intId)
        const start = (input.pageNumber - 1) * input.entriesPerPage
        const page = found.slice(start, start + input.entriesPerPage)
        // Observed: past the end is an error, not an empty list.
        if (page.length === 0) throw new Refusal('No items found with given filter')
        const view = viewStock(state)
        const wantsLevels = input.dataRequirements?.includes('StockLevels') ?? false
        return answer(
          page.map((item) => ({
            ...toStockItem(item),
            Suppliers: [],
            StockLevels: wantsLevels ? levels(view, item) : [],
            ItemChannelDescriptions: [],
            ItemExtendedProperties: [],
            ItemChannelTitles: [],
            ItemChannelPrices: [],
            Images: [],
          })),
        )
      },
    }),
    operation({
      path: '/api/Stock/SetStockLevel',
      perMinute: 250,
      permission: CHANGE_LEVELS,
      input: z.object({
        stockLevels: z.array(
          z.object({
            SKU: z.string(),
            LocationId: GuidSchema.nullish(),
            Level: z.number().int(),
          }),
        ),
        changeSource: z.string().nullish(),
      }),
      run: ({ stockLevels, changeSource }) => {
        const wanted = stockLevels.map(({ SKU, LocationId, Level }) => {
          const item = state.findItem(SKU)
          const locationId = LocationId ?? DEFAULT_LOCATION_ID
          const location = state.locations.find((candidate) => candidate.id === locationId)
          if (item === undefined) throw new Refusal(`Item ${SKU} not found.`)
          if (location === undefined) throw new Refusal('Location not found.')
          if (isComputed(item)) throw new Refusal(`Item ${SKU} is a composite.`)
          return { id: item.id, location, units: Level }
        })
        const operationName = changeSource || 'Direct adjustment'
        state.transaction(() => {
          for (const { id, location, units } of wanted) {
            const item = state.items.get(id)
            const level = { locationId: location.id, units, operation: operationName }
            if (item !== undefined) putLevel(state, item, level)
          }
        })
        const view = viewStock(state)
        return answer(
          wanted.flatMap(({ id, location }) => {
            const item = state.items.get(id)
            return item === undefined ? [] : [toStockItemLevel(view, item, location)]
          }),
        )
      },
    }),
  ]
}

function matches(
  item: StoredItem,
  keyword: string,
  types: readonly ('SKU' | 'Title' | 'Barcode')[],
): boolean {
  if (keyword === '') return true
  const fields = { SKU: item.sku, Title: item.title, Barcode: '' }
  return types.some((type) => fields[type].includes(keyword))
}
