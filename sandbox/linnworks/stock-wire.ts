import type { StoredItem } from './documents.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { Location } from './state.ts'
import { isComputed, minimumLevelOf, type Level } from './stock-levels.ts'

/** `StockItemLevel`: one item at one location. `Available` may be negative. */
export function toStockItemLevel(
  item: StoredItem,
  location: Omit<Location, 'name'> & { readonly name: string | null },
  level: Level,
) {
  const stored = item.levels[location.id]
  return {
    Location: {
      StockLocationId: location.id,
      StockLocationIntId: location.intId,
      LocationName: location.name,
      LocationTag: null,
      IsFulfillmentCenter: false,
      IsWarehouseManaged: false,
      BinRack: '',
    },
    StockLevel: level.stockLevel,
    StockValue: 0,
    MinimumLevel: minimumLevelOf(item, location.id),
    InOrderBook: level.inOrders,
    Due: 0,
    JIT: false,
    InOrders: level.inOrders,
    Available: level.available,
    UnitCost: 0,
    SKU: item.sku,
    AutoAdjust: isComputed(item, location.id),
    LastUpdateDate: stored?.updatedAt ?? item.createdAt,
    LastUpdateOperation: stored?.operation ?? '',
    rowid: DEFAULT_LOCATION_ID,
    PendingUpdate: false,
    StockItemPurchasePrice: 0,
    StockItemId: item.id,
    StockItemIntId: item.intId,
  }
}

/** The fields that `StockItemFull`, `StockItemInv` and `StockItem` have in common. */
export function toStockItem(item: StoredItem) {
  return {
    ItemNumber: item.sku,
    ItemTitle: item.title,
    BarcodeNumber: '',
    MetaData: '',
    IsVariationParent: false,
    isBatchedStockType: false,
    PurchasePrice: 0,
    RetailPrice: 0,
    TaxRate: -1,
    PostalServiceId: DEFAULT_LOCATION_ID,
    PostalServiceName: 'Default',
    CategoryId: DEFAULT_LOCATION_ID,
    CategoryName: 'Default',
    PackageGroupId: DEFAULT_LOCATION_ID,
    PackageGroupName: 'Default',
    Height: 0,
    Width: 0,
    Depth: 0,
    Weight: 0,
    CreationDate: item.createdAt,
    InventoryTrackingType: 0,
    BatchNumberScanRequired: false,
    SerialNumberScanRequired: false,
    StockItemId: item.id,
    StockItemIntId: item.intId,
  }
}

/** `StockItemFull`; `levels` are empty unless asked for. */
export function toStockItemFull(
  item: StoredItem,
  levels: readonly ReturnType<typeof toStockItemLevel>[],
) {
  return {
    ...toStockItem(item),
    Suppliers: [],
    StockLevels: levels,
    ItemChannelDescriptions: [],
    ItemExtendedProperties: [],
    ItemChannelTitles: [],
    ItemChannelPrices: [],
    Images: [],
  }
}
