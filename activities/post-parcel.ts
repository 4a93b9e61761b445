import { isDeepStrictEqual } from 'node:util'
import { isOfLeftUnits } from '../domain/consignment.ts'
import type { OrderException } from '../domain/exceptions.ts'
import { findOwnFulfillment, planPostBack } from '../domain/parcel.ts'
import { withoutFulfilled } from '../domain/units-to-ship.ts'
import { ApiError } from '../lib/api-error.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import { isSuspected, type ParcelRow } from '../ledger/parcels.ts'
import type { FulfillmentState, OpenFulfillment } from '../shopify/index.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies, ShopAccess } from './dependencies.ts'
import { heatLevels, listLevels } from './heat-levels.ts'
import {
  isolateParcel,
  type IsolatedParcel,
  postBackRefused,
  requireFulfillmentState,
  requireOpenFulfillment,
} from './isolate-parcel.ts'
import { requireSettled, superseded, toTracking, unsettled } from './parcel-sending.ts'
import { hasNewTracking, type PostedParcel, tellTracking } from './tell-tracking.ts'
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
  const { findShop, ledger } = dependencies

  return {
    async postParcel(
      input: OrderKey & { readonly linnworksOrderId: string },
    ): Promise<PostOutcome> {
      const shop = findShop(input.shop)
      const { client, policy } = shop
      const parcel = await requireParcel(input.linnworksOrderId)
      const { fulfillmentId } = parcel
      if (fulfillmentId !== null) {
        return await tellNew(shop, { ...parcel, fulfillmentId })
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
      const own = await adoptEarlier(parcel, state)
      if (own !== undefined) return await told(await tellNew(shop, own, state))
      if (parcel.sentAt !== null) await requireSettled(dependencies, parcel.sentAt)
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
        return await told(await send(shop, parcel, ready))
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
    shop: ShopAccess,
    parcel: ParcelRow,
    { locationId, fulfillmentOrders, open }: Extract<IsolatedParcel, { readonly kind: 'ready' }>,
  ): Promise<PostOutcome> {
    const { client, policy } = shop
    const { linnworksOrderId } = parcel
    const token = attemptToken()
    await ledger.parcels.takeTurn(linnworksOrderId, token)
    const answer = await sendOnce()
    if (answer.outcome === 'created') {
      const { trackingNumber } = parcel
      await ledger.parcels.markPosted(linnworksOrderId, answer.fulfillmentId, trackingNumber)
      const fulfilledIds = fulfillmentOrders.map(({ fulfillmentOrderId }) => fulfillmentOrderId)
      return await posted(parcel, {
        fulfillmentOrders: withoutFulfilled(open.fulfillmentOrders, fulfilledIds),
      })
    }
    // A refusal can mean that an attempt given up earlier was carried out after all: look first.
    const state = await requireFulfillmentState(client, parcel.orderId)
    const own = await adoptEarlier(parcel, state)
    if (own !== undefined) return await tellNew(shop, own, state)
    await ledger.parcels.markNotCreated(linnworksOrderId, token)
    // Or that the order was changed since it was planned for: then it is planned anew.
    const plan = planPostBack({ ...state, units: parcel.units ?? [], locationId })
    const isOutdated =
      plan.kind === 'split' ||
      (plan.kind === 'fulfil' && !isDeepStrictEqual(plan.fulfillmentOrders, fulfillmentOrders))
    if (isOutdated) throw unsettled('the order changed while its parcel was being posted')
    return postBackRefused(parcel, answer.message)

    async function sendOnce() {
      let departures = 0
      try {
        return await client.createFulfillment({
          // By quantity: what Shopify shows otherwise by now is refused.
          fulfillmentOrders,
          ...toTracking(parcel),
          notifyCustomer: policy.notifyCustomer,
          atDeparture: async () => {
            // Departing again means that the request before was refused at the door.
            if (departures > 0) await ledger.parcels.markNotCreated(linnworksOrderId, token)
            const sentAt = departures > 0 ? null : parcel.sentAt
            if (!(await ledger.parcels.stampSend(parcel, token, sentAt))) {
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

  async function adoptEarlier(
    parcel: ParcelRow,
    state: FulfillmentState,
  ): Promise<PostedParcel | undefined> {
    const { linnworksOrderId, trackingNumber, toldTrackingNumber, sentAt } = parcel
    const siblings = await ledger.parcels.list(parcel)
    // Linnworks may have another number by now than the one that was sent.
    const wasSent = sentAt !== null || isSuspected(parcel)
    const own = findOwnFulfillment({
      units: parcel.units ?? [],
      trackingNumbers: wasSent ? [trackingNumber, toldTrackingNumber] : [trackingNumber],
      fulfillments: state.fulfillments,
      claimedIds: siblings.flatMap(({ fulfillmentId }) => fulfillmentId ?? []),
    })
    if (own === undefined) return undefined
    await ledger.parcels.markPosted(linnworksOrderId, own.fulfillmentId, own.trackingNumber)
    return { ...(await requireParcel(linnworksOrderId)), fulfillmentId: own.fulfillmentId }
  }

  /** Of a parcel that is a fulfilment already, what Shopify does not know yet. */
  async function tellNew(
    shop: ShopAccess,
    parcel: PostedParcel,
    known?: FulfillmentState,
  ): Promise<PostOutcome> {
    const { client } = shop
    if (!hasNewTracking(parcel)) {
      return await posted(parcel, known ?? (await requireOpenFulfillment(client, parcel.orderId)))
    }
    const state = known ?? (await requireFulfillmentState(client, parcel.orderId))
    const refusal = await tellTracking(dependencies, shop, parcel, state)
    if (refusal !== undefined) return postBackRefused(parcel, refusal.message)
    return await posted(parcel, state)
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
