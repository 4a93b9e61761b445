import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { unservedKind, type HttpAnswer } from '../lib/http.ts'
import { redactRequestTexts } from '../lib/redact.ts'
import type { ShopifyOperation } from './operation.ts'

type Operation = Pick<ShopifyOperation<unknown>, 'operation' | 'effect'>
type Variables = Readonly<Record<string, unknown>>

/** The envelope of every GraphQL answer (Shopify docs: rate limits, error handling). */
export const WireReplySchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z
          .object({ code: z.string().nullish(), requiredAccess: z.string().nullish() })
          .nullish(),
      }),
    )
    .optional(),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number(),
          actualQueryCost: z.number().nullish(),
          throttleStatus: z.object({
            maximumAvailable: z.number(),
            currentlyAvailable: z.number(),
            restoreRate: z.number(),
          }),
        })
        .nullish(),
    })
    .nullish(),
})

export type WireReply = z.infer<typeof WireReplySchema>

/** Variables whose texts are ours and say nothing of a person. */
const OPAQUE_KEYS = new Set(['query', 'reason', 'topic', 'uri'])

const UNSERVED_STATUS: Readonly<Record<number, string>> = {
  402: 'the shop is frozen for an unpaid bill',
  423: 'the shop is locked',
}

/** The error that an HTTP status stands for, or undefined where the body decides. */
export function statusFailure(operation: Operation, answer: HttpAnswer): ApiError | undefined {
  const { status, retryAfterMs } = answer
  const fail = (kind: ApiError['details']['kind'], message: string) =>
    new ApiError(message, {
      kind,
      vendor: 'shopify',
      operation: operation.operation,
      status,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  if (status === 200) return undefined
  if (status === 401) return fail('unauthorized', 'the access token was refused')
  if (status === 403) return fail('unauthorized', 'access to the shop was refused')
  if (status === 429) return fail('throttled', 'too many requests')
  if (status >= 500) return fail(unservedKind(operation.effect), `the shop answered ${status}`)
  const unserved = UNSERVED_STATUS[status]
  if (unserved !== undefined) return fail('unavailable', unserved)
  if (status === 404) return fail('rejected', 'no such shop address or API version')
  return fail('rejected', `the shop answered ${status}`)
}

/** The error in a GraphQL reply, or undefined; also where part of the data came with it. */
export function replyFailure(
  operation: Operation,
  reply: WireReply,
  variables: Variables,
): ApiError | undefined {
  const [first] = reply.errors ?? []
  if (first === undefined) return undefined
  const code = first.extensions?.code ?? undefined
  const fail = (kind: ApiError['details']['kind'], message: string, retryAfterMs?: number) =>
    new ApiError(message, {
      kind,
      vendor: 'shopify',
      operation: operation.operation,
      ...(code !== undefined && { code }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  if (code === 'THROTTLED') {
    return fail('throttled', 'the budget of points is used up', restoreTimeMs(reply))
  }
  const sentence = redactTexts(first.message, variables)
  const written = operation.effect === 'write' && Object.values(reply.data ?? {}).some(Boolean)
  if (written) return fail('ambiguous', `answered in part: ${sentence}`)
  if (code === 'ACCESS_DENIED') {
    const field = first.path?.filter((part) => typeof part === 'string').join('.')
    const needed = first.extensions?.requiredAccess
    return fail(
      'unauthorized',
      `no access${field ? ` to ${field}` : ''}: ${needed ? `it needs ${needed}` : sentence}`,
    )
  }
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT') {
    return fail(unservedKind(operation.effect), 'Shopify failed inside')
  }
  return fail('rejected', sentence)
}

/** A read that cannot be understood is `malformed`; a write may have been carried out. */
export function malformed(operation: Operation, what: string): ApiError {
  return new ApiError(what, {
    kind: operation.effect === 'read' ? 'malformed' : 'ambiguous',
    vendor: 'shopify',
    operation: operation.operation,
  })
}

/** Shopify's sentence without the texts that we sent; ids and our own words stay. */
export function redactTexts(sentence: string, variables: Variables): string {
  return redactRequestTexts(
    sentence,
    variables,
    (key, text) => OPAQUE_KEYS.has(key) || text.startsWith('gid://'),
  )
}

/** How long the bucket needs to hold what the refused call asks for. */
function restoreTimeMs({ extensions }: WireReply): number | undefined {
  const cost = extensions?.cost
  if (cost === undefined || cost === null) return undefined
  const { currentlyAvailable, restoreRate } = cost.throttleStatus
  const lacking = Math.max(1, cost.requestedQueryCost - currentlyAvailable)
  return restoreRate > 0 ? Math.ceil((lacking / restoreRate) * 1000) : undefined
}
