import { setInterval } from 'node:timers'
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from '@temporalio/worker'
import { activityInfo, heartbeat } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { ApiError, type ApiErrorKind } from '../lib/api-error.ts'
import type { Logger } from '../lib/logger.ts'

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
  unsettled: undefined,
}

/** What does not heal by itself is tried this often, and then is a question for a person. */
const mostAttempts = 8

/** So often that a worker that died is noticed within an activity's heartbeat timeout. */
const heartbeatEveryMs = 4000

/**
 * The one place where a failure becomes Temporal's: whether to try again, and when. While an activity
 * runs it is kept alive, so that one whose worker died is tried again in seconds.
 */
export function createActivityInterceptor(
  logger: Pick<Logger, 'error'>,
): ActivityInboundCallsInterceptor {
  return {
    async execute(
      input: ActivityExecuteInput,
      next: Next<ActivityInboundCallsInterceptor, 'execute'>,
    ): Promise<unknown> {
      const { isLocal, attempt, activityType } = activityInfo()
      const beating = isLocal ? undefined : setInterval(heartbeat, heartbeatEveryMs)
      try {
        return await next(input)
      } catch (error) {
        if (error instanceof ApiError) throw toFailure(error, attempt)
        if (!isOurMistake(error) || attempt < mostAttempts) throw error
        logger.error({ error, activityType, attempt }, 'A step failed for good')
        throw ApplicationFailure.nonRetryable(
          `the step ${activityType} fails (${error.name}); the worker's log says where`,
          error.name,
        )
      } finally {
        clearInterval(beating)
      }
    },
  }
}

export function toFailure(error: ApiError, attempt: number): ApplicationFailure {
  const { kind, retryAfterMs } = error.details
  const nextRetryDelay = retryAfterMs ?? waitMs[kind]
  return ApplicationFailure.create({
    message: error.message,
    type: kind,
    nonRetryable: kind === 'rejected' || (kind === 'malformed' && attempt >= mostAttempts),
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  })
}

/** An outage of the ledger or of Temporal ends by itself; a wrong type or a wrong number does not. */
function isOurMistake(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof RangeError || isZodError(error)
}

function isZodError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ZodError'
}
