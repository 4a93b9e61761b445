/** Units that are on hand and not for sale, and `incoming`, which is not on hand yet. */
export type AsideName = 'reserved' | 'damaged' | 'safety_stock' | 'quality_control' | 'incoming'

/** The stock of an item at a location. What is on hand and nothing else is available. */
export interface StoredLevel {
  readonly shop: string
  readonly inventoryItemId: string
  readonly locationId: string
  readonly onHand: number
  readonly committed: number
  /** Absent names are zero. */
  readonly aside?: Readonly<Partial<Record<AsideName, number>>>
  /** Whether the location does not stock the item: it may have units, and sells none. */
  readonly inactive?: boolean
  readonly updatedAt: string
}

/** What one call changed of the shop's stock. */
export interface StoredAdjustment {
  readonly id: string
  readonly createdAt: string
  readonly reason: string
  readonly referenceDocumentUri: string | null
  readonly changes: readonly StoredChange[]
}

export interface StoredChange {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly name: 'available' | AsideName
  readonly delta: number
  readonly ledgerDocumentUri?: string
}

export interface StoredJob {
  readonly id: string
  readonly shop: string
  readonly dueAt: number
  readonly done: boolean
  readonly cancel: StoredCancel
}

export interface StoredCancel {
  readonly orderId: string
  readonly reason: string
  readonly restock: boolean
  readonly refund: boolean
  readonly staffNote: string | null
}

/** A message to a customer that the shop sent because a call asked for it. */
export interface StoredNotice {
  readonly id: string
  readonly shop: string
  readonly orderId: string
  readonly fulfillmentId: string
  readonly at: string
}

export interface StoredEdit {
  readonly id: string
  readonly shop: string
  readonly orderId: string
  readonly quantities: readonly {
    readonly lineId: string
    readonly quantity: number
    readonly restock?: boolean
  }[]
  readonly additions: readonly {
    readonly id: string
    readonly variantId: string
    readonly quantity: number
  }[]
}

export interface StoredToken {
  readonly id: string
  readonly shop: string
  readonly expiresAt: number
}

/** What an idempotency key was used for. */
export interface StoredKey {
  readonly id: string
  /** A digest of the operation's parameters. */
  readonly input: string
  /** Empty where the call failed. */
  readonly resultId: string
  readonly failed?: boolean
  /** Milliseconds since the epoch, by the twin's clock. */
  readonly usedAt: number
}

export interface StoredSubscription {
  readonly id: string
  readonly shop: string
  readonly topic: string
  readonly uri: string
  /** Made through the API: listed by it, and deleted after eight failures in a row. */
  readonly viaApi: boolean
  readonly filter: string
  readonly format: string
  readonly includeFields: readonly string[]
  readonly metafieldNamespaces: readonly string[]
  readonly name: string | null
  readonly createdAt: string
}

export interface StoredDelivery {
  readonly id: string
  readonly shop: string
  readonly subscriptionId: string
  readonly uri: string
  readonly topic: string
  readonly body: string
  /** The level it tells of, whose numbers are read when it is sent and not when they changed. */
  readonly levelKey?: string
  readonly webhookId: string
  readonly eventId: string
  readonly triggeredAt: string
  readonly attempts: number
  readonly dueAt: number
}
