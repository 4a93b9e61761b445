import { z } from 'zod'
import type { StoredItem } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { showStock } from './shown-stock.ts'
import type { LinnworksState } from './state.ts'
import { toStockItemFull } from './stock-wire.ts'

const MAX_PER_PAGE = 200

/** Reading stock, by item and by page. */
export function stockOperations(state: LinnworksState): Operation[] {
  const stock = showStock(state)
  const find = (ids: readonly string[]) => stock.findItems(ids)
  const levelsIf = (requirements: readonly string[] | null | undefined, item: StoredItem) =>
    requirements?.includes('StockLevels') === true ? stock.listLevels(item) : []

  function search(input: z.infer<typeof PageSchema>): readonly string[] {
    const all = stock.listItems({ composites: input.loadCompositeParents === true })
    const { keyword, searchTypes } = input
    if (keyword == null || keyword === '') return all
    return all.filter((id) => find([id]).some((item) => matches(item, keyword, searchTypes ?? [])))
  }

  return [
    operation({
      path: '/api/Stock/GetStockLevel_Batch',
      perMinute: 250,
      input: z.object({ request: z.object({ StockItemIds: z.array(GuidSchema) }) }),
      run: ({ request }) =>
        answer(
          find(request.StockItemIds).map((item) => ({
            pkStockItemId: item.id,
            StockItemLevels: stock.listLevels(item),
          })),
        ),
    }),
    operation({
      path: '/api/Stock/GetStockItemsFull',
      perMinute: 150,
      input: PageSchema,
      run: (input) => {
        const start = (input.pageNumber - 1) * input.entriesPerPage
        const page = search(input).slice(start, start + input.entriesPerPage)
        // Observed: past the end is an error, not an empty list.
        if (page.length === 0) throw new Refusal('No items found with given filter')
        const told = state.account.switches.pagesTellComposites
        return answer(
          find(page).map((item) => ({
            ...toStockItemFull(item, levelsIf(input.dataRequirements, item)),
            ...(told && { IsCompositeParent: item.isComposite }),
          })),
        )
      },
    }),
    operation({
      path: '/api/Stock/GetStockItemsFullByIds',
      perMinute: 250,
      input: z.object({
        request: z.object({
          StockItemIds: z.array(GuidSchema),
          DataRequirements: z.array(z.string()).nullish(),
        }),
      }),
      run: ({ request }) =>
        answer({
          StockItemsFullExtended: find(request.StockItemIds).map((item) => ({
            ...toStockItemFull(item, levelsIf(request.DataRequirements, item)),
            IsCompositeParent: item.isComposite,
          })),
        }),
    }),
  ]
}

const PageSchema = z.object({
  keyword: z.string().nullish(),
  loadCompositeParents: z.boolean().nullish(),
  loadVariationParents: z.boolean().nullish(),
  entriesPerPage: z.number().int().min(1).max(MAX_PER_PAGE),
  pageNumber: z.number().int().min(1),
  dataRequirements: z.array(z.string()).nullish(),
  searchTypes: z.array(z.enum(['SKU', 'Title', 'Barcode'])).nullish(),
})

function matches(
  item: StoredItem,
  keyword: string,
  types: readonly ('SKU' | 'Title' | 'Barcode')[],
): boolean {
  const fields = { SKU: item.sku, Title: item.title, Barcode: '' }
  return types.some((type) => fields[type].includes(keyword))
}
