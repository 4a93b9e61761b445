import type { StoredItem } from './documents.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { LinnworksState, Location } from './state.ts'

/** `StockLocation`. */
export function toStockLocation(location: Location) {
  return {
    Address1: '',
    Address2: '',
    City: '',
    County: '',
    Country: '',
    ZipCode: '',
    IsNotTrackable: false,
    LocationTag: '',
    CountInOrderUntilAcknowledgement: false,
    FulfilmentCenterDeductStockWhenProcessed: false,
    IsWarehouseManaged: false,
    StockLocationId: location.id,
    LocationName: location.name,
    IsFulfillmentCenter: false,
    StockLocationIntId: location.intId,
  }
}

/** `AnyConfig`, the fields that tell one channel from another; most are objects with a value. */
export function toChannel(
  channel: { readonly Source: string; readonly SubSource: string; readonly Enabled: boolean },
  index: number,
) {
  return {
    Enabled: toConfigItem(channel.Enabled, 'Boolean'),
    ChannelTag: toConfigItem('', 'String'),
    DespatchNotes: toConfigItem(true, 'Boolean'),
    CancellationNotes: toConfigItem(false, 'Boolean'),
    RefundNotes: toConfigItem(false, 'Boolean'),
    DownloadRefunds: toConfigItem(false, 'Boolean'),
    InventorySync: toConfigItem(channel.Enabled, 'Boolean'),
    IsHeaderOnly: true,
    IsHidden: false,
    DisplayName: channel.SubSource,
    PkChannelId: index + 1,
    Source: channel.Source,
    SourceType: channel.Source,
    SubSource: channel.SubSource,
  }
}

/** The rows of `GetInventoryItemsCompositionByIds`: StockItemId is the parent. */
export function toComposition(state: Pick<LinnworksState, 'findItem'>, parent: StoredItem) {
  return parent.components.map((component) => {
    const item = state.findItem(component.sku)
    return {
      LinkedStockItemId: item?.id ?? DEFAULT_LOCATION_ID,
      ItemTitle: item?.title ?? '',
      SKU: component.sku,
      Quantity: component.quantity,
      PurchasePrice: 0,
      InventoryTrackingType: 0,
      DimHeight: 0,
      DimWidth: 0,
      DimDepth: 0,
      Weight: 0,
      PackageGroupId: DEFAULT_LOCATION_ID,
      TaxRate: -1,
      StockItemId: parent.id,
      StockItemIntId: parent.intId,
    }
  })
}

function toConfigItem<T>(value: T, type: string) {
  return {
    pkPropertyId: 0,
    Loaded: true,
    IsChanged: false,
    PropertyValue: value,
    PropertyType: type,
  }
}
