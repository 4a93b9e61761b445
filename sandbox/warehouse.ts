import { z } from 'zod'
import { createLinnworksCaller } from './linnworks-caller.ts'
import { createStockroom, type Stockroom } from './stockroom.ts'
import {
  CouriersSchema,
  LocationsSchema,
  MergedSchema,
  ProcessedSchema,
  RelationsSchema,
  ReturnsSchema,
  WireOrderSchema,
  type WireOrder,
} from './warehouse-wire.ts'

export interface WarehouseOptions {
  readonly authUrl: string
  readonly applicationId: string
  readonly applicationSecret: string
  readonly token: string
}

/** An open order as the people on the floor see it. Holds personal data. */
export interface WarehouseOrder {
  readonly orderId: string
  readonly number: number
  readonly source: string
  readonly subSource: string
  readonly reference: string
  readonly locationId: string
  readonly parked: boolean
  readonly paid: boolean
  readonly recipient: string
  readonly lines: readonly WarehouseLine[]
}

export interface WarehouseParcel {
  readonly orderId: string
  readonly vendor?: string
  readonly service?: string
  readonly trackingNumber?: string
}

export interface WarehouseLine {
  readonly rowId: string
  readonly itemNumber: string
  readonly sku: string
  readonly quantity: number
}

/** A warehouse whose people work in Linnworks: everything they do goes through its public API. */
export interface Warehouse extends Stockroom {
  /** Of every location, oldest first. */
  listOpenOrders(): Promise<readonly WarehouseOrder[]>
  /** All that bear the reference, whatever became of them. */
  findOrders(reference: string): Promise<readonly WarehouseOrder[]>
  getOrder(orderId: string): Promise<WarehouseOrder>
  /**
   * Puts the tracking, where there is one yet, on the order and processes it; throws where Linnworks
   * refuses. The postal service is the named one, else the courier's first, else it stays what it is.
   */
  dispatch(parcel: WarehouseParcel): Promise<void>
  /** The same without processing: for instance the tracking of a parcel that has left. */
  label(parcel: WarehouseParcel): Promise<void>
  /** Moves units into an order of their own and returns its id. */
  splitOff(split: {
    readonly orderId: string
    readonly items: readonly { readonly itemNumber: string; readonly quantity: number }[]
  }): Promise<string>
  /** Sends all of a dispatched order again, as an order of its own; returns its id. */
  resend(orderId: string): Promise<string>
  /** Makes one order of several and returns its id. */
  merge(orderIds: readonly string[]): Promise<string>
  cancel(orderId: string): Promise<void>
  park(orderId: string): Promise<void>
  unpark(orderId: string): Promise<void>
  lock(orderId: string): Promise<void>
  unlock(orderId: string): Promise<void>
  /** Marks the pick list as printed: the floor has begun. */
  pick(orderId: string): Promise<void>
}

