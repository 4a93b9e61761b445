import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { unservedKind, type HttpAnswer } from '../lib/http.ts'
import { redactRequestTexts } from '../lib/redact.ts'

export interface LinnworksOperation<Answer> {
  /** The vendor's name without its controller, for instance `CreateOrders`. */
  readonly operation: string
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly effect: 'read' | 'write'
  /** How the parameters travel; in a form each one is JSON, in a query each one is a text. */
  readonly body: 'json' | 'form' | 'query'
  readonly schema: z.ZodType<Answer>
  /** A 204, or a 2xx with nothing or no JSON in it, is a yes and is parsed as null. */
  readonly emptyIsYes?: boolean
}

export type Parameters = Readonly<Record<string, unknown>>

/** Sends once, after reserving the call; returns any answer but one that refuses for the rate. */
export type Send = (
  operation: LinnworksOperation<unknown>,
  server: string,
  parameters: Parameters | (() => Promise<Parameters>),
  token?: string,
) => Promise<HttpAnswer>

/** How Linnworks says no (observed on live accounts). */
const WireRefusalSchema = z.object({ Message: z.string() })

const QUOTA = /API calls quota exceeded/i
const QUOTA_PER_MINUTE = /Maximum admitted (\d+) per Minute/i
/** The vendor's database or network failing, under whatever status it comes. */
const BROKEN_INSIDE = /Execution Timeout Expired|forcibly closed/i
/** Where a Retry-After is missing and the quota is not named. */
const DEFAULT_WAIT_MS = 60_000
const SHORTEST_WAIT_MS = 1000

/** Keys whose texts are ours and say nothing of a person; a refusal may quote them. */
const OPAQUE_KEYS = new Set([
  'ReferenceNumber',
  'ReferenceId',
  'ItemNumber',
  'ChannelSKU',
  'SKUS',
  'Source',
  'SubSource',
  'Currency',
  'location',
  'orderId',
  'orderIds',
  'pkOrderIds',
])

/**
 * The error of a call refused for its rate: known by status or, for it comes under others too, by
 * text. Without a Retry-After the wait is the time in which the quota admits one more call.
 */
export function quotaFailure(
  { operation }: Pick<LinnworksOperation<unknown>, 'operation'>,
  { status, text, retryAfterMs }: HttpAnswer,
): ApiError | undefined {
  if (status !== 429 && !QUOTA.test(text.slice(0, 2000))) return undefined
  const perMinute = Number(QUOTA_PER_MINUTE.exec(text)?.[1] ?? 0)
  const paceMs = perMinute > 0 ? Math.ceil(60_000 / perMinute) : DEFAULT_WAIT_MS
  return new ApiError('too many calls in this minute', {
    kind: 'throttled',
    vendor: 'linnworks',
    operation,
    status,
    retryAfterMs: retryAfterMs ?? Math.max(SHORTEST_WAIT_MS, paceMs),
  })
}

/** The answer's content in the operation's own terms, or the ApiError it stands for. */
export function parseAnswer<Answer>(
  operation: LinnworksOperation<Answer>,
  answer: HttpAnswer,
  parameters: Parameters | undefined,
): Answer {
  if (answer.status < 200 || answer.status > 299) throw failure(operation, answer, parameters)
  const content = parseJson(answer.text)
  const empty = content === undefined && operation.emptyIsYes === true
  const parsed = operation.schema.safeParse(empty ? null : content)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 3)
  throw new ApiError(
    content === undefined
      ? 'the answer is not JSON'
      : `the answer differs from the API at ${where.join(', ') || 'its root'}`,
    {
      kind: operation.effect === 'read' ? 'malformed' : 'ambiguous',
      vendor: 'linnworks',
      operation: operation.operation,
      status: answer.status,
    },
  )
}

function failure(
  operation: LinnworksOperation<unknown>,
  { status, text, retryAfterMs }: HttpAnswer,
  parameters: Parameters | undefined,
): ApiError {
  const fail = (kind: ApiError['details']['kind'], message: string) =>
    new ApiError(message, {
      kind,
      vendor: 'linnworks',
      operation: operation.operation,
      status,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  if (status === 401) return fail('unauthorized', 'the session was refused')
  if (status === 403) return fail('unauthorized', 'the application lacks the permission')
  if (status === 404) return fail('unavailable', 'the cluster does not know this call')
  if (status >= 500 || status === 408 || BROKEN_INSIDE.test(text)) {
    return fail(unservedKind(operation.effect), `Linnworks failed inside (${status})`)
  }
  const refusal = WireRefusalSchema.safeParse(parseJson(text)).data
  const sentence = refusal && redactRequestTexts(refusal.Message, parameters, isOpaque)
  return fail('rejected', sentence ?? `the call was refused with ${status}`)
}

function isOpaque(key: string): boolean {
  return OPAQUE_KEYS.has(key)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
