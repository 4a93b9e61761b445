import { inspect } from 'node:util'
import { expect } from 'vitest'
import { ApiError } from '../../lib/api-error.ts'

/** The ApiError that a call ends in; a test that gets anything else fails. */
export async function apiErrorOf(call: Promise<unknown>): Promise<ApiError> {
  const end = await call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  )
  expect(end).toBeInstanceOf(ApiError)
  if (end instanceof ApiError) return end
  throw new Error('unreachable')
}

/** All that a log, a console or Temporal could make of an error. */
export function everythingSaidBy(error: Error): string {
  return [
    error.message,
    error.stack,
    String(error.cause),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    inspect(error, { depth: 10, showHidden: true, getters: true }),
  ].join('\n')
}
