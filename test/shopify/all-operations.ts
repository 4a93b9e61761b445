import { readdirSync } from 'node:fs'
import type { ShopifyOperation } from '../../shopify/operation.ts'

export const SHOPIFY_FOLDER = new URL('../../shopify/', import.meta.url)
export const SHOPIFY_FILES = readdirSync(SHOPIFY_FOLDER).filter((file) => file.endsWith('.ts'))

/** Every operation that a module of the client exports, with its file and name. */
export async function loadOperations(): Promise<[string, ShopifyOperation<unknown>][]> {
  const found = SHOPIFY_FILES.map(async (file) => {
    const module: Record<string, unknown> = await import(new URL(file, SHOPIFY_FOLDER).href)
    return Object.entries(module).flatMap(([name, value]) =>
      isOperation(value) ? [pairOf(`${file} ${name}`, value)] : [],
    )
  })
  return (await Promise.all(found)).flat()
}

function pairOf<A, B>(a: A, b: B): [A, B] {
  return [a, b]
}

function isOperation(value: unknown): value is ShopifyOperation<unknown> {
  return typeof value === 'object' && value !== null && 'document' in value
}
