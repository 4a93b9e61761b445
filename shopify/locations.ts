import { z } from 'zod'
import { shopifyOperation } from './operation.ts'
import { readAll } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { wireConnection, WireIdSchema } from './wire.ts'

export interface ShopifyLocation {
  readonly locationId: string
  readonly name: string
  readonly active: boolean
}

/** Without the legacy locations of fulfilment services (the schema's `includeLegacy`). */
export const locationsQuery = shopifyOperation({
  operation: 'locations',
  effect: 'read',
  document: `query Locations($after: String) {
    locations(first: 100, after: $after) {
      nodes { id name isActive }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  requestedCost: 11,
  schema: z.object({
    locations: wireConnection(
      z.object({ id: WireIdSchema, name: z.string(), isActive: z.boolean() }),
    ),
  }),
})

export function createLocations(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    listLocations: async (): Promise<readonly ShopifyLocation[]> => {
      const first = await transport.execute(locationsQuery, {})
      const nodes = await readAll(first.locations, async (after) => {
        const page = await transport.execute(locationsQuery, { after })
        return page.locations
      })
      return nodes.map(({ id, name, isActive }) => ({ locationId: id, name, active: isActive }))
    },
  }
}
