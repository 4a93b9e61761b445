import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { readNodes, WireNodesSchema } from './nodes.ts'
import { shopifyOperation } from './operation.ts'
import { toEndCursor } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { wireConnection, WireIdSchema } from './wire.ts'

/** What is stocked, and the variant it is sold as. */
export interface ShopItem {
  readonly inventoryItemId: string
  readonly variantId: string
  /** Trimmed; empty where it has none. */
  readonly sku: string
  /** Where it is false, its quantities mean nothing. */
  readonly tracked: boolean
  /** A bundle: its components are stocked, and its own quantity cannot be written. */
  readonly isBundle: boolean
  readonly productStatus: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'
  /** Of the product and the variant. */
  readonly title: string
}

const VARIANT = 'id sku displayName requiresComponents product { status }'

const WireVariantSchema = z.object({
  id: WireIdSchema,
  sku: z.string().nullable(),
  displayName: z.string(),
  requiresComponents: z.boolean(),
  product: z.object({ status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED']) }),
})

const WireItemSchema = z.object({ id: WireIdSchema, tracked: z.boolean() })

const WireItemVariantsSchema = WireItemSchema.extend({
  variants: z.object({ nodes: z.array(WireVariantSchema) }).nullable(),
})

/** 50,000 variants are 200 pages: 7,000 points. */
export const itemsQuery = shopifyOperation({
  operation: 'productVariants',
  effect: 'read',
  document: `query Items($after: String) {
    productVariants(first: 250, sortKey: ID, after: $after) {
      nodes { ${VARIANT} inventoryItem { id tracked } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  requestedCost: 35,
  schema: z.object({
    productVariants: wireConnection(WireVariantSchema.extend({ inventoryItem: WireItemSchema })),
  }),
})

/** Several variants may share an item (the schema's `InventoryItem.variants`), though hardly 250. */
export const itemsByIdQuery = shopifyOperation({
  operation: 'nodes',
  effect: 'read',
  document: `query ItemsById($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on InventoryItem { id tracked variants(first: 250) { nodes { ${VARIANT} } } }
    }
  }`,
  requestedCost: 25,
  schema: WireNodesSchema,
})

/** What the shop stocks. Of variants that share an item, one that is on sale stands for them. */
export function createInventoryItems(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** The items of 250 variants, by the variants' ids. Without `endCursor` it was the last page. */
    listItems: async (input: {
      readonly after?: string
    }): Promise<{ readonly items: readonly ShopItem[]; readonly endCursor?: string }> => {
      const { after } = input
      const { productVariants } = await transport.execute(itemsQuery, {
        ...(after !== undefined && { after }),
      })
      const { nodes } = productVariants
      return {
        items: oneOfEach(nodes.map((node) => toShopItem(node.inventoryItem, node))),
        ...toEndCursor(productVariants),
      }
    },

    /** Those that exist and are a variant's; one that cannot be read or understood is left out. */
    findItems: async (inventoryItemIds: readonly string[]): Promise<readonly ShopItem[]> => {
      const found = await readNodes(transport, itemsByIdQuery, {
        type: 'InventoryItem',
        ids: inventoryItemIds,
        schema: WireItemVariantsSchema,
      })
      const items = [...found.values()].flatMap((item) => {
        if (item instanceof ApiError) return []
        return (item.variants?.nodes ?? []).map((variant) => toShopItem(item, variant))
      })
      return oneOfEach(items)
    },
  }
}

function toShopItem(
  item: z.infer<typeof WireItemSchema>,
  variant: z.infer<typeof WireVariantSchema>,
): ShopItem {
  return {
    inventoryItemId: item.id,
    variantId: variant.id,
    sku: variant.sku?.trim() ?? '',
    tracked: item.tracked,
    isBundle: variant.requiresComponents,
    productStatus: variant.product.status,
    title: variant.displayName,
  }
}

function oneOfEach(items: readonly ShopItem[]): readonly ShopItem[] {
  const chosen = new Map<string, ShopItem>()
  for (const item of items) {
    const before = chosen.get(item.inventoryItemId)
    if (before === undefined || (!isOnSale(before) && isOnSale(item))) {
      chosen.set(item.inventoryItemId, item)
    }
  }
  return [...chosen.values()]
}

function isOnSale({ productStatus }: ShopItem): boolean {
  return productStatus === 'ACTIVE' || productStatus === 'UNLISTED'
}
