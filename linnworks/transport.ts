import { createHttpClient, type HttpAnswer } from '../lib/http.ts'
import {
  parseAnswer,
  quotaFailure,
  type LinnworksOperation,
  type Parameters,
  type Send,
} from './answer.ts'
import { createSession, type LinnworksCredentials, type Session } from './session.ts'

export interface LinnworksBudget {
  /** Resolves when the call may go; it may throw an ApiError `throttled` instead. Cost is 1. */
  reserve(request: { readonly operation: string; readonly cost: number }): Promise<void>
}

export type LinnworksTransportConfig = LinnworksCredentials & {
  /** Where to sign in; `https://api.linnworks.net` unless told. */
  readonly authUrl?: string
  readonly budget?: LinnworksBudget
  readonly timeoutMs?: number
  readonly clock?: () => number
}

export interface LinnworksTransport {
  /**
   * Sends once, and once more after a renewed sign-in if the session was dead or the cluster the
   * wrong one: neither can have done anything. Parameters given as a function are asked for when
   * each request departs, after all waiting. Throws ApiError, and what that function throws.
   */
  call<Answer>(
    operation: LinnworksOperation<Answer>,
    parameters: Parameters | (() => Promise<Parameters>),
  ): Promise<Answer>
  close(): void
}

/** Speaks to one Linnworks account; never waits and never retries. */
export function createLinnworksTransport(config: LinnworksTransportConfig): LinnworksTransport {
  const { budget, timeoutMs = 30_000, clock = Date.now } = config
  const authUrl = (config.authUrl ?? 'https://api.linnworks.net').replace(/\/+$/, '')
  const http = createHttpClient({ vendor: 'linnworks', timeoutMs, clock })

  const send: Send = async (operation, server, parameters, token) => {
    await budget?.reserve({ operation: operation.operation, cost: 1 })
    const content = typeof parameters === 'function' ? await parameters() : parameters
    const answer = await http.send({
      operation: operation.operation,
      effect: operation.effect,
      method: operation.method,
      url: `${server}${operation.path}`,
      headers: { Accept: 'application/json', ...(token !== undefined && { Authorization: token }) },
      ...encode(operation, content),
    })
    const refused = quotaFailure(operation, answer)
    if (refused !== undefined) throw refused
    return answer
  }

  const session = createSession(send, authUrl, config)

  return {
    call: async (operation, parameters) => {
      let last: Parameters | undefined
      const atDeparture = async () => {
        last = typeof parameters === 'function' ? await parameters() : parameters
        return last
      }
      const attempt = ({ server, token }: Session): Promise<HttpAnswer> =>
        send(operation, server, atDeparture, token)
      const held = await session.current()
      let answer = await attempt(held)
      if (answer.status === 401 || answer.status === 404) {
        answer = await attempt(await session.replace(held))
      }
      return parseAnswer(operation, answer, last)
    },
    close: () => http.close(),
  }
}

function encode({ body }: LinnworksOperation<unknown>, parameters: Parameters) {
  if (body === 'json') return { body: { json: parameters } }
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    body === 'query' ? String(value) : JSON.stringify(value),
  ])
  return body === 'form'
    ? { body: { form: Object.fromEntries(texts) } }
    : { query: Object.fromEntries(texts) }
}
