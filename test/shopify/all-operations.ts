import { readdirSync } from 'node:fs'
import type { ShopifyOperation } from '../../shopify/operation.ts'

export const SHOPIFY_FOLDER = new URL('../../shopify/', import.meta.url)
export const SHOPIFY_FILES = readdirSync(SHOPIFY_FOLDER).filter((file) => file.endsWith('.ts'))

/** Every operation that a module of the client exports, with its file and name. */
export async function loadOperations(): Promise<[string, ShopifyOperation<unknown>][]> {
  const found = SHOPIFY_FILES.map(async (file) => {
    const module: Record<string, unknown> = await import(new URL(file, SHOPIFY_FOLDER).href)
    return operationsIn(file, module)
  })
  return (await Promise.all(found)).flat()
}

/** Those of a module or of a record that it exports. */
function operationsIn(path: string, holder: object): [string, ShopifyOperation<unknown>][] {
  return Object.entries(holder).flatMap(([name, value]) => {
    if (isOperation(value)) return [pairOf(`${path} ${name}`, value)]
    return isRecord(value) ? operationsIn(`${path} ${name}`, value) : []
  })
}

function isRecord(value: unknown): value is object {
  return value !== null && typeof value === 'object' && value.constructor === Object
}

function pairOf<A, B>(a: A, b: B): [A, B] {
  return [a, b]
}

function isOperation(value: unknown): value is ShopifyOperation<unknown> {
  return typeof value === 'object' && value !== null && 'document' in value
}
