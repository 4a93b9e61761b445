import { z } from 'zod'
import type { LinnworksOperation } from './answer.ts'
import type { LinnworksTransport } from './transport.ts'

/** A part of a composite, and how many of it one composite needs. */
export interface StockComponent {
  readonly stockItemId: string
  readonly quantity: number
}

/** Inventory/GetInventoryItemsCompositionByIds: each composite's parts by its id. */
export const WireCompositionsSchema = z.object({
  InventoryItemsCompositionByIds: z
    .record(z.guid(), z.array(z.object({ LinkedStockItemId: z.guid(), Quantity: z.int() })))
    .nullable()
    .transform((compositions) => compositions ?? {}),
})

/** The call takes no more (observed on a live account). */
const ITEMS_PER_CALL = 100

const GET_COMPOSITIONS: LinnworksOperation<z.infer<typeof WireCompositionsSchema>> = {
  operation: 'GetInventoryItemsCompositionByIds',
  path: '/api/Inventory/GetInventoryItemsCompositionByIds',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireCompositionsSchema,
}

export function createCompositions(transport: Pick<LinnworksTransport, 'call'>) {
  return {
    /** What each composite is made of, by its stock item id; an item that is none is absent. */
    listCompositions: async (
      stockItemIds: readonly string[],
    ): Promise<ReadonlyMap<string, readonly StockComponent[]>> => {
      const found = new Map<string, readonly StockComponent[]>()
      for (let start = 0; start < stockItemIds.length; start += ITEMS_PER_CALL) {
        const InventoryItemIds = stockItemIds.slice(start, start + ITEMS_PER_CALL)
        const answer = await transport.call(GET_COMPOSITIONS, { request: { InventoryItemIds } })
        for (const [parent, parts] of Object.entries(answer.InventoryItemsCompositionByIds)) {
          const components = parts.map((part) => ({
            stockItemId: part.LinkedStockItemId,
            quantity: part.Quantity,
          }))
          found.set(parent, components)
        }
      }
      return found
    },
  }
}
