import { z } from 'zod'

const text = z.string().nullish()
const number = z.number().nullish()
const flag = z.boolean().nullish()
const date = z.iso.datetime({ offset: true, local: true }).nullish()

const ChannelAddressSchema = z.object({
  MatchCountryCode: text,
  MatchCountryName: text,
  FullName: text,
  Company: text,
  Address1: text,
  Address2: text,
  Address3: text,
  Town: text,
  Region: text,
  PostCode: text,
  Country: text,
  PhoneNumber: text,
  EmailAddress: text,
})

const ChannelOrderItemSchema = z.object({
  TaxCostInclusive: flag,
  UseChannelTax: flag,
  PricePerUnit: number,
  Qty: z.number().int().nullish(),
  TaxRate: number,
  LineDiscount: number,
  ItemNumber: text,
  ChannelReferenceId: text,
  ChannelSKU: text,
  IsService: flag,
  ItemTitle: text,
})

/**
 * `ChannelOrder` as the vendor's spec has it, as far as the twin heeds it. Unknown fields are
 * ignored, as observed; a field of the wrong type makes the whole body invalid.
 */
export const ChannelOrderSchema = z.object({
  UseChannelTax: flag,
  AutomaticallyLinkBySKU: flag,
  Site: text,
  MatchPostalServiceTag: text,
  PostalServiceName: text,
  SavePostalServiceIfNotExist: flag,
  MatchPaymentMethodTag: text,
  PaymentMethodName: text,
  OrderState: z.enum(['None', 'Hold', 'Park']).nullish(),
  PaymentStatus: z.enum(['Unpaid', 'Paid', 'Cancelled']).nullish(),
  OrderItems: z.array(ChannelOrderItemSchema).nullish(),
  ExtendedProperties: z.array(z.object({ Name: text, Value: text, Type: text })).nullish(),
  Notes: z
    .array(z.object({ Note: text, NoteEntryDate: date, NoteUserName: text, Internal: flag }))
    .nullish(),
  Source: text,
  SubSource: text,
  ChannelBuyerName: text,
  ReferenceNumber: text,
  ExternalReference: text,
  SecondaryReferenceNumber: text,
  Currency: text,
  ConversionRate: number,
  ReceivedDate: date,
  DispatchBy: date,
  PaidOn: date,
  PostalServiceCost: number,
  PostalServiceTaxRate: number,
  Discount: number,
  BuyerTaxNumber: text,
  DeliveryAddress: ChannelAddressSchema.nullish(),
  BillingAddress: ChannelAddressSchema.nullish(),
})

export type ChannelOrder = z.infer<typeof ChannelOrderSchema>
export type ChannelOrderItem = z.infer<typeof ChannelOrderItemSchema>
export type ChannelAddress = z.infer<typeof ChannelAddressSchema>
