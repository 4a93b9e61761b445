import { invalidId, topLevelError } from './errors.ts'

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`
}

/** The type and number of a global id. Throws as Shopify does for anything else. */
export function parseGid(value: string): { readonly type: string; readonly id: string } {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/([^/?]+)(?:\?.*)?$/.exec(value)
  const [type, id] = [match?.[1], match?.[2]]
  if (type === undefined || id === undefined) {
    throw topLevelError(`Invalid global id '${value}'`, 'INVALID_VARIABLE')
  }
  return { type, id }
}

/** The number of a global id that must be of one type. */
export function idOf(type: string, value: string): string {
  const parsed = parseGid(value)
  if (parsed.type !== type) throw invalidId(value)
  return parsed.id
}
