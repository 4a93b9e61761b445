import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import type { LinnworksState } from './state.ts'

const MINUTE_MS = 60_000

/**
 * `AuthorizeByApplication`: a session token, and the address of the cluster that honours it.
 * `TTL` is null, as observed; the words of a refusal are not documented.
 */
export function authOperations(state: LinnworksState, clusterUrl: () => string): Operation[] {
  const { account } = state
  return [
    operation({
      path: '/api/Auth/AuthorizeByApplication',
      perMinute: 150,
      bound: true,
      input: z.object({
        ApplicationId: GuidSchema,
        ApplicationSecret: GuidSchema,
        Token: GuidSchema,
      }),
      run: ({ ApplicationId, ApplicationSecret, Token }) => {
        const known =
          ApplicationId === account.applicationId.toLowerCase() &&
          ApplicationSecret === account.applicationSecret.toLowerCase() &&
          Token === account.token.toLowerCase()
        if (!known) throw new Refusal('Application or token is not recognised.', 401)
        const token = randomUUID()
        state.transaction(() => state.sessions.put(token, { token, usedAtMs: state.clock() }))
        return answer(toSession(state, { token, server: clusterUrl() }))
      },
    }),
  ]
}

/**
 * Whether `authorization` is the raw token of a session that was used within the idle limit.
 * Asking is a use.
 */
export function checkSession(
  state: LinnworksState,
  authorization: string | undefined,
): 'alive' | 'dead' {
  const session = authorization === undefined ? undefined : state.sessions.get(authorization)
  if (session === undefined) return 'dead'
  const idleMs = state.clock() - session.usedAtMs
  if (idleMs > state.account.switches.idleMinutes * MINUTE_MS) {
    state.sessions.delete(session.token)
    return 'dead'
  }
  if (idleMs > 0) state.sessions.put(session.token, { ...session, usedAtMs: state.clock() })
  return 'alive'
}

/** The session object also carries a database password: a client must not log it. */
function toSession(state: LinnworksState, session: { token: string; server: string }) {
  return {
    Id: randomUUID(),
    EntityId: randomUUID(),
    DatabaseName: 'sandbox',
    DatabaseServer: 'sandbox',
    PrivateDatabaseServer: null,
    DatabaseUser: 'sandbox',
    DatabasePassword: 'sandbox-database-password',
    AppName: 'Waybill sandbox',
    sid_registration: randomUUID(),
    UserName: 'sandbox',
    Md5Hash: 'sandbox-md5-hash',
    Locality: state.account.locality,
    SuperAdmin: false,
    TTL: null,
    Token: session.token,
    AccessToken: null,
    GroupName: '',
    Device: '',
    DeviceType: '',
    UserType: 'Application',
    Status: { State: 'AVAILABLE', Reason: '', Parameters: {} },
    UserId: randomUUID(),
    Properties: {},
    Email: 'sandbox@example.test',
    Server: session.server,
    PushServer: session.server,
  }
}
