import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow'
import {
  type ActorRequest,
  type CancelAnswer,
  cancelOrder,
  cancelOrderSignal,
  cancelReasons,
  type CancelRequest,
  type Departure,
  type HoldAnswer,
  holdOrder,
  orderChanged,
  parcelDispatched,
  releaseOrder,
  retryNow,
} from './contract.ts'

/** A request that somebody may be waiting on: `answer` releases them. */
export interface Letter<Request, Answer> {
  readonly request: Request
  answer?: Answer
}

export interface HoldRequest extends ActorRequest {
  readonly wish: 'hold' | 'release'
}

/** What was said to the order and not dealt with yet. One message at a time is acted on. */
export interface OrderMail {
  changed: boolean
  retry: boolean
  readonly cancels: Letter<CancelRequest, CancelAnswer>[]
  readonly holds: Letter<HoldRequest, HoldAnswer>[]
  /** Linnworks orders that left the open orders. */
  readonly departures: string[]
}

/** Registers the handlers of every message. Called first, so that none arrives unheard. */
export function openMail(): OrderMail {
  const mail: OrderMail = { changed: false, retry: false, cancels: [], holds: [], departures: [] }

  setHandler(orderChanged, () => {
    mail.changed = true
  })
  setHandler(retryNow, () => {
    mail.retry = true
  })
  setHandler(parcelDispatched, (message: Partial<Departure> | undefined) => {
    const linnworksOrderId = message?.linnworksOrderId
    if (typeof linnworksOrderId !== 'string') return
    if (!mail.departures.includes(linnworksOrderId)) mail.departures.push(linnworksOrderId)
  })
  setHandler(cancelOrderSignal, (request) => {
    mail.cancels.push({ request: toCancelRequest(request) })
  })
  setHandler(cancelOrder, (request) => ask(mail.cancels, toCancelRequest(request)), {
    validator: requireCancelRequest,
  })
  setHandler(holdOrder, ({ actor }) => ask(mail.holds, { actor, wish: 'hold' }), {
    validator: requireActor,
  })
  setHandler(releaseOrder, ({ actor }) => ask(mail.holds, { actor, wish: 'release' }), {
    validator: requireActor,
  })
  return mail
}

export function hasMail(mail: OrderMail): boolean {
  return mail.changed || mail.retry || hasUrgentMail(mail) || mail.departures.length > 0
}

/** What must not wait until an injection is through: a cancellation or a hold. */
export function hasUrgentMail(mail: OrderMail): boolean {
  return mail.cancels.length > 0 || mail.holds.length > 0
}

async function ask<Request, Answer>(
  letters: Letter<Request, Answer>[],
  request: Request,
): Promise<Answer> {
  const letter: Letter<Request, Answer> = { request }
  letters.push(letter)
  await condition(() => letter.answer !== undefined)
  if (letter.answer === undefined) throw ApplicationFailure.nonRetryable('No answer was given.')
  return letter.answer
}

/** A signal typed by hand may lack a field, or misspell it; it is still a wish to cancel. */
function toCancelRequest(request: Partial<CancelRequest> | undefined): CancelRequest {
  const reason = cancelReasons.find((known) => known === request?.reason) ?? 'OTHER'
  return { reason, actor: typeof request?.actor === 'string' ? request.actor : 'unknown' }
}

function requireCancelRequest(request: Partial<CancelRequest> | undefined): void {
  requireActor(request)
  const reason = request?.reason
  if (reason === undefined || cancelReasons.includes(reason)) return
  throw ApplicationFailure.nonRetryable(
    `The "reason" of a cancellation is one of ${cancelReasons.join(', ')}.`,
  )
}

/** Synchronous on purpose: the SDK does not await a validator, so an async one never refuses. */
function requireActor(request: Partial<ActorRequest> | undefined): void {
  if (typeof request?.actor !== 'string' || request.actor === '') {
    throw ApplicationFailure.nonRetryable(
      'Say who asks: the input needs an "actor", an opaque staff id, for instance {"actor":"staff-7"}.',
    )
  }
}
