import { z } from 'zod'
import { patiently } from './patience.ts'
import { ask, type AuditedShop } from './shopify-caller.ts'
import { idOf } from './shopify-truth.ts'
import { listOf } from './shopify-wire.ts'

/** What a shop offers of an item at a location. Ids are the numbers at the end of Shopify's. */
export interface OfferedLevel {
  readonly shop: string
  readonly sku: string
  readonly inventoryItemId: string
  readonly locationId: string
  /** One that is not sells nothing, whatever it holds. */
  readonly isActive: boolean
  readonly available: number
  readonly committed: number
  /** Neither on offer nor sold: damaged, reserved, kept for safety or for a check of quality. */
  readonly aside: number
}

export interface ShopStock {
  readonly shop: string
  /**
   * The levels that can sell anything at all, once they are active: of tracked items of published
   * products, no bundles, at one of the locations asked for.
   */
  readonly levels: readonly OfferedLevel[]
  /** Of all of its inventory items, without white space around them. */
  readonly skus: ReadonlyMap<string, string>
}

/**
 * What a shop offers at some of its locations: the catalogue by the API, the levels by the twin's
 * back door, because through the API they would cost points that others then lack.
 */
export async function readShopStock(
  shop: AuditedShop,
  locationIds: readonly string[],
): Promise<ShopStock> {
  const { skus, sold } = await readCatalogue(shop)
  const levels = (await patiently(() => readLevels(shop))).filter(
    ({ inventoryItemId, locationId }) =>
      sold.has(inventoryItemId) && locationIds.includes(locationId),
  )
  return {
    shop: shop.shop,
    levels: levels.map(({ onHand, ...level }) => ({
      ...level,
      shop: shop.shop,
      sku: skus.get(level.inventoryItemId) ?? '',
      aside: onHand - level.available - level.committed,
    })),
    skus,
  }
}

async function readCatalogue(shop: AuditedShop) {
  const skus = new Map<string, string>()
  const sold = new Set<string>()
  for (let after: string | null | undefined = null; ;) {
    const { productVariants }: z.infer<typeof VariantsSchema> = await ask(
      shop,
      `query AuditVariants($after: String) {
        productVariants(first: 250, after: $after) {
          nodes {
            sku requiresComponents product { status } inventoryItem { id tracked }
          }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      { after },
      VariantsSchema,
    )
    for (const { sku, requiresComponents, product, inventoryItem } of productVariants.nodes) {
      const inventoryItemId = idOf(inventoryItem.id)
      const isPublished = product.status === 'ACTIVE' || product.status === 'UNLISTED'
      skus.set(inventoryItemId, sku?.trim() ?? '')
      if (isPublished && !requiresComponents && inventoryItem.tracked) sold.add(inventoryItemId)
    }
    if (!productVariants.pageInfo.hasNextPage) return { skus, sold }
    after = productVariants.pageInfo.endCursor
  }
}

async function readLevels({ shop, apiUrl }: AuditedShop) {
  const response = await fetch(new URL(`/_sandbox/${shop}/levels`, apiUrl))
  if (!response.ok) throw new Error(`the Shopify twin did not answer: HTTP ${response.status}`)
  return LevelsSchema.parse(await response.json())
}

const LevelsSchema = z.array(
  z.object({
    inventoryItemId: z.string(),
    locationId: z.string(),
    isActive: z.boolean(),
    available: z.number(),
    onHand: z.number(),
    committed: z.number(),
  }),
)

const VariantsSchema = z.object({
  productVariants: listOf(
    z.object({
      sku: z.string().nullable(),
      requiresComponents: z.boolean(),
      product: z.object({ status: z.string() }),
      inventoryItem: z.object({ id: z.string(), tracked: z.boolean() }),
    }),
  ),
})
