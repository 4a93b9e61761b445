import type { ShopPolicy } from '../domain/policy.ts'
import { ApiError } from '../lib/api-error.ts'
import type { ParcelRow } from '../ledger/parcels.ts'
import type { FulfillmentState, Refused, ShopifyClient } from '../shopify/index.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies } from './dependencies.ts'
import { requireSettled, superseded, toTracking } from './parcel-sending.ts'

export type PostedParcel = ParcelRow & { readonly fulfillmentId: string }

/** Whether Shopify shows another tracking number than Linnworks, or none, where Linnworks has one. */
export function hasNewTracking({ trackingNumber, toldTrackingNumber }: PostedParcel): boolean {
  return trackingNumber !== null && trackingNumber !== toldTrackingNumber
}

/**
 * A parcel that was posted already gets the tracking number that came later: never a second
 * fulfilment. Shopify may have been told by an attempt whose answer was lost: then nobody is told
 * again. Answers why Shopify refused, if it did.
 */
export async function tellTracking(
  dependencies: Pick<Dependencies, 'ledger' | 'lateCommitWaitMs'>,
  { client, policy }: { readonly client: ShopifyClient; readonly policy: ShopPolicy },
  parcel: PostedParcel,
  state: FulfillmentState,
): Promise<Refused | undefined> {
  const { ledger } = dependencies
  const { linnworksOrderId, fulfillmentId, trackingNumber, postedAt, sentAt } = parcel
  const { tracking } = toTracking(parcel)
  if (tracking === undefined) return undefined
  const shown = state.fulfillments.find((each) => each.fulfillmentId === fulfillmentId)
  if (shown?.trackingNumbers.includes(tracking.number) !== true) {
    if (postedAt !== null && sentAt !== null && sentAt > postedAt) {
      await requireSettled(dependencies, sentAt)
    }
    const { notifyCustomer } = policy
    const answer = await sendOnce({ fulfillmentId, tracking, notifyCustomer })
    if (answer.outcome === 'refused') return answer
  }
  await ledger.parcels.markPosted(linnworksOrderId, fulfillmentId, trackingNumber)
  return undefined

  /** An attempt after a lost answer looks, and waits, before it does. */
  async function sendOnce(
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
}
