import { MockActivityEnvironment } from '@temporalio/testing'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import { ApiError } from '../../lib/api-error.ts'
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

test('a mistake of ours is a question for a person after eight attempts, and others never', async () => {
  expect((await failWith(new TypeError('x'), 7)).failure).toMatchObject({ nonRetryable: false })
  expect((await failWith(new TypeError('x'), 8)).failure).toMatchObject({ nonRetryable: true })
  expect((await failWith(new Error('x'), 8)).failure).toMatchObject({ nonRetryable: false })
})

test('what a vendor said and what Temporal asks for keep their words', async () => {
  const details = { kind: 'rejected', vendor: 'linnworks', operation: 'CreateOrders' } as const
  const { failure } = await failWith(new ApiError('no such location', details))
  expect(failure.message).toBe('linnworks CreateOrders: no such location')
  const cancelled = new CancelledFailure('called off')
  expect((await failWith(cancelled)).failure).toBe(cancelled)
})

/** A step that fails so: what Temporal is told, and what the log says. */
async function failWith(error: Error, attempt = 1) {
  const lines: string[] = []
  const logger = createLogger({
    role: 'test',
    instance: '1',
    level: 'trace',
    destination: { write: (line: string) => void lines.push(line) },
  })
  const { execute } = createActivityInterceptor(logger)
  const environment = new MockActivityEnvironment({ attempt })
  const failure: unknown = await environment
    .run(() => execute!({ args: [], headers: {} }, () => Promise.reject(error)))
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  if (!(failure instanceof Error)) throw new Error('The step did not fail')
  return { failure, log: lines.join('') }
}
