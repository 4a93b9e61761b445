import type { ConsignmentLine, ConsignmentOrder } from '../domain/consignment-order.ts'
import { formatMinor } from '../domain/money.ts'
import type { Address } from '../domain/order.ts'

/** The name under which Waybill's orders live in Linnworks; a channel's own name is refused. */
export const SOURCE = 'WAYBILL'

/**
 * A consignment as Orders/CreateOrders takes it (its ChannelOrder). Paid and in state None, or it
 * would land parked; linked by SKU, or it would reserve no stock (observed on live accounts).
 */
export function toChannelOrder(order: ConsignmentOrder) {
  const contact = { email: order.email, phone: order.phone }
  return {
    Source: SOURCE,
    SubSource: order.shop,
    ReferenceNumber: order.reference,
    SecondaryReferenceNumber: order.orderName,
    UseChannelTax: true,
    AutomaticallyLinkBySKU: true,
    PaymentStatus: 'Paid',
    OrderState: 'None',
    ReceivedDate: order.receivedAt,
    PaidOn: order.paidAt,
    DispatchBy: order.dispatchBy,
    Currency: order.currency,
    PostalServiceCost: Number(formatMinor(order.shippingMinor, order.currency)),
    PostalServiceTaxRate: order.shippingTaxRatePercent,
    ...(order.shippingMethod !== undefined && { MatchPostalServiceTag: order.shippingMethod }),
    ChannelBuyerName: order.billingAddress.fullName || order.deliveryAddress.fullName,
    DeliveryAddress: toChannelAddress(order.deliveryAddress, contact),
    BillingAddress: toChannelAddress(order.billingAddress, contact),
    OrderItems: order.lines.map(toChannelItem),
    ...(order.note !== undefined && {
      Notes: [
        {
          Note: order.note,
          NoteEntryDate: order.receivedAt,
          NoteUserName: 'Waybill',
          Internal: false,
        },
      ],
    }),
  }
}

function toChannelItem(line: ConsignmentLine) {
  return {
    ItemNumber: line.itemNumber,
    // It must not be empty, and a tip or a duty has no SKU.
    ChannelSKU: line.sku || line.itemNumber,
    ItemTitle: line.title,
    Qty: line.quantity,
    PricePerUnit: line.unitPrice,
    LineDiscount: line.discountPercent,
    TaxRate: line.taxRatePercent,
    TaxCostInclusive: line.taxInclusive,
    UseChannelTax: true,
    IsService: line.isService,
  }
}

function toChannelAddress(
  address: Address,
  contact: { readonly email: string | undefined; readonly phone: string | undefined },
) {
  return {
    MatchCountryCode: address.countryCode ?? '',
    MatchCountryName: address.country ?? '',
    FullName: address.fullName,
    Company: address.company ?? '',
    Address1: address.address1 ?? '',
    Address2: address.address2 ?? '',
    Address3: '',
    Town: address.city ?? '',
    Region: address.region ?? '',
    PostCode: address.postCode ?? '',
    Country: address.country ?? '',
    PhoneNumber: address.phone ?? contact.phone ?? '',
    EmailAddress: contact.email ?? '',
  }
}
