import { setInterval } from 'node:timers'
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from '@temporalio/worker'
import { Context } from '@temporalio/activity'
import { ApplicationFailure, TemporalFailure } from '@temporalio/common'
import { keepAlive } from '../activities/progress.ts'
import { ApiError, type ApiErrorKind } from '../lib/api-error.ts'
import { describeWithoutWords } from '../lib/loggable.ts'
import type { Logger } from '../lib/logger.ts'
import { createFailureCounts } from './failure-counts.ts'
import { atPriorityOf } from './priorities.ts'

/**
 * How long to wait after each kind of failure, where neither the vendor nor a budget says. The others
 * are failures of their own: after each in a row the step waits twice as long.
 */
const waitMs: Readonly<Partial<Record<ApiErrorKind, number>>> = { throttled: 2000, ambiguous: 500 }

const shortestBackOffMs = 1000
const longestBackOffMs = 60_000

/** What does not heal by itself fails this often in a row, and then is a question for a person. */
const mostFailures = 8

/** So often that a worker that died is noticed within an activity's heartbeat timeout. */
const heartbeatEveryMs = 4000

/**
 * The one place where a failure becomes Temporal's: whether to try again, and when. The words of an
 * error that nobody expected go no further, for a step has whole orders in its hands. While an activity
 * runs it is kept alive, so that one whose worker died is tried again in seconds.
 */
export function createActivityInterceptor(
  logger: Pick<Logger, 'error'>,
): ActivityInboundCallsInterceptor {
  const counts = createFailureCounts()
  return {
    async execute(
      input: ActivityExecuteInput,
      next: Next<ActivityInboundCallsInterceptor, 'execute'>,
    ): Promise<unknown> {
      const context = Context.current()
      const { isLocal, attempt, activityType, activityId, workflowExecution } = context.info
      const step = `${workflowExecution?.workflowId}/${workflowExecution?.runId}/${activityId}`
      const beating = isLocal ? undefined : setInterval(() => keepAlive(context), heartbeatEveryMs)
      try {
        const answer = await atPriorityOf(activityType, () => next(input))
        counts.forget(step)
        return answer
      } catch (error) {
        if (error instanceof ApiError) {
          const failures = isTurnAwaited(error) ? 0 : counts.add(step)
          throw toFailure(error, failures)
        }
        if (error instanceof TemporalFailure) {
          counts.forget(step)
          throw error
        }
        const failures = counts.add(step)
        const forGood = isOurMistake(error) && failures >= mostFailures
        const failure = describeWithoutWords(error)
        if (failures === 1 || forGood) {
          const said = forGood ? 'A step failed for good' : 'A step failed'
          logger.error({ failure, activityType, attempt }, said)
        }
        throw toUnexpected(activityType, failure, forGood)
      } finally {
        clearInterval(beating)
      }
    },
  }
}

/** What a vendor's failure becomes. `failures`: so many in a row, this one included. */
export function toFailure(error: ApiError, failures: number): ApplicationFailure {
  const { kind, retryAfterMs } = error.details
  const backOffMs = Math.min(longestBackOffMs, shortestBackOffMs * 2 ** (failures - 1))
  return ApplicationFailure.create({
    message: error.message,
    type: kind,
    nonRetryable: kind === 'rejected' || (kind === 'malformed' && failures >= mostFailures),
    nextRetryDelay: retryAfterMs ?? waitMs[kind] ?? backOffMs,
  })
}

/** Nothing failed: the step is to come again when it is its turn. */
function isTurnAwaited({ details: { kind, retryAfterMs } }: ApiError): boolean {
  return kind === 'throttled' || kind === 'ambiguous' || retryAfterMs !== undefined
}

/** Its kind and code, never its words: the ledger's errors quote values, and ours may too. */
function toUnexpected(
  activityType: string,
  { name, code }: { readonly name: string; readonly code?: string },
  nonRetryable: boolean,
): ApplicationFailure {
  const what = code === undefined ? name : `${name} ${code}`
  return ApplicationFailure.create({
    message: `the step ${activityType} fails (${what}); the worker's log says where`,
    type: name,
    nonRetryable,
  })
}

/**
 * An outage of the ledger or of Temporal ends by itself; a wrong type or number, or a statement that
 * PostgreSQL refuses for what it says (classes 22, 23 and 42), does not.
 */
function isOurMistake(error: unknown): error is Error {
  const isWrong = error instanceof TypeError || error instanceof RangeError || isZodError(error)
  return isWrong || isRefusedStatement(error)
}

function isRefusedStatement(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false
  return /^(22|23|42)[0-9A-Z]{3}$/.test(error.code)
}

function isZodError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ZodError'
}
