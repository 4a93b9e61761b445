import { z } from 'zod'
import { shopifyOperation } from './operation.ts'
import type { ShopifyTransport } from './transport.ts'

/** The access scopes that Waybill needs, and what each is for. */
export const REQUIRED_SCOPES = [
  { scope: 'read_orders', why: 'to read orders and be told of their changes' },
  { scope: 'write_orders', why: 'to cancel an order' },
  {
    scope: 'read_merchant_managed_fulfillment_orders',
    why: 'to see what remains to be fulfilled, and where',
  },
  {
    scope: 'write_merchant_managed_fulfillment_orders',
    why: 'to post dispatches and tracking back',
  },
  { scope: 'read_locations', why: 'to link locations to Linnworks' },
  { scope: 'read_products', why: 'to tell which variants share a SKU' },
  { scope: 'read_inventory', why: 'to read stock levels and be told of their changes' },
  { scope: 'write_inventory', why: 'to set stock levels' },
] as const

export const grantedScopesQuery = shopifyOperation({
  operation: 'currentAppInstallation',
  effect: 'read',
  document: `query GrantedScopes { currentAppInstallation { accessScopes { handle } } }`,
  requestedCost: 2,
  schema: z.object({
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  }),
})

export function createPreflight(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    readGrantedScopes: async (): Promise<readonly string[]> => {
      const { currentAppInstallation } = await transport.execute(grantedScopesQuery, {})
      return currentAppInstallation.accessScopes.map(({ handle }) => handle)
    },
  }
}

/** The required scopes that were not granted; `write_x` grants `read_x` (Shopify docs: scopes). */
export function missingScopes(granted: readonly string[]): (typeof REQUIRED_SCOPES)[number][] {
  const held = new Set(granted)
  return REQUIRED_SCOPES.filter(
    ({ scope }) => !held.has(scope) && !held.has(scope.replace(/^read_/, 'write_')),
  )
}
