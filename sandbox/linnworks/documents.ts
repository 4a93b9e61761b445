/** An order as the twin stores it. Times are ISO 8601, UTC; amounts in minor units. */
export interface StoredOrder {
  readonly id: string
  readonly number: number
  readonly source: string
  readonly subSource: string
  readonly reference: string | null
  readonly secondaryReference: string | null
  readonly externalReference: string | null
  readonly site: string | null
  readonly receivedAt: string
  readonly despatchBy: string
  readonly paidAt: string | null
  readonly processedAt: string | null
  readonly cancelledAt: string | null
  /** 0 unpaid, 1 paid, 2 return, 3 pending, 4 resend. */
  readonly status: number
  /** 0 none, 1 to 6 tags, 7 parked. */
  readonly marker: number
  readonly locked: boolean
  /** Of an open order: on hold. Of a processed one: cancelled. */
  readonly holdOrCancel: boolean
  readonly labelPrinted: boolean
  readonly invoicePrinted: boolean
  readonly pickListPrinted: boolean
  readonly locationId: string
  readonly currency: string
  readonly conversionRate: number
  readonly paymentMethod: string | null
  readonly taxNumber: string | null
  readonly channelBuyerName: string | null
  readonly address: StoredAddress
  readonly billingAddress: StoredAddress
  readonly postage: StoredPostage
  readonly discountMinor: number
  readonly lines: readonly StoredLine[]
  readonly notes: readonly StoredNote[]
  readonly extendedProperties: readonly StoredProperty[]
  readonly audit: readonly StoredAudit[]
}

export interface StoredAddress {
  readonly EmailAddress: string | null
  readonly Address1: string | null
  readonly Address2: string | null
  readonly Address3: string | null
  readonly Town: string | null
  readonly Region: string | null
  readonly PostCode: string | null
  readonly Country: string | null
  readonly FullName: string | null
  readonly Company: string | null
  readonly PhoneNumber: string | null
}

export interface StoredPostage {
  readonly serviceId: string
  readonly serviceName: string
  readonly vendor: string
  /** Tax included. */
  readonly costMinor: number
  readonly taxRatePercent: number
  readonly trackingNumber: string
  readonly totalWeight: number
  readonly itemWeight: number
  readonly manualAdjust: boolean
}

export interface StoredLine {
  readonly rowId: string
  readonly itemNumber: string
  /** Blank once the line was replaced in Linnworks. */
  readonly itemSource: string
  readonly channelSku: string | null
  readonly title: string
  readonly quantity: number
  readonly isService: boolean
  /** The stock item the line is linked to, if it is. */
  readonly stockItemId: string | null
  readonly pricePerUnit: number
  readonly discountPercent: number
  readonly taxRatePercent: number
  readonly taxInclusive: boolean
  readonly addedAt: string
}

export interface StoredNote {
  readonly noteId: string
  readonly at: string
  readonly internal: boolean
  readonly text: string
  readonly by: string
}

export interface StoredProperty {
  readonly rowId: string
  readonly name: string
  readonly value: string
  readonly type: string
}

export interface StoredAudit {
  readonly at: string
  readonly type: string
  readonly note: string
}

export interface StoredItem {
  readonly id: string
  readonly intId: number
  readonly sku: string
  readonly title: string
  readonly isComposite: boolean
  readonly components: readonly { readonly sku: string; readonly quantity: number }[]
  readonly archived: boolean
  readonly minimumLevel: number
  /** By location id, where it is another there; absent in files of an older sandbox. */
  readonly minimumLevels?: Readonly<Record<string, number>>
  readonly createdAt: string
  readonly levels: Readonly<Record<string, StoredLevel>>
}

/** What stands on the shelf at one location. Reservations are counted from the open orders. */
export interface StoredLevel {
  readonly units: number
  readonly updatedAt: string
  readonly operation: string
}

/** A return as it was booked, and when the goods came in, if they did. */
export interface StoredReturn {
  readonly id: number
  readonly orderId: string
  readonly reference: string
  readonly bookedAt: string
  readonly actionedAt: string | null
  readonly items: readonly StoredReturnItem[]
}

export interface StoredReturnItem {
  readonly rowId: string
  readonly locationId: string
  readonly quantity: number
  /** Of the quantity, what is not fit to be sold again. */
  readonly scrapped: number
}

export interface StoredPostalService {
  readonly id: string
  readonly name: string
  readonly vendor: string
}

/** A mapping of a channel's SKU to a stock item; it goes before any link by SKU. */
export interface StoredChannelSku {
  readonly id: string
  readonly stockItemId: string
  readonly channelSku: string
  readonly source: string
  readonly subSource: string
}

export interface StoredRelation {
  readonly parentId: string
  readonly childId: string
  readonly type: string
}

export interface StoredSession {
  readonly token: string
  readonly usedAtMs: number
}
