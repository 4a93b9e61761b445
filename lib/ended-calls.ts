import { InterceptingCall, type Interceptor, type Metadata, status } from '@grpc/grpc-js'
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client'

/**
 * Ends a call that is tried again after its connection was closed: whoever gave it up in the
 * meantime closed it under it. gRPC throws then, and Temporal's client tries again from a timer,
 * where nobody catches it and the process dies.
 */
const endCallsOnceClosed: Interceptor = (options, nextCall) => {
  try {
    return nextCall(options) as InterceptingCall
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error)
    return createEndedCall(details)
  }
}

/** A call that no server hears of: answered at once, and by a status that is not tried again. */
function createEndedCall(details: string): InterceptingCall {
  const doNothing = () => undefined
  return new InterceptingCall({
    start: (metadata: Metadata, listener) => {
      listener?.onReceiveStatus?.({ code: status.CANCELLED, details, metadata })
    },
    sendMessage: doNothing,
    sendMessageWithContext: doNothing,
    startRead: doNothing,
    halfClose: doNothing,
    cancelWithStatus: doNothing,
    getPeer: () => '',
    getAuthContext: () => null,
  })
}

/** What every call to Temporal goes through: it is tried again, until its connection is closed. */
export const callInterceptors: readonly Interceptor[] = [
  makeGrpcRetryInterceptor(defaultGrpcRetryOptions()),
  endCallsOnceClosed,
]
