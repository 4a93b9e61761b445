import { isOfLeftUnits } from '../domain/consignment.ts'
import type { OrderException } from '../domain/exceptions.ts'
import { findOwnFulfillment } from '../domain/parcel.ts'
import type { ShopPolicy } from '../domain/policy.ts'
import { withoutFulfilled } from '../domain/units-to-ship.ts'
import { ApiError } from '../lib/api-error.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ParcelRow } from '../ledger/parcels.ts'
import {
  type FulfillmentState,
  type OpenFulfillment,
  type ShopifyClient,
  toShopifyCarrier,
  type Tracking,
} from '../shopify/index.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies } from './dependencies.ts'
import { heatLevels, listLevels } from './heat-levels.ts'
import {
  isolateParcel,
  type IsolatedParcel,
  postBackRefused,
  requireFulfillmentState,
  requireOpenFulfillment,
} from './isolate-parcel.ts'
import { countUnitsLeft } from './units-left.ts'

export type PostOutcome =
  | { readonly kind: 'posted'; readonly unitsLeft: number; readonly untracked?: boolean }
  | { readonly kind: 'awaitingTracking' }
  /** The order was cancelled in Shopify: it takes no fulfilment any more. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'exception'; readonly exception: OrderException }

/**
 * Makes a dispatched parcel exactly one Shopify fulfilment, however often it is attempted.
 * Idempotent by the Linnworks order: before any further attempt the fulfilments are read, and one
 * that this parcel made is taken as its own.
 */