export function createWarehouse(options: WarehouseOptions): Warehouse {
  const caller = createLinnworksCaller(options)
  const { get, post } = caller

  async function read(orderIds: readonly string[]): Promise<WireOrder[]> {
    const orders = await post('Orders/GetOrdersById', { pkOrderIds: orderIds })
    return z.array(WireOrderSchema).parse(orders)
  }

  async function readOne(orderId: string): Promise<WireOrder> {
    const [order] = await read([orderId])
    if (order === undefined) throw new Error(`Linnworks has no order ${orderId}`)
    return order
  }

  async function findService(parcel: { vendor?: string; service?: string }) {
    if (parcel.vendor === undefined && parcel.service === undefined) return undefined
    const couriers = CouriersSchema.parse(await get('Orders/GetShippingMethods'))
    const found = couriers
      .flatMap((courier) => courier.PostalServices)
      .filter(({ Vendor }) => parcel.vendor === undefined || Vendor === parcel.vendor)
      .find(({ PostalServiceName: name }) => [undefined, name].includes(parcel.service))
    if (found === undefined) throw new Error('Linnworks has no such courier or service')
    return found.pkPostalServiceId
  }

  async function label(parcel: WarehouseParcel): Promise<void> {
    const { orderId, trackingNumber = '' } = parcel
    const [{ ShippingInfo: info }, serviceId] = await Promise.all([
      readOne(orderId),
      findService(parcel),
    ])
    await post('Orders/SetOrderShippingInfo', {
      orderId,
      info: {
        PostalServiceId: serviceId ?? info.PostalServiceId,
        TotalWeight: info.TotalWeight,
        ItemWeight: info.ItemWeight,
        PostageCost: info.PostageCost,
        TrackingNumber: trackingNumber,
        ManualAdjust: info.ManualAdjust,
      },
    })
  }

  const tag = async (orderId: string, value: number | null) => {
    await post('Orders/ChangeOrderTag', { orderIds: [orderId], tag: value })
  }
  const lock = async (orderId: string, lockOrder: boolean) => {
    await post('Orders/LockOrder', { orderIds: [orderId], lockOrder })
  }

  return {
    ...createStockroom(caller),
    listOpenOrders: async () => {
      const locations = LocationsSchema.parse(await get('Inventory/GetStockLocations'))
      const lists = await Promise.all(
        locations.map(({ StockLocationId }) =>
          post('Orders/GetAllOpenOrders', { fulfilmentCenter: StockLocationId }),
        ),
      )
      const ids = lists.flatMap((list) => z.array(z.string()).parse(list))
      const orders = (await read(ids)).filter((order) => !order.Processed)
      return orders.toSorted((a, b) => a.NumOrderId - b.NumOrderId).map(toWarehouseOrder)
    },
    getOrder: async (orderId) => toWarehouseOrder(await readOne(orderId)),
    findOrders: async (reference) => {
      const found = await get(
        `Orders/GetOrderDetailsByReferenceId?referenceid=${encodeURIComponent(reference)}`,
      )
      return z.array(WireOrderSchema).parse(found).map(toWarehouseOrder)
    },
    label,
    dispatch: async (parcel) => {
      await label(parcel)
      const { orderId } = parcel
      const result = ProcessedSchema.parse(await post('Orders/ProcessOrder', { orderId }))
      if (!result.Processed) throw new Error(`Linnworks did not process: ${result.Error ?? ''}`)
    },
    splitOff: async ({ orderId, items }) => {
      const { Items } = await readOne(orderId)
      const wanted = items.map(({ itemNumber, quantity }) => {
        const line = Items.find((item) => item.ItemNumber === itemNumber)
        if (line === undefined) throw new Error(`The order has no line ${itemNumber}`)
        return { RowId: line.RowId, Quantity: quantity }
      })
      const before = await readChildren(orderId)
      await post('Orders/SplitOrder', { orderId, newOrders: [{ Items: wanted }], type: 'Manual' })
      const child = (await readChildren(orderId)).find((id) => !before.includes(id))
      if (child === undefined) throw new Error('Linnworks shows no order split off')
      return child
    },
    resend: async (orderId) => {
      const { Items } = await readOne(orderId)
      const resent = await post('ProcessedOrders/CreateResend', {
        pkOrderId: orderId,
        resendItems: Items.map(({ RowId, Quantity }) => ({ OrderItemRowId: RowId, Qty: Quantity })),
        reason: 'Lost on its way',
      })
      const [first] = ReturnsSchema.parse(resent)
      if (first === undefined) throw new Error('Linnworks shows no order resent')
      return first.fkNewOrderId
    },
    merge: async (orderIds) => {
      const merged = await post('Orders/MergeOrders', { ordersToMerge: orderIds })
      return MergedSchema.parse(merged).OrderId
    },
    cancel: async (orderId) => {
      await post('Orders/CancelOrder', { orderId, refund: 0, note: 'Cancelled by the warehouse' })
    },
    park: (orderId) => tag(orderId, 7),
    unpark: (orderId) => tag(orderId, null),
    lock: (orderId) => lock(orderId, true),
    unlock: (orderId) => lock(orderId, false),
    pick: async (orderId) => {
      const { GeneralInfo } = await readOne(orderId)
      const info = { ...GeneralInfo, PickListPrinted: true }
      await post('Orders/SetOrderGeneralInfo', { orderId, info })
    },
  }

  async function readChildren(orderId: string): Promise<string[]> {
    const relations = await get(`Orders/GetOrderRelations?orderId=${orderId}`)
    return RelationsSchema.parse(relations)
      .filter((relation) => relation.ParentOrderId === orderId)
      .map((relation) => relation.ChildOrderId)
  }
}

function toWarehouseOrder(order: WireOrder): WarehouseOrder {
  return {
    orderId: order.OrderId,
    number: order.NumOrderId,
    source: order.GeneralInfo.Source,
    subSource: order.GeneralInfo.SubSource,
    reference: order.GeneralInfo.ReferenceNum ?? '',
    locationId: order.FulfilmentLocationId,
    parked: order.GeneralInfo.IsParked,
    paid: order.GeneralInfo.Status === 1,
    recipient: order.CustomerInfo.Address.FullName ?? '',
    lines: order.Items.map((item) => ({
      rowId: item.RowId,
      itemNumber: item.ItemNumber ?? '',
      sku: item.SKU ?? '',
      quantity: item.Quantity,
    })),
  }
}
