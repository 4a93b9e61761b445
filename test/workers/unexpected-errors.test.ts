import { MockActivityEnvironment } from '@temporalio/testing'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker'
import { ApiError, type ApiErrorKind } from '../../lib/api-error.ts'
import { createLogger } from '../../lib/logger.ts'
import { createActivityInterceptor } from '../../workers/activity-interceptor.ts'

test('the words of an error that nobody expected reach neither Temporal nor the log', async () => {
  const error = Object.assign(new Error('Ada Canaryperson\n    at Canary Wharf Lane'), {
    code: '22P02',
    detail: 'Ada Canaryperson',
  })
  const { failure, log } = await failWith(error)
  expect(failure).toBeInstanceOf(ApplicationFailure)
  expect(`${String(failure)} ${failure.stack} ${log}`).not.toContain('Canary')
  expect(failure.message).toContain('fails (Error 22P02)')
  expect(log).toContain('unexpected-errors.test.ts')
})

test('a mistake of ours is a question for a person after eight failures, and others never', async () => {
  const mistakes = await failOften(Array.from({ length: 8 }, () => new TypeError('x')))
  expect(mistakes.map(({ nonRetryable }) => nonRetryable)).toEqual([
    ...Array.from({ length: 7 }, () => false),
    true,
  ])
  const others = await failOften(Array.from({ length: 9 }, () => new Error('x')))
  expect(others.some(({ nonRetryable }) => nonRetryable)).toBe(false)
})

test('a step that long awaited its turn waits a second for a vendor that fails once, then longer', async () => {
  const turns = Array.from({ length: 20 }, () => vendorError('throttled', 300))
  const failed = await failOften([
    ...turns,
    ...Array.from({ length: 8 }, () => vendorError('unavailable')),
  ])
  const waits = failed.map(({ nextRetryDelay }) => nextRetryDelay)
  expect(waits.slice(0, 20)).toEqual(turns.map(() => 300))
  expect(waits.slice(20)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((each) => each * 1000))
})

test('half an answer is a question for a person after eight in a row, however long the step waited', async () => {
  const turns = Array.from({ length: 20 }, () => vendorError('ambiguous'))
  const halves = Array.from({ length: 8 }, () => vendorError('malformed'))
  const failed = await failOften([...turns, ...halves])
  expect(failed.findIndex(({ nonRetryable }) => nonRetryable)).toBe(27)
})

test('what a vendor said and what Temporal asks for keep their words', async () => {
  const details = { kind: 'rejected', vendor: 'linnworks', operation: 'CreateOrders' } as const
  const { failure } = await failWith(new ApiError('no such location', details))
  expect(failure.message).toBe('linnworks CreateOrders: no such location')
  const cancelled = new CancelledFailure('called off')
  expect((await failWith(cancelled)).failure).toBe(cancelled)
})

function vendorError(kind: ApiErrorKind, retryAfterMs?: number): ApiError {
  const waiting = retryAfterMs === undefined ? {} : { retryAfterMs }
  return new ApiError('no', { kind, vendor: 'linnworks', operation: 'CreateOrders', ...waiting })
}

/** A step that fails so, one attempt after the other: what Temporal is told of each. */
async function failOften(errors: readonly Error[]): Promise<readonly ApplicationFailure[]> {
  const { execute } = createActivityInterceptor(createLog().logger)
  const failures: ApplicationFailure[] = []
  for (const [nth, error] of errors.entries()) {
    const failure = await runInto(execute, error, nth + 1)
    if (!(failure instanceof ApplicationFailure)) throw new Error('It is none of ours')
    failures.push(failure)
  }
  return failures
}

/** A step that fails so: what Temporal is told, and what the log says. */
async function failWith(error: Error) {
  const { logger, lines } = createLog()
  const { execute } = createActivityInterceptor(logger)
  const failure = await runInto(execute, error, 1)
  if (!(failure instanceof Error)) throw new Error('The step did not fail')
  return { failure, log: lines.join('') }
}

async function runInto(
  execute: ActivityInboundCallsInterceptor['execute'],
  error: Error,
  attempt: number,
): Promise<unknown> {
  return await new MockActivityEnvironment({ attempt })
    .run(() => execute!({ args: [], headers: {} }, () => Promise.reject(error)))
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
}

function createLog() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const about = { role: 'test', instance: '1', level: 'trace' } as const
  return { logger: createLogger({ ...about, destination }), lines }
}
