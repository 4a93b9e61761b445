import { InterceptingCall, type Interceptor } from '@grpc/grpc-js'
import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client'
import { expect, test } from 'vitest'
import { callInterceptors } from '../../lib/ended-calls.ts'
import { findFreePort } from '../../rehearsal/ports.ts'

test('a connection closed under a call that nobody waits for ends the call', async () => {
  expect(await closeDuringCall(callInterceptors)).toEqual({
    call: expect.stringMatching(/CANCELLED/),
  })
})

test('without that, it would end the process', async () => {
  const bare = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions())]
  expect(await closeDuringCall(bare)).toEqual({
    process: expect.stringMatching(/Channel has been shut down/),
  })
})

/** Closes a connection between two attempts of a call, and tells which end that came to. */
async function closeDuringCall(
  interceptors: readonly Interceptor[],
): Promise<{ readonly call?: string; readonly process?: string }> {
  const firstAttempt = Promise.withResolvers<void>()
  const connection = Connection.lazy({
    address: `127.0.0.1:${await findFreePort()}`,
    interceptors: [...interceptors, noteEndOfAttempt(firstAttempt.resolve)],
  })
  const uncaught = Promise.withResolvers<{ process: string }>()
  process.setUncaughtExceptionCaptureCallback((error) =>
    uncaught.resolve({ process: String(error) }),
  )
  try {
    const call = connection.workflowService.describeNamespace({ namespace: 'any' }).then(
      () => ({ call: 'answered' }),
      (error: unknown) => ({ call: String(error) }),
    )
    await firstAttempt.promise
    await connection.close()
    return await Promise.race([call, uncaught.promise])
  } finally {
    process.setUncaughtExceptionCaptureCallback(null)
  }
}

function noteEndOfAttempt(ended: () => void): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) => {
        next(metadata, {
          onReceiveStatus: (status, pass) => {
            pass(status)
            ended()
          },
        })
      },
    })
}
