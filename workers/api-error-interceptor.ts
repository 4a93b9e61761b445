import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from '@temporalio/worker'
import { ApplicationFailure } from '@temporalio/common'
import { ApiError, type ApiErrorKind } from '../lib/api-error.ts'
import type { OutageLog } from './outage-log.ts'

/**
 * How long to wait after each kind of failure, where neither the vendor nor a budget says.
 * `undefined` leaves it to the activity's own back-off.
 */
const waitMs: Readonly<Record<ApiErrorKind, number | undefined>> = {
  throttled: 2000,
  unavailable: undefined,
  unauthorized: undefined,
  rejected: undefined,
  malformed: undefined,
  ambiguous: 500,
}

/** The one place where a vendor's failure becomes Temporal's: whether to try again, and when. */
export function createApiErrorInterceptor(outages: OutageLog): ActivityInboundCallsInterceptor {
  return {
    async execute(
      input: ActivityExecuteInput,
      next: Next<ActivityInboundCallsInterceptor, 'execute'>,
    ): Promise<unknown> {
      try {
        const result = await next(input)
        await outages.noteSuccess(accountOf(input))
        return result
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        await outages.noteFailure(error, accountOf(input))
        throw toFailure(error)
      }
    },
  }
}

export function toFailure(error: ApiError): ApplicationFailure {
  const { kind, retryAfterMs } = error.details
  const nextRetryDelay = retryAfterMs ?? waitMs[kind]
  return ApplicationFailure.create({
    message: error.message,
    type: kind,
    nonRetryable: kind === 'rejected',
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  })
}

/** Every vendor step names its shop, but for those that sweep the one Linnworks account. */
function accountOf({ args }: ActivityExecuteInput): string {
  const [first] = args
  return typeof first === 'object' && first !== null && 'shop' in first ? String(first.shop) : ''
}
