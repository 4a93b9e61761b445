import { z } from 'zod'
import type { ApiError } from '../lib/api-error.ts'
import { mapEach, mostOf, readNodes, WireNodesSchema } from './nodes.ts'
import { shopifyOperation } from './operation.ts'
import { readAll, toEndCursor } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, wireConnection, WireIdSchema } from './wire.ts'

/** One inventory item at one location, its numbers from one answer. */
export interface ShopLevel {
  readonly inventoryItemId: string
  readonly locationId: string
  /** All that is there: what can be sold, what is committed, and what is set aside. */
  readonly onHand: number
  /** Units of open orders. */
  readonly committed: number
  /** Where it is false, numbers can be written and nothing is sold (Shopify docs: changelog). */
  readonly isActive: boolean
}

/** A level's own id names its item, so that the item need not be asked for, which costs points. */
const LEVEL = 'id isActive quantities(names: ["on_hand", "committed"]) { name quantity }'
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'
const LEVEL_OF_ITEM = `nodes { ${LEVEL} location { id } } ${PAGE_INFO}`

const WireLevelSchema = z.object({
  id: z.string().transform((gid, context) => {
    const inventoryItemId = /[?&]inventory_item_id=(\d+)(?:&|$)/.exec(gid)?.[1]
    if (inventoryItemId !== undefined) return inventoryItemId
    context.addIssue('the id of a level names no inventory item')
    return z.NEVER
  }),
  isActive: z.boolean(),
  quantities: z
    .array(z.object({ name: z.string(), quantity: z.int() }))
    .transform((quantities, context) => {
      const [onHand, committed] = ['on_hand', 'committed'].map(
        (wanted) => quantities.find(({ name }) => name === wanted)?.quantity,
      )
      if (onHand !== undefined && committed !== undefined) return { onHand, committed }
      context.addIssue('on_hand or committed is missing')
      return z.NEVER
    }),
})

const WireLevelsOfItemSchema = wireConnection(
  WireLevelSchema.extend({ location: z.object({ id: WireIdSchema }) }),
)

const WireItemLevelsSchema = z.object({ id: WireIdSchema, inventoryLevels: WireLevelsOfItemSchema })

export const locationLevelsQuery = shopifyOperation({
  operation: 'location',
  effect: 'read',
  document: `query LocationLevels($id: ID!, $after: String) {
    location(id: $id) {
      inventoryLevels(first: 250, includeInactive: true, after: $after) {
        nodes { ${LEVEL} } ${PAGE_INFO}
      }
    }
  }`,
  requestedCost: 25,
  schema: z.object({
    location: z.object({ inventoryLevels: wireConnection(WireLevelSchema) }).nullable(),
  }),
})

/** Pages of 12 are charged as pages of 8 are. */
export const itemLevelsQuery = shopifyOperation({
  operation: 'nodes',
  effect: 'read',
  document: `query ItemLevels($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on InventoryItem {
        id inventoryLevels(first: 12, includeInactive: true) { ${LEVEL_OF_ITEM} }
      }
    }
  }`,
  requestedCost: 15,
  schema: WireNodesSchema,
})

export const moreItemLevelsQuery = shopifyOperation({
  operation: 'inventoryItem',
  effect: 'read',
  document: `query MoreItemLevels($id: ID!, $after: String!) {
    inventoryItem(id: $id) {
      inventoryLevels(first: 250, includeInactive: true, after: $after) { ${LEVEL_OF_ITEM} }
    }
  }`,
  requestedCost: 36,
  schema: z.object({ inventoryItem: z.object({ inventoryLevels: WireLevelsOfItemSchema }) }),
})

/** The levels of more items than this are read in several queries. */
export const mostItemsARead = mostOf(itemLevelsQuery)

/** Reading what Shopify has, inactive levels too. An item untracked has numbers that mean nothing. */
export function createInventoryLevels(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /**
     * 250 of a location's levels. Without `endCursor` it was the last page; `undefined` where the
     * shop has no such location any more.
     */
    listLocationLevels: async (input: {
      readonly locationId: string
      readonly after?: string
    }): Promise<
      { readonly levels: readonly ShopLevel[]; readonly endCursor?: string } | undefined
    > => {
      const { locationId, after } = input
      const { location } = await transport.execute(locationLevelsQuery, {
        id: toGid('Location', locationId),
        ...(after !== undefined && { after }),
      })
      if (location === null) return undefined
      const { nodes } = location.inventoryLevels
      return {
        levels: nodes.map((level) => toShopLevel(level, locationId)),
        ...toEndCursor(location.inventoryLevels),
      }
    },

    /**
     * Every level of a few items, for the points of one as `getOrders` reads orders. An item that
     * does not exist is absent; one that cannot be read has an ApiError of its own.
     */
    getLevels: async (
      inventoryItemIds: readonly string[],
    ): Promise<ReadonlyMap<string, readonly ShopLevel[] | ApiError>> => {
      const wanted = { type: 'InventoryItem', ids: inventoryItemIds, schema: WireItemLevelsSchema }
      return await mapEach(await readNodes(transport, itemLevelsQuery, wanted), completeLevels)
    },
  }

  async function completeLevels({
    id: inventoryItemId,
    inventoryLevels,
  }: z.infer<typeof WireItemLevelsSchema>): Promise<readonly ShopLevel[]> {
    const levels = await readAll(inventoryLevels, async (after) => {
      const id = toGid('InventoryItem', inventoryItemId)
      const { inventoryItem } = await transport.execute(moreItemLevelsQuery, { id, after })
      return inventoryItem.inventoryLevels
    })
    return levels.map((level) => toShopLevel(level, level.location.id))
  }
}

function toShopLevel(
  { id, isActive, quantities }: z.infer<typeof WireLevelSchema>,
  locationId: string,
): ShopLevel {
  return { inventoryItemId: id, locationId, ...quantities, isActive }
}
