import { ApiError } from '../lib/api-error.ts'
import type { ParcelRow } from '../ledger/parcels.ts'
import { toShopifyCarrier, type Tracking } from '../shopify/index.ts'
import type { Dependencies } from './dependencies.ts'
import { lateCommitWait } from './late-commit.ts'

export function toTracking({ trackingNumber, vendor }: ParcelRow): {
  readonly tracking?: Tracking
} {
  if (trackingNumber === null) return {}
  const company = vendor === null ? {} : { company: toShopifyCarrier(vendor) }
  return { tracking: { number: trackingNumber, ...company } }
}

/**
 * An earlier attempt that left no trace may still be under way at Shopify: not yet again.
 * @throws ApiError `unsettled` with the time to wait.
 */
export async function requireSettled(
  dependencies: Pick<Dependencies, 'ledger' | 'lateCommitWaitMs'>,
  sentAt: Date,
): Promise<void> {
  const waitMs = await lateCommitWait(dependencies, sentAt)
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw unsettled(
    `whether the fulfilment was created is not known yet; looking again in ${seconds} s`,
    waitMs,
  )
}

export function superseded(): ApiError {
  return unsettled('another attempt is posting this parcel')
}

export function unsettled(sentence: string, retryAfterMs?: number): ApiError {
  return new ApiError(sentence, {
    kind: 'unsettled',
    vendor: 'shopify',
    operation: 'fulfillmentCreate',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}
