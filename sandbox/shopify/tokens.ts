import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ShopSetup } from './setup.ts'
import type { World } from './world.ts'

const GrantSchema = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
})

export type TokenAnswer =
  | { readonly status: 200; readonly body: Readonly<Record<string, unknown>> }
  | { readonly status: 400; readonly body: Readonly<Record<string, string>> }

/** The client credentials grant: no refresh token, ask again. Source: Shopify docs. */
export function grantToken(
  world: World,
  setup: ShopSetup,
  body: unknown,
  lifetimeMs: number,
): TokenAnswer {
  const grant = GrantSchema.safeParse(body)
  if (!grant.success) {
    const error_description = 'The request is missing a parameter or has an invalid one'
    return { status: 400, body: { error: 'invalid_request', error_description } }
  }
  const { client_id, client_secret } = grant.data
  if (client_id !== setup.clientId || client_secret !== setup.clientSecret) {
    const error_description = 'Client authentication failed'
    return { status: 400, body: { error: 'invalid_client', error_description } }
  }
  const count = world.store.nextNumber(`token:${setup.shop}`, 1)
  const digest = createHmac('sha256', setup.clientSecret).update(String(count)).digest('hex')
  const id = `shpat_${digest.slice(0, 32)}`
  world.tokens.put(id, { id, shop: setup.shop, expiresAt: world.now() + lifetimeMs })
  const expires_in = Math.max(0, Math.floor(lifetimeMs / 1000) - 1)
  return { status: 200, body: { access_token: id, scope: setup.scopes.join(','), expires_in } }
}

/** Whether a token is the shop's own lasting one, or one that was granted and still lives. */
export function isValidToken(world: World, setup: ShopSetup, token: string | undefined): boolean {
  if (token === undefined) return false
  if (token === setup.accessToken) return true
  const granted = world.tokens.get(token)
  return granted?.shop === setup.shop && granted.expiresAt > world.now()
}
