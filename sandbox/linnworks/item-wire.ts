import type { StoredItem, StoredLine, StoredOrder } from './documents.ts'
import type { LineAmounts } from './money.ts'
import { fromMinor } from './money.ts'
import type { OrderTotals } from './order-totals.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { LinnworksState } from './state.ts'

type Items = Pick<LinnworksState, 'items' | 'findItem'>

const NOTHING: LineAmounts = { exTaxMinor: 0, incTaxMinor: 0, taxMinor: 0, discountMinor: 0 }

/**
 * `OrderItem`. Of an unlinked line and of a service, the SKU is null and the stock item's id is
 * all zeros. A composite lists its components with their quantities multiplied, at price 0.
 */
export function toOrderItem(
  state: Items,
  order: StoredOrder,
  line: StoredLine,
  totals: OrderTotals,
) {
  const item = line.stockItemId === null ? undefined : state.items.get(line.stockItemId)
  const amounts = totals.lines.get(line.rowId) ?? NOTHING
  return {
    ...bareItem(order, item),
    ItemNumber: line.itemNumber,
    ItemSource: line.itemSource,
    Title: item?.title ?? line.title,
    Quantity: line.quantity,
    PricePerUnit: line.pricePerUnit,
    Discount: line.discountPercent,
    Tax: fromMinor(amounts.taxMinor),
    TaxRate: line.taxRatePercent,
    Cost: fromMinor(amounts.exTaxMinor),
    CostIncTax: fromMinor(amounts.incTaxMinor),
    CompositeSubItems: (item?.components ?? []).map((component, index) =>
      toSubItem(state, order, line, { ...component, index }),
    ),
    IsService: line.isService,
    SalesTax: fromMinor(amounts.taxMinor),
    TaxCostInclusive: line.taxInclusive,
    ChannelSKU: line.channelSku,
    ChannelTitle: line.title,
    DiscountValue: fromMinor(amounts.discountMinor),
    IsUnlinked: item === undefined && !line.isService,
    AddedDate: line.addedAt,
    RowId: line.rowId,
  }
}

function toSubItem(
  state: Items,
  order: StoredOrder,
  line: StoredLine,
  component: { readonly sku: string; readonly quantity: number; readonly index: number },
) {
  const item = state.findItem(component.sku)
  return {
    ...bareItem(order, item),
    ItemNumber: '',
    Title: item?.title ?? component.sku,
    Quantity: line.quantity * component.quantity,
    AddedDate: line.addedAt,
    RowId: subRowId(line.rowId, component.index),
  }
}

/** An id that is the same at every read: the line's, with its last digits counted on. */
function subRowId(rowId: string, index: number): string {
  const last = (Number.parseInt(rowId.slice(-4), 16) + index + 1) % 0x10000
  return rowId.slice(0, -4) + last.toString(16).padStart(4, '0')
}

function bareItem(order: StoredOrder, item: StoredItem | undefined) {
  const stockItemId = item?.id ?? DEFAULT_LOCATION_ID
  return {
    ItemId: stockItemId,
    ItemNumber: '',
    SKU: item?.sku ?? null,
    ItemSource: '',
    Title: '',
    Quantity: 0,
    CategoryName: null,
    CompositeAvailablity: null,
    StockLevelsSpecified: false,
    OnOrder: 0,
    OnPurchaseOrder: null,
    InOrderBook: null,
    Level: 0,
    MinimumLevel: null,
    AvailableStock: 0,
    PricePerUnit: 0,
    UnitCost: 0,
    DespatchStockUnitCost: 0,
    Discount: 0,
    Tax: 0,
    TaxRate: 0,
    Cost: 0,
    CostIncTax: 0,
    CompositeSubItems: [],
    IsService: false,
    SalesTax: 0,
    TaxCostInclusive: false,
    PartShipped: false,
    Weight: 0,
    BarcodeNumber: null,
    Market: 0,
    ChannelSKU: null,
    ChannelTitle: null,
    DiscountValue: 0,
    HasImage: false,
    ImageId: null,
    AdditionalInfo: [],
    StockLevelIndicator: 0,
    ShippingCost: 0,
    PartShippedQty: 0,
    ItemName: null,
    BatchNumberScanRequired: false,
    SerialNumberScanRequired: false,
    BinRack: null,
    BinRacks: null,
    InventoryTrackingType: 0,
    isBatchedStockItem: false,
    IsWarehouseManaged: false,
    IsUnlinked: false,
    StockItemIntId: item?.intId ?? 0,
    Boxes: null,
    OrderId: order.id,
    StockItemId: stockItemId,
  }
}
