import { createHttpClient, type HttpAnswer } from '../lib/http.ts'
import { createAccessToken, type AccessToken, type ShopifyCredentials } from './access-token.ts'
import {
  malformed,
  replyFailure,
  statusFailure,
  WireReplySchema,
  type WireReply,
} from './answer.ts'
import type { ShopifyOperation } from './operation.ts'

const SHOPIFY_API_VERSION = '2026-10'

/** What a reply says of the points: one's own cost and the bucket after it. */
export interface ShopifyCostReport {
  readonly operation: string
  /** What was reserved for it. */
  readonly reservedCost: number
  readonly requestedCost: number
  /** Absent where the call was refused. */
  readonly actualCost?: number
  readonly throttled: boolean
  readonly maximumAvailable: number
  readonly currentlyAvailable: number
  /** Points a second. */
  readonly restoreRate: number
}

export interface ShopifyBudget {
  /** Resolves when the call may go; it may throw an ApiError `throttled` instead. */
  reserve(request: { readonly operation: string; readonly cost: number }): Promise<void>
  /** A failure of it is ignored: what the call did stands, and the next reply corrects the sum. */
  settle?(report: ShopifyCostReport): Promise<void> | void
}

export type ShopifyTransportConfig = ShopifyCredentials & {
  /** The shop's handle. */
  readonly shop: string
  /** `https://{shop}.myshopify.com` unless told. */
  readonly apiUrl?: string
  readonly budget?: ShopifyBudget
  readonly timeoutMs?: number
  readonly clock?: () => number
}

export interface ShopifyTransport {
  readonly shop: string
  /**
   * Sends once, and once more if the token was refused and could be renewed. `atDeparture` runs just
   * before each request leaves, after all waiting. Throws ApiError, and what that function throws.
   */
  execute<Data>(
    operation: ShopifyOperation<Data>,
    variables: Readonly<Record<string, unknown>>,
    atDeparture?: () => Promise<void>,
  ): Promise<Data>
  close(): void
}

/** Speaks Admin GraphQL to one shop; never waits and never retries. */
export function createShopifyTransport(config: ShopifyTransportConfig): ShopifyTransport {
  const { shop, budget, timeoutMs = 30_000, clock = Date.now } = config
  const apiUrl = (config.apiUrl ?? `https://${shop}.myshopify.com`).replace(/\/+$/, '')
  const http = createHttpClient({ vendor: 'shopify', timeoutMs, clock })
  const accessToken = createAccessToken({ http, apiUrl, credentials: config, clock })
  /** What Shopify charged for a document where that was more than we thought. */
  const charged = new Map<string, number>()

  const send = async (
    operation: ShopifyOperation<unknown>,
    variables: Readonly<Record<string, unknown>>,
    token: AccessToken,
    atDeparture: () => Promise<void>,
  ): Promise<HttpAnswer & { readonly reservedCost: number }> => {
    const reservedCost = charged.get(operation.document) ?? operation.requestedCost
    await budget?.reserve({ operation: operation.operation, cost: reservedCost })
    await atDeparture()
    const answer = await http.send({
      operation: operation.operation,
      effect: operation.effect,
      method: 'POST',
      url: `${apiUrl}/admin/api/${SHOPIFY_API_VERSION}/graphql.json`,
      headers: { 'X-Shopify-Access-Token': token.value, Accept: 'application/json' },
      body: { json: { query: operation.document, variables } },
    })
    return { ...answer, reservedCost }
  }

  return {
    shop,
    execute: async (operation, variables, atDeparture = async () => undefined) => {
      const token = await accessToken.current()
      let answer = await send(operation, variables, token, atDeparture)
      if (answer.status === 401) {
        // A 401 is refused before anything happens, so even a write may be sent again.
        const renewed = await accessToken.replace(token)
        if (renewed !== token) answer = await send(operation, variables, renewed, atDeparture)
      }
      const failure = statusFailure(operation, answer)
      if (failure !== undefined) throw failure
      const reply = parseReply(answer.text)
      if (reply === undefined) throw malformed(operation, 'the answer is not a GraphQL reply')
      const cost = reply.extensions?.cost?.requestedQueryCost ?? 0
      if (cost > (charged.get(operation.document) ?? operation.requestedCost)) {
        charged.set(operation.document, cost)
      }
      await settle(budget, operation, { ...reply, reservedCost: answer.reservedCost })
      const refusal = replyFailure(operation, reply, variables)
      if (refusal !== undefined) throw refusal
      const data = operation.schema.safeParse(reply.data)
      if (data.success) return data.data
      const where = data.error.issues.map((issue) => issue.path.join('.')).slice(0, 3)
      throw malformed(operation, `the answer differs from the API at ${where.join(', ')}`)
    },
    close: () => http.close(),
  }
}

function parseReply(text: string): WireReply | undefined {
  try {
    return WireReplySchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function settle(
  budget: ShopifyBudget | undefined,
  operation: ShopifyOperation<unknown>,
  reply: WireReply & { readonly reservedCost: number },
): Promise<void> {
  const cost = reply.extensions?.cost
  if (budget?.settle === undefined || cost === undefined || cost === null) return
  const throttled = reply.errors?.[0]?.extensions?.code === 'THROTTLED'
  try {
    await budget.settle({
      operation: operation.operation,
      reservedCost: reply.reservedCost,
      requestedCost: cost.requestedQueryCost,
      ...(typeof cost.actualQueryCost === 'number' && { actualCost: cost.actualQueryCost }),
      throttled,
      ...cost.throttleStatus,
    })
  } catch {
    // A write that went through must not look failed because the books could not be kept.
  }
}
