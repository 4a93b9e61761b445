import type { OrderException } from '../domain/exceptions.ts'
import type { Stage } from '../domain/stage.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ConsignmentView, ParcelView } from '../workflows/contract.ts'
import { toConsignmentViews } from './consignment-views.ts'
import type { Dependencies } from './dependencies.ts'

/** What a run of the order's workflow starts from. Nothing in it is personal. */
export interface OrderMemory {
  readonly name?: string
  readonly stage: Stage
  readonly consignments: readonly ConsignmentView[]
  readonly parcels: readonly ParcelView[]
  readonly held: boolean
  readonly exception?: OrderException
  /** ISO 8601: until then the order waits for its customer's edits. */
  readonly editableUntil?: string
  /** ISO 8601: by then it was promised to leave. */
  readonly dispatchDueAt?: string
  /** The shop's policy: a cancellation by the warehouse cancels the order in Shopify too. */
  readonly cancelInShopify?: boolean
}

/**
 * The steps of an order in the ledger. Each is idempotent by shop and order id, but for
 * `recordRequest`: one that is repeated after a kill stands twice in the order's history.
 */
export function createOrderSteps(dependencies: Pick<Dependencies, 'ledger' | 'findShop'>) {
  const { ledger, findShop } = dependencies

  return {
    async openOrder(key: OrderKey): Promise<OrderMemory> {
      await ledger.orders.receive(key)
      const [order, consignments, parcels, exception] = await Promise.all([
        ledger.orders.find(key),
        ledger.consignments.list(key),
        ledger.parcels.list(key),
        ledger.exceptions.findOpen(key),
      ])
      const { policy } = findShop(key.shop)
      const placedAtMs = order?.placedAt?.getTime()
      const verifiedAtMs = consignments[0]?.verifiedAt?.getTime()
      const later = (ms: number, minutes: number) => new Date(ms + minutes * 60_000).toISOString()
      return {
        ...(order?.name == null ? {} : { name: order.name }),
        stage: order?.stage ?? 'received',
        held: order?.held ?? false,
        consignments: await toConsignmentViews(ledger, key),
        parcels: parcels.map((parcel) => ({
          linnworksOrderId: parcel.linnworksOrderId,
          posted: parcel.postedAt !== null,
          untracked: parcel.fulfillmentId !== null && parcel.toldTrackingNumber === null,
        })),
        ...(exception === undefined ? {} : { exception }),
        // What left the shelf already is beyond its customer's edits, and stock waits for it.
        ...(policy.editWindowMinutes === 0 || placedAtMs === undefined || order?.leftUnseen === true
          ? {}
          : { editableUntil: later(placedAtMs, policy.editWindowMinutes) }),
        ...(verifiedAtMs === undefined
          ? {}
          : { dispatchDueAt: later(verifiedAtMs, policy.dispatchWithinHours * 60) }),
        cancelInShopify: policy.cancelledInLinnworks === 'cancelInShopify',
      }
    },

    /** Moves the order to its stage, and opens or closes its exception. */
    async recordProgress(
      input: OrderKey & {
        readonly stage: Stage
        readonly why: string
        readonly exception?: OrderException
        readonly skipReason?: string
        readonly actor?: string
      },
    ): Promise<void> {
      const { shop, orderId, ...move } = input
      await ledger.orders.moveTo({ shop, orderId }, move)
    },

    async recordRequest(
      input: OrderKey & { readonly what: string; readonly why: string; readonly actor: string },
    ): Promise<void> {
      const { shop, orderId, ...request } = input
      await ledger.orders.noteRequest({ shop, orderId }, request)
    },

    /** A person takes the order as it is: parcels that could not be posted back stay so. */
    async acceptParcels(input: OrderKey): Promise<void> {
      await ledger.parcels.settleUnposted({ shop: input.shop, orderId: input.orderId })
    },

    async setHeld(input: OrderKey & { readonly held: boolean }): Promise<void> {
      const { shop, orderId, held } = input
      await ledger.orders.setHeld({ shop, orderId }, held)
    },
  }
}
