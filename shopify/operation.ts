import type { z } from 'zod'

/** One GraphQL document, what it costs, and what a proper answer to it looks like. */
export interface ShopifyOperation<Data> {
  /** The root field, by which Shopify's documents, budgets and errors know it. */
  readonly operation: string
  readonly effect: 'read' | 'write'
  readonly document: string
  /**
   * What Shopify charges before it executes, in points: a connection is charged by the page size
   * asked for (Shopify docs: rate limits), and `nodes` once for however many ids (observed on live
   * stores), so this is a constant of the document.
   */
  readonly requestedCost: number
  readonly schema: z.ZodType<Data>
}

/** Only types: it makes the schema's output the type of `execute`'s answer. */
export function shopifyOperation<Data>(operation: ShopifyOperation<Data>): ShopifyOperation<Data> {
  return Object.freeze(operation)
}
