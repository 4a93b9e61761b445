import http from 'node:http'
import https from 'node:https'
import axios, { isAxiosError } from 'axios'
import { ApiError, type ApiErrorDetails } from './api-error.ts'

export interface HttpRequest {
  /** The vendor's name of the operation, for errors. */
  readonly operation: string
  /** Whether it may change anything at the vendor: decides what an unanswered request means. */
  readonly effect: 'read' | 'write'
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: { readonly json: unknown } | { readonly form: Readonly<Record<string, string>> }
}

export interface HttpAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfterMs?: number
}

export interface HttpClient {
  /**
   * Sends once and returns whatever answer came, of any status. No answer is an `ApiError`:
   * `unavailable` if the request never left; else `unavailable` for a read and `ambiguous` for a
   * write, which the vendor may have carried out.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Closes the idle connections. */
  close(): void
}

export interface HttpOptions {
  readonly vendor: ApiErrorDetails['vendor']
  /** From the first byte sent to the last received, whatever trickles in between. */
  readonly timeoutMs: number
  readonly maxAnswerBytes?: number
  readonly clock?: () => number
}

/** HTTP with a deadline, kept-alive connections and a size limit; it follows no redirect. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const { vendor, timeoutMs, maxAnswerBytes = 32 * 1024 * 1024, clock = Date.now } = options
  const agents = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  }
  return {
    send: async (request) => {
      const wire = watchedTransport(request.url)
      try {
        const answer = await axios.request<string>({
          ...agents,
          method: request.method,
          url: request.url,
          params: request.query,
          ...encodeBody(request),
          transport: wire.transport,
          signal: AbortSignal.timeout(timeoutMs),
          maxContentLength: maxAnswerBytes,
          maxRedirects: 0,
          proxy: false,
          responseType: 'text',
          transformResponse: (text: string) => text,
          validateStatus: () => true,
        })
        const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], clock())
        return {
          status: answer.status,
          text: answer.data,
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        }
      } catch (error) {
        throw failure({ vendor, request, timeoutMs, error, connected: wire.connected() })
      }
    },
    close: () => {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

/** What a write or a read that the vendor did not serve has come to. */
export function unservedKind(effect: HttpRequest['effect']): 'unavailable' | 'ambiguous' {
  return effect === 'read' ? 'unavailable' : 'ambiguous'
}

/** A Retry-After header, in seconds or as a date, in milliseconds from `nowMs`. */
export function parseRetryAfter(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string' || header === '') return undefined
  const seconds = Number(header)
  const waitMs = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1000
  return Number.isFinite(waitMs) ? Math.max(0, Math.ceil(waitMs)) : undefined
}

function encodeBody({ headers, body }: HttpRequest) {
  if (body === undefined) return { headers: { ...headers } }
  const json = 'json' in body
  return {
    data: json ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString(),
    headers: {
      ...headers,
      'Content-Type': json ? 'application/json' : 'application/x-www-form-urlencoded',
    },
  }
}

/**
 * Node's own transport, watched for the moment a connection stands. Until then nothing can have
 * reached the vendor, which no error code tells as surely: a timeout may fall on either side.
 */
function watchedTransport(url: string) {
  const secure = url.startsWith('https:')
  let connected = false
  const transport = {
    request: (
      options: https.RequestOptions,
      onAnswer: (answer: http.IncomingMessage) => void,
    ): http.ClientRequest => {
      const request = (secure ? https : http).request(options, onAnswer)
      request.once('socket', (socket) => {
        // A kept-alive socket is handed out again and again: it must not gather listeners.
        if (request.reusedSocket || !socket.connecting) connected = true
        else {
          socket.once(secure ? 'secureConnect' : 'connect', () => {
            connected = true
          })
        }
      })
      return request
    },
  }
  return { transport, connected: () => connected }
}

/** Only the error's code is read: its text, request and cause may hold secrets. */
function failure(input: {
  readonly vendor: ApiErrorDetails['vendor']
  readonly request: HttpRequest
  readonly timeoutMs: number
  readonly error: unknown
  readonly connected: boolean
}): ApiError {
  const { vendor, request, error, connected } = input
  const code = isAxiosError(error) || isNodeError(error) ? (error.code ?? 'UNKNOWN') : 'UNKNOWN'
  const details = { vendor, operation: request.operation, code }
  if (code.startsWith('ERR_INVALID_')) {
    return new ApiError(`the request could not be made (${code})`, { kind: 'rejected', ...details })
  }
  const what =
    code === 'ERR_CANCELED'
      ? `no complete answer within ${input.timeoutMs} ms`
      : code === 'ERR_BAD_RESPONSE'
        ? 'the answer was cut short or too large'
        : `the connection failed (${code})`
  if (!connected) {
    return new ApiError(`${what}; nothing was sent`, { kind: 'unavailable', ...details })
  }
  return new ApiError(what, { kind: unservedKind(request.effect), ...details })
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}
