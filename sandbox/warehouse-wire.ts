import { z } from 'zod'

/** `OrderDetails`, as far as the people on the floor look at it. */
export const WireOrderSchema = z.object({
  OrderId: z.string(),
  NumOrderId: z.number(),
  Processed: z.boolean(),
  FulfilmentLocationId: z.string(),
  // Loose: it is written back whole.
  GeneralInfo: z.looseObject({
    Status: z.number(),
    IsParked: z.boolean(),
    ReferenceNum: z.string().nullable(),
    Source: z.string(),
    SubSource: z.string(),
  }),
  ShippingInfo: z.object({
    PostalServiceId: z.string(),
    TotalWeight: z.number(),
    ItemWeight: z.number(),
    PostageCost: z.number(),
    ManualAdjust: z.boolean(),
  }),
  CustomerInfo: z.object({ Address: z.object({ FullName: z.string().nullable() }) }),
  Items: z.array(
    z.object({
      RowId: z.string(),
      ItemNumber: z.string().nullable(),
      SKU: z.string().nullable(),
      Quantity: z.number(),
    }),
  ),
})

export type WireOrder = z.infer<typeof WireOrderSchema>

/** `GetShippingMethods`. */
export const CouriersSchema = z.array(
  z.object({
    PostalServices: z.array(
      z.object({
        pkPostalServiceId: z.string(),
        PostalServiceName: z.string(),
        Vendor: z.string(),
      }),
    ),
  }),
)

/** `GetStockLocations`. */
export const LocationsSchema = z.array(
  z.object({ StockLocationId: z.string(), LocationName: z.string() }),
)

/** `GetStockItemIdsBySKU`: what is not known or archived is missing. */
export const ItemIdsSchema = z.object({ Items: z.array(z.object({ StockItemId: z.string() })) })

/** `CreateOrders`: the ids of what was saved. */
export const CreatedSchema = z.array(z.string())

/** `CreateRMABooking`: what is wrong comes with HTTP 200. */
export const BookedSchema = z.object({
  RMAHeaderId: z.number().nullable(),
  Errors: z.array(z.string()),
})

/** `ActionRMABooking`. */
export const ActionedSchema = z.object({
  SuccessfullyActioned: z.boolean(),
  Errors: z.array(z.string()),
})

/** `ProcessOrder`: a refusal comes with HTTP 200. */
export const ProcessedSchema = z.object({ Processed: z.boolean(), Error: z.string().nullish() })

/** `GetOrderRelations`. */
export const RelationsSchema = z.array(
  z.object({ ParentOrderId: z.string(), ChildOrderId: z.string() }),
)

/** `CreateResend`: `ReturnInfo`, one for each line. */
export const ReturnsSchema = z.array(z.object({ fkNewOrderId: z.string() }))

/** `MergeOrders`: the new open order. */
export const MergedSchema = z.object({ OrderId: z.string() })