export function createPostParcel(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'lateCommitWaitMs'>,
) {
  const { findShop, ledger, lateCommitWaitMs } = dependencies

  return {
    async postParcel(
      input: OrderKey & { readonly linnworksOrderId: string },
    ): Promise<PostOutcome> {
      const { client, policy } = findShop(input.shop)
      const parcel = await requireParcel(input.linnworksOrderId)
      const { fulfillmentId } = parcel
      if (fulfillmentId !== null) {
        return await tellTracking(client, policy, { ...parcel, fulfillmentId })
      }
      const consignment = await ledger.consignments.findByReference(parcel.shop, parcel.reference)
      if (consignment !== undefined && isOfLeftUnits(consignment)) return await settleLeft()
      if (parcel.trackingNumber === null && policy.withoutTracking === 'wait') {
        return { kind: 'awaitingTracking' }
      }
      if (parcel.attemptToken === null) {
        // Nothing was ever sent for it, so none of the fulfilments can be its own.
        return await postOnce(await requireOpenFulfillment(client, input.orderId))
      }
      const state = await requireFulfillmentState(client, input.orderId)
      if (await adoptEarlier(parcel, state)) return await told(await posted(parcel, state))
      if (parcel.sentAt !== null) requireSettled(parcel.sentAt)
      return await postOnce(state)

      async function postOnce(open: OpenFulfillment): Promise<PostOutcome> {
        if (open.cancelledAt !== undefined) return await cancelled(parcel)
        if ((await countUnitsLeft(ledger, input, open)) === 0) {
          // Staff fulfilled by hand what this parcel holds: Shopify takes nothing more.
          await ledger.parcels.settleUnposted(input)
          return { kind: 'posted', unitsLeft: 0 }
        }
        const ready = await isolateParcel(client, parcel, consignment?.locationId ?? '', open)
        if (ready.kind === 'exception') return ready
        return await told(await send(client, parcel, ready, policy))
      }

      /** Shopify knew of it before Linnworks did: there is nothing to tell. */
      async function settleLeft(): Promise<PostOutcome> {
        const open = await requireOpenFulfillment(client, input.orderId)
        if (open.cancelledAt !== undefined) return await cancelled(parcel)
        await ledger.parcels.settle(parcel.linnworksOrderId)
        return { kind: 'posted', unitsLeft: await countUnitsLeft(ledger, input, open) }
      }

      async function told(outcome: PostOutcome): Promise<PostOutcome> {
        const levels = consignment === undefined ? [] : listLevels([consignment])
        if (outcome.kind === 'posted') {
          await heatLevels({ ledger }, input, levels, 'dispatched')
        }
        return outcome
      }
    },
  }

  async function send(
    client: ShopifyClient,
    parcel: ParcelRow,
    { fulfillmentOrderIds, open }: Extract<IsolatedParcel, { readonly kind: 'ready' }>,
    { notifyCustomer }: Pick<ShopPolicy, 'notifyCustomer'>,
  ): Promise<PostOutcome> {
    const { linnworksOrderId } = parcel
    const token = attemptToken()
    await ledger.parcels.takeTurn(linnworksOrderId, token)
    const answer = await sendOnce()
    if (answer.outcome === 'created') {
      const { trackingNumber } = parcel
      await ledger.parcels.markPosted(linnworksOrderId, answer.fulfillmentId, trackingNumber)
      const fulfillmentOrders = withoutFulfilled(open.fulfillmentOrders, fulfillmentOrderIds)
      return await posted(parcel, { fulfillmentOrders })
    }
    // A refusal can mean that an attempt given up earlier was carried out after all: look first.
    const state = await requireFulfillmentState(client, parcel.orderId)
    if (await adoptEarlier(parcel, state)) return await posted(parcel, state)
    await ledger.parcels.markNotCreated(linnworksOrderId, token)
    return postBackRefused(parcel, answer.message)

    async function sendOnce() {
      let departures = 0
      try {
        return await client.createFulfillment({
          fulfillmentOrders: fulfillmentOrderIds.map((fulfillmentOrderId) => ({
            fulfillmentOrderId,
          })),
          ...toTracking(parcel),
          notifyCustomer,
          atDeparture: async () => {
            // Departing again means that the request before was refused at the door.
            if (departures > 0) await ledger.parcels.markNotCreated(linnworksOrderId, token)
            const sentAt = departures > 0 ? null : parcel.sentAt
            if (!(await ledger.parcels.stampSend(linnworksOrderId, token, sentAt))) {
              throw superseded()
            }
            departures += 1
          },
        })
      } catch (error) {
        const didNothing = error instanceof ApiError && error.details.kind !== 'ambiguous'
        if (didNothing && departures > 0) {
          await ledger.parcels.markNotCreated(linnworksOrderId, token)
        }
        throw error
      }
    }
  }

  /** Accepted by a person before the parcel was seen, the order has nothing to tell Shopify of it. */
  async function cancelled(parcel: ParcelRow): Promise<PostOutcome> {
    const order = await ledger.orders.find(parcel)
    if (order?.stage === 'fulfilled') await ledger.parcels.settle(parcel.linnworksOrderId)
    return { kind: 'cancelled' }
  }

  async function requireParcel(linnworksOrderId: string): Promise<ParcelRow> {
    const parcel = await ledger.parcels.find(linnworksOrderId)
    if (parcel === undefined) throw new Error(`parcel ${linnworksOrderId} is not in the ledger`)
    return parcel
  }

  async function adoptEarlier(parcel: ParcelRow, state: FulfillmentState): Promise<boolean> {
    const siblings = await ledger.parcels.list(parcel)
    const own = findOwnFulfillment({
      units: parcel.units ?? [],
      ...(parcel.trackingNumber === null ? {} : { trackingNumber: parcel.trackingNumber }),
      fulfillments: state.fulfillments,
      claimedIds: siblings.flatMap(({ fulfillmentId }) => fulfillmentId ?? []),
    })
    if (own === undefined) return false
    await ledger.parcels.markPosted(
      parcel.linnworksOrderId,
      own.fulfillmentId,
      parcel.trackingNumber,
    )
    return true
  }

  /** An earlier attempt that left no trace may still be under way at Shopify: not yet again. */
  function requireSettled(sentAt: Date): void {
    const waitMs = sentAt.getTime() + lateCommitWaitMs - Date.now()
    if (waitMs > 0) throw unsettled(waitMs)
  }

  /**
   * A parcel that was posted already gets the tracking number that came later: never a second
   * fulfilment. Shopify may have been told by an attempt whose answer was lost: then nobody is told
   * again.
   */
  async function tellTracking(
    client: ShopifyClient,
    { notifyCustomer }: Pick<ShopPolicy, 'notifyCustomer'>,
    parcel: ParcelRow & { readonly fulfillmentId: string },
  ): Promise<PostOutcome> {
    const { fulfillmentId, trackingNumber, toldTrackingNumber } = parcel
    const { tracking } = toTracking(parcel)
    if (tracking === undefined || trackingNumber === toldTrackingNumber) {
      return await posted(parcel, await requireOpenFulfillment(client, parcel.orderId))
    }
    const state = await requireFulfillmentState(client, parcel.orderId)
    const shown = state.fulfillments.find((each) => each.fulfillmentId === fulfillmentId)
    if (shown?.trackingNumbers.includes(tracking.number) !== true) {
      const { postedAt, sentAt } = parcel
      if (postedAt !== null && sentAt !== null && sentAt > postedAt) requireSettled(sentAt)
      const update = { fulfillmentId, tracking, notifyCustomer }
      const answer = await sendUpdate(client, parcel, update)
      if (answer.outcome === 'refused') return postBackRefused(parcel, answer.message)
    }
    await ledger.parcels.markPosted(parcel.linnworksOrderId, fulfillmentId, trackingNumber)
    return await posted(parcel, state)
  }

  /** Sends a tracking number once: an attempt after a lost answer looks, and waits, before it does. */
  async function sendUpdate(
    client: ShopifyClient,
    { linnworksOrderId, sentAt }: ParcelRow,
    update: Parameters<ShopifyClient['updateTracking']>[0],
  ): ReturnType<ShopifyClient['updateTracking']> {
    const token = attemptToken()
    await ledger.parcels.takeTurn(linnworksOrderId, token)
    let departures = 0
    try {
      return await client.updateTracking({
        ...update,
        atDeparture: async () => {
          if (departures > 0) return
          if (!(await ledger.parcels.stampUpdate(linnworksOrderId, token, sentAt))) {
            throw superseded()
          }
          departures += 1
        },
      })
    } catch (error) {
      const didNothing = error instanceof ApiError && error.details.kind !== 'ambiguous'
      if (didNothing && departures > 0) await ledger.parcels.markNotUpdated(linnworksOrderId, token)
      throw error
    }
  }

  async function posted(
    parcel: ParcelRow,
    state: Pick<OpenFulfillment, 'fulfillmentOrders'>,
  ): Promise<PostOutcome> {
    return {
      kind: 'posted',
      unitsLeft: await countUnitsLeft(ledger, parcel, state),
      untracked: parcel.trackingNumber === null,
    }
  }
}

function toTracking({ trackingNumber, vendor }: ParcelRow): { readonly tracking?: Tracking } {
  if (trackingNumber === null) return {}
  const company = vendor === null ? {} : { company: toShopifyCarrier(vendor) }
  return { tracking: { number: trackingNumber, ...company } }
}

function superseded(): ApiError {
  return new ApiError('another attempt is posting this parcel', {
    kind: 'unsettled',
    vendor: 'shopify',
    operation: 'fulfillmentCreate',
  })
}

function unsettled(waitMs: number): ApiError {
  const seconds = Math.ceil(waitMs / 1000)
  return new ApiError(
    `whether the fulfilment was created is not known yet; looking again in ${seconds} s`,
    {
      kind: 'unsettled',
      vendor: 'shopify',
      operation: 'fulfillmentCreate',
      retryAfterMs: waitMs,
    },
  )
}
