/** The stock of an item at a location. */
export interface StoredLevel {
  readonly shop: string
  readonly inventoryItemId: string
  readonly locationId: string
  readonly onHand: number
  readonly committed: number
  readonly updatedAt: string
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
  readonly quantities: readonly { readonly lineId: string; readonly quantity: number }[]
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
  readonly input: string
  readonly resultId: string
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
  readonly webhookId: string
  readonly eventId: string
  readonly triggeredAt: string
  readonly attempts: number
  readonly dueAt: number
}
