import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { createRenewable, type Renewable } from '../lib/renewable.ts'
import { parseAnswer, type Send } from './answer.ts'

/** What an installed application signs in with; all three are UUIDs. */
export interface LinnworksCredentials {
  readonly applicationId: string
  readonly applicationSecret: string
  /** The permanent token that installing the application gave. */
  readonly token: string
}

export interface Session {
  readonly token: string
  /** The cluster that serves this account, without a slash at its end. */
  readonly server: string
}

/**
 * Auth/AuthorizeByApplication. Its other fields (TTL is null on live accounts, a database password
 * is among them) are neither trusted nor kept.
 */
export const WireSessionSchema = z.object({
  Token: z.string().min(1),
  Server: z.string(),
  Status: z.object({ State: z.string().nullish() }).nullish(),
})

const AUTHORIZE = {
  operation: 'AuthorizeByApplication',
  path: '/api/Auth/AuthorizeByApplication',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireSessionSchema,
} as const

const SHUT_STATES = ['MAINTENANCE', 'LOCKED_BASIC', 'LOCKED_FULL']

/** One session for all calls; it dies after some twenty idle minutes (Linnworks docs: API key). */
export function createSession(
  send: Send,
  authUrl: string,
  credentials: LinnworksCredentials,
): Renewable<Session> {
  return createRenewable(async () => {
    const answer = await send(AUTHORIZE, authUrl, {
      ApplicationId: credentials.applicationId,
      ApplicationSecret: credentials.applicationSecret,
      Token: credentials.token,
    })
    if (answer.status === 400 || answer.status === 401) {
      throw refusal('unauthorized', 'the application or its token was refused')
    }
    const session = parseAnswer(AUTHORIZE, answer, undefined)
    const state = session.Status?.State
    if (state && SHUT_STATES.includes(state)) {
      throw refusal('unavailable', `the account is shut: ${state}`)
    }
    return { token: session.Token, server: acceptServer(session.Server, authUrl) }
  })
}

/**
 * The cluster's address, if the session token may be sent there: https on linnworks.net, or this
 * machine when the sign-in itself was on this machine.
 */
function acceptServer(server: string, authUrl: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined
  const vendors =
    url?.protocol === 'https:' &&
    (url.hostname === 'linnworks.net' || url.hostname.endsWith('.linnworks.net'))
  const ours = url !== undefined && isLoopback(url) && isLoopback(new URL(authUrl))
  if (!vendors && !ours) throw refusal('malformed', 'the session names a foreign server')
  return server.replace(/\/+$/, '')
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function refusal(kind: ApiError['details']['kind'], message: string): ApiError {
  return new ApiError(message, { kind, vendor: 'linnworks', operation: AUTHORIZE.operation })
}
