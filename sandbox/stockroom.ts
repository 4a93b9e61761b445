import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { LinnworksCaller } from './linnworks-caller.ts'
import {
  ActionedSchema,
  BookedSchema,
  CreatedSchema,
  ItemIdsSchema,
  LocationsSchema,
  WireOrderSchema,
} from './warehouse-wire.ts'

/** Units of one item at one of Linnworks' locations. */
export interface StockedUnits {
  readonly sku: string
  readonly locationId: string
  readonly quantity: number
}

/** What people do with the stock itself, and what other channels do to it. */
export interface Stockroom {
  /** Another channel sells units, and Linnworks knows it at once; returns the order's id. */
  sellElsewhere(sale: StockedUnits): Promise<string>
  /** Goods come in. */
  receive(delivery: StockedUnits): Promise<void>
  /** People count a shelf, and what they found is what stands there. */
  count(found: StockedUnits): Promise<void>
  /** A customer sent units of a dispatched order back. What is scrapped is not put on the shelf. */
  takeBack(returned: {
    readonly orderId: string
    readonly locationId: string
    readonly items: readonly {
      readonly itemNumber: string
      readonly quantity: number
      readonly scrapped?: number
    }[]
  }): Promise<void>
  archive(sku: string): Promise<void>
}

export function createStockroom({ get, post }: LinnworksCaller): Stockroom {
  const change = async (
    operation: 'SetStockLevel' | 'UpdateStockLevelsBySKU',
    { sku, locationId, quantity }: StockedUnits,
    changeSource: string,
  ) => {
    const stockLevels = [{ SKU: sku, LocationId: locationId, Level: quantity }]
    await post(`Stock/${operation}`, { stockLevels, changeSource })
  }

  return {
    sellElsewhere: async ({ sku, locationId, quantity }) => {
      const locations = LocationsSchema.parse(await get('Inventory/GetStockLocations'))
      const place = locations.find(({ StockLocationId: id }) => id === locationId.toLowerCase())
      if (place === undefined) throw new Error(`Linnworks has no location ${locationId}`)
      const order = toSale({ sku, quantity }, new Date().toISOString())
      const created = await post('Orders/CreateOrders', {
        orders: [order],
        location: place.LocationName,
      })
      const [orderId] = CreatedSchema.parse(created)
      if (orderId === undefined) throw new Error('Linnworks did not save the sale')
      return orderId
    },
    receive: (delivery) => change('UpdateStockLevelsBySKU', delivery, 'Delivery'),
    count: (found) => change('SetStockLevel', found, 'Stock count'),
    takeBack: async ({ orderId, locationId, items }) => {
      const [order] = z
        .array(WireOrderSchema)
        .parse(await post('Orders/GetOrdersById', { pkOrderIds: [orderId] }))
      const request = {
        OrderId: orderId,
        ChannelInitiated: false,
        ReturnItems: items.map(({ itemNumber, quantity, scrapped = 0 }) => ({
          OrderItemRowId: order?.Items.find((item) => item.ItemNumber === itemNumber)?.RowId,
          ReturnQuantity: quantity,
          ScrapQuantity: scrapped,
          ReturnLocation: locationId,
        })),
      }
      const booked = BookedSchema.parse(await post('ReturnsRefunds/CreateRMABooking', { request }))
      refuseIf(booked.Errors)
      const actioned = await post('ReturnsRefunds/ActionRMABooking', {
        request: { RMAHeaderId: booked.RMAHeaderId, OrderId: orderId },
      })
      refuseIf(ActionedSchema.parse(actioned).Errors)
    },
    archive: async (sku) => {
      const found = await post('Inventory/GetStockItemIdsBySKU', { request: { SKUS: [sku] } })
      const InventoryItemIds = ItemIdsSchema.parse(found).Items.map((item) => item.StockItemId)
      await post('Inventory/ArchiveInventoryItems', {
        parameters: { InventoryItemIds, SelectedRegions: [] },
      })
    },
  }
}

function refuseIf(errors: readonly string[]): void {
  if (errors.length > 0) throw new Error(`Linnworks did not take it back: ${errors.join(' ')}`)
}

/** An order of a channel that has no integration of the vendor's own, and so may use the API. */
function toSale({ sku, quantity }: { sku: string; quantity: number }, at: string) {
  return {
    Source: 'STALL',
    SubSource: 'market',
    ReferenceNumber: randomUUID(),
    ReceivedDate: at,
    DispatchBy: at,
    PaymentStatus: 'Paid',
    Currency: 'GBP',
    AutomaticallyLinkBySKU: true,
    OrderItems: [
      {
        TaxCostInclusive: true,
        UseChannelTax: true,
        PricePerUnit: 1,
        Qty: quantity,
        TaxRate: 20,
        LineDiscount: 0,
        ItemNumber: '1',
        ChannelSKU: sku,
        IsService: false,
        ItemTitle: sku,
      },
    ],
  }
}
