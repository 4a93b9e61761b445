import { z } from 'zod'
import type { StoredItem } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import { putLevel } from './shelves.ts'
import { showStock } from './shown-stock.ts'
import type { LinnworksState, Location } from './state.ts'
import { isComputed } from './stock-levels.ts'

const CHANGE_LEVELS = 'GlobalPermissions.Inventory.Stock.StockWrite.ChangeStockLevelsNode'

const UpdatesSchema = z.object({
  stockLevels: z.array(
    z.object({ SKU: z.string(), LocationId: GuidSchema.nullish(), Level: z.number().int() }),
  ),
  changeSource: z.string().nullish(),
})

const BulkItemSchema = z.object({
  SKU: z.string().nullish(),
  StockItemId: GuidSchema.nullish(),
  StockLocationName: z.string().nullish(),
  StockLocationId: GuidSchema.nullish(),
  StockLevel: z.number().int().nullish(),
  StockValue: z.number().nullish(),
  UnitCost: z.number().nullish(),
  Binrack: z.string().nullish(),
  MinimumLevel: z.number().int().nullish(),
  RowIndex: z.number().int().nullish(),
})

/** People and other programs that change what stands on the shelves. */
export function stockWriteOperations(state: LinnworksState): Operation[] {
  /** All of them, or, where one is refused, none. Answers `StockItemLevel`s. */
  function change(
    { stockLevels, changeSource }: z.infer<typeof UpdatesSchema>,
    toUnits: (before: number, level: number) => number,
  ) {
    const wanted = stockLevels.map(({ SKU, LocationId, Level }) => ({
      ...getShelf(state, SKU, LocationId ?? DEFAULT_LOCATION_ID),
      level: Level,
    }))
    state.transaction(() => {
      for (const { id, location, level } of wanted) {
        const item = getItem(state, id)
        const units = toUnits(item.levels[location.id]?.units ?? 0, level)
        const operationName = changeSource || 'Direct adjustment'
        putLevel(state, item, { locationId: location.id, units, operation: operationName })
      }
    })
    const stock = showStock(state)
    return answer(wanted.map(({ id, location }) => stock.toLevel(getItem(state, id), location)))
  }

  return [
    operation({
      path: '/api/Stock/SetStockLevel',
      perMinute: 250,
      permission: CHANGE_LEVELS,
      input: UpdatesSchema,
      run: (input) => change(input, (_before, level) => level),
    }),
    operation({
      path: '/api/Stock/UpdateStockLevelsBySKU',
      perMinute: 150,
      permission: CHANGE_LEVELS,
      input: UpdatesSchema,
      run: (input) => change(input, (before, level) => before + level),
    }),
    operation({
      path: '/api/Stock/UpdateStockLevelsBulk',
      perMinute: 150,
      permission: CHANGE_LEVELS,
      bound: true,
      input: z.object({ Items: z.array(BulkItemSchema) }),
      // Says what is wrong with an item in its row; the others are written all the same.
      run: ({ Items }) =>
        answer({ Items: state.transaction(() => Items.map((wanted) => putBulk(state, wanted))) }),
    }),
  ]
}

function putBulk(state: LinnworksState, wanted: z.infer<typeof BulkItemSchema>) {
  const { SKU, StockItemId, StockLocationId, StockLocationName, StockLevel, MinimumLevel } = wanted
  const item = StockItemId == null ? state.findItem(SKU ?? '') : state.items.get(StockItemId)
  const location = state.locations.find(({ id, name }) =>
    StockLocationId == null ? name === StockLocationName : id === StockLocationId,
  )
  if (item === undefined) return { ...wanted, Errors: ['Item not found.'] }
  if (location === undefined) return { ...wanted, Errors: ['Location not found.'] }
  if (item.isComposite) return { ...wanted, Errors: ['Item is a composite.'] }
  const minimumLevels =
    MinimumLevel == null
      ? item.minimumLevels
      : { ...item.minimumLevels, [location.id]: MinimumLevel }
  const next = { ...item, ...(minimumLevels && { minimumLevels }) }
  if (StockLevel == null) state.items.save(next)
  else {
    const operationName = 'Bulk update'
    putLevel(state, next, {
      locationId: location.id,
      units: StockLevel,
      operation: operationName,
    })
  }
  return {
    ...wanted,
    SKU: item.sku,
    StockItemId: item.id,
    StockLocationId: location.id,
    Errors: [],
  }
}

function getShelf(
  state: LinnworksState,
  sku: string,
  locationId: string,
): { readonly id: string; readonly location: Location } {
  const item = state.findItem(sku)
  const location = state.locations.find(({ id }) => id === locationId)
  if (item === undefined) throw new Refusal(`Item ${sku} not found.`)
  if (location === undefined) throw new Refusal('Location not found.')
  if (isComputed(item, locationId)) throw new Refusal(`Item ${sku} is a composite.`)
  return { id: item.id, location }
}

function getItem(state: LinnworksState, id: string): StoredItem {
  const item = state.items.get(id)
  if (item === undefined) throw new Refusal('Item not found.')
  return item
}
