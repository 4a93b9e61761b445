/** The arguments that every connection of the Admin API takes. */
export const page = 'after: String, before: String, first: Int, last: Int, reverse: Boolean = false'

/** The connection and edge types of a node type. */
export function connectionOf(type: string): string {
  return `
type ${type}Connection { nodes: [${type}!]! edges: [${type}Edge!]! pageInfo: PageInfo! }
type ${type}Edge { cursor: String! node: ${type}! }
`
}
