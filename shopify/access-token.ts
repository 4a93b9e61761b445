import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import type { HttpClient } from '../lib/http.ts'
import { createRenewable, type Renewable } from '../lib/renewable.ts'
import { malformed, statusFailure } from './answer.ts'

/** An admin-created app has a token for good; any other asks for one with its credentials. */
export type ShopifyCredentials =
  { readonly accessToken: string } | { readonly clientId: string; readonly clientSecret: string }

export interface AccessToken {
  readonly value: string
  readonly renewAtMs: number
}

/** The client credentials grant (Shopify docs: client credentials grant); `expires_in` is seconds. */
export const WireTokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
})

const OPERATION = { operation: 'accessToken', effect: 'read' } as const
const DEFAULT_LIFE_SECONDS = 24 * 60 * 60
const LONGEST_MARGIN_MS = 10 * 60 * 1000

/** A granted token is renewed before it expires; a token given for good never is. */
export function createAccessToken(input: {
  readonly http: Pick<HttpClient, 'send'>
  readonly apiUrl: string
  readonly credentials: ShopifyCredentials
  readonly clock: () => number
}): Renewable<AccessToken> {
  const { http, apiUrl, credentials, clock } = input
  if ('accessToken' in credentials) {
    const token = { value: credentials.accessToken, renewAtMs: Number.POSITIVE_INFINITY }
    return { current: async () => token, replace: async () => token }
  }
  return createRenewable(
    async () => {
      const askedAtMs = clock()
      const answer = await http.send({
        ...OPERATION,
        method: 'POST',
        url: `${apiUrl}/admin/oauth/access_token`,
        headers: { Accept: 'application/json' },
        body: {
          form: {
            grant_type: 'client_credentials',
            client_id: credentials.clientId,
            client_secret: credentials.clientSecret,
          },
        },
      })
      if (answer.status === 400 || answer.status === 401) {
        throw new ApiError('the client id and secret were refused', {
          kind: 'unauthorized',
          vendor: 'shopify',
          status: answer.status,
          operation: OPERATION.operation,
        })
      }
      const failure = statusFailure(OPERATION, answer)
      if (failure !== undefined) throw failure
      const granted = parseGrant(answer.text)
      if (granted === undefined) throw malformed(OPERATION, 'the token answer is not understood')
      const lifeMs = (granted.expires_in ?? DEFAULT_LIFE_SECONDS) * 1000
      const marginMs = Math.min(LONGEST_MARGIN_MS, lifeMs / 10)
      return { value: granted.access_token, renewAtMs: askedAtMs + lifeMs - marginMs }
    },
    (token) => clock() < token.renewAtMs,
  )
}

function parseGrant(text: string) {
  try {
    return WireTokenSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
