import { z } from 'zod'
import { shopifyOperation } from './operation.ts'
import { readAll } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { wireConnection, WireIdSchema } from './wire.ts'

export interface ShopifyVariant {
  readonly variantId: string
  readonly sku: string
  readonly title: string
  /** A bundle: its components are what is stocked and shipped. */
  readonly isBundle: boolean
}

export const variantsQuery = shopifyOperation({
  operation: 'productVariants',
  effect: 'read',
  document: `query Variants($query: String!, $after: String) {
    productVariants(query: $query, first: 20, after: $after) {
      nodes { id sku displayName requiresComponents }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  requestedCost: 7,
  schema: z.object({
    productVariants: wireConnection(
      z.object({
        id: WireIdSchema,
        sku: z.string().nullable(),
        displayName: z.string(),
        requiresComponents: z.boolean(),
      }),
    ),
  }),
})

export function createVariants(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /**
     * Every variant with exactly this SKU after trimming. Several may share one, and Shopify's
     * own search is looser than equality.
     */
    listVariantsBySku: async (sku: string): Promise<readonly ShopifyVariant[]> => {
      const wanted = sku.trim()
      const query = `sku:'${wanted.replaceAll(/['\\]/g, String.raw`\$&`)}'`
      const first = await transport.execute(variantsQuery, { query })
      const nodes = await readAll(first.productVariants, async (after) => {
        const page = await transport.execute(variantsQuery, { query, after })
        return page.productVariants
      })
      return nodes
        .filter((node) => node.sku?.trim() === wanted)
        .map((node) => ({
          variantId: node.id,
          sku: wanted,
          title: node.displayName,
          isBundle: node.requiresComponents,
        }))
    },
  }
}
