import type { CancelOutcome } from '../../activities/cancel-consignments.ts'
import type { InjectOutcome } from '../../activities/inject-order.ts'
import { orderException, type OrderException, skuUnmapped } from '../../domain/exceptions.ts'
import { ApiError, type ApiErrorKind } from '../../lib/api-error.ts'
import { toFailure } from '../../workers/activity-interceptor.ts'
import type { ConsignmentView } from '../../workflows/contract.ts'

/** The Linnworks order of the first consignment. */
export const parcelA = '0a0a0a0a-0000-4000-8000-00000000000a'
export const parcelB = '0b0b0b0b-0000-4000-8000-00000000000b'

export function consignmentOf(overrides: Partial<ConsignmentView> = {}): ConsignmentView {
  return {
    reference: '5512',
    state: 'verified',
    linnworksOrderId: parcelA,
    linnworksNumber: 100234,
    locationName: 'London',
    ...overrides,
  }
}

export const fromLeeds = consignmentOf({
  reference: '5512-2',
  linnworksOrderId: parcelB,
  linnworksNumber: 100235,
  locationName: 'Leeds',
})

const dayMs = 24 * 3_600_000

/** An order in Linnworks that has until tomorrow to leave. */
export function injectedAs(...consignments: readonly ConsignmentView[]): InjectOutcome {
  return injectedDue(Date.now() + dayMs, ...consignments)
}

export function injectedDue(
  dueAtMs: number,
  ...consignments: readonly ConsignmentView[]
): InjectOutcome {
  return {
    kind: 'injected',
    name: '#1001',
    consignments,
    dispatchDueAt: new Date(dueAtMs).toISOString(),
    cancelled: false,
  }
}

export function stoppedBy(
  exception: OrderException,
  ...consignments: readonly ConsignmentView[]
): InjectOutcome {
  return { kind: 'exception', name: '#1001', exception, consignments }
}

export function unmapped(sku: string): InjectOutcome {
  return stoppedBy(skuUnmapped({ shop: 'aurora', name: '#1001' }, [{ sku, title: 'A thing' }]))
}

/** The warehouse won the race for the one consignment. */
export const alreadyDispatched: CancelOutcome = {
  kind: 'dispatched',
  linnworksNumbers: [100234],
  consignments: [consignmentOf({ state: 'dispatched' })],
}

/** An exception as an activity answers it, whose words do not matter. */
export function exceptionOf(code: Parameters<typeof orderException>[0]): OrderException {
  return orderException(
    code,
    { orderId: '5512' },
    { sentence: `Order #1001 waits for ${code}.`, remedy: 'Mend it.' },
  )
}

/** What a vendor's failure becomes on its way to Temporal. Its stack would name our folders. */
export function failureOf(kind: ApiErrorKind, retryAfterMs?: number) {
  const failure = toFailure(
    new ApiError('the shop is closed', {
      kind,
      vendor: 'linnworks',
      operation: 'CreateOrders',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    }),
    1,
  )
  failure.stack = ''
  return failure
}

/** Answers one after the other, call by call; the last one stays. A function may throw or wait. */
export function inTurn<Output>(
  ...answers: readonly (Output | (() => Output | Promise<Output>))[]
): () => Promise<Output> {
  let call = 0
  return async () => {
    const answer = answers[Math.min(call, answers.length - 1)]!
    call += 1
    return isAsked(answer) ? await answer() : answer
  }
}

/** For `inTurn`: this attempt fails. */
export function failing(kind: ApiErrorKind, retryAfterMs?: number): () => never {
  return () => {
    throw failureOf(kind, retryAfterMs)
  }
}

function isAsked<Output>(
  answer: Output | (() => Output | Promise<Output>),
): answer is () => Output | Promise<Output> {
  return typeof answer === 'function'
}
