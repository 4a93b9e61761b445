import { ApiError } from '../lib/api-error.ts'

export interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** Where the next page begins, or nothing if this was the last. */
export function toEndCursor({ pageInfo }: Pick<Page<unknown>, 'pageInfo'>): {
  readonly endCursor?: string
} {
  const { hasNextPage, endCursor } = pageInfo
  return hasNextPage && endCursor !== null ? { endCursor } : {}
}

/** All of a connection whose first page came with something else. */
export async function readAll<Node>(
  first: Page<Node>,
  readAfter: (endCursor: string) => Promise<Page<Node>>,
): Promise<readonly Node[]> {
  const nodes = [...first.nodes]
  let { pageInfo } = first
  while (pageInfo.hasNextPage && pageInfo.endCursor !== null) {
    const page = await readAfter(pageInfo.endCursor)
    nodes.push(...page.nodes)
    pageInfo = page.pageInfo
  }
  return nodes
}

/**
 * The further page of an order, unless the order changed since its first page was read: halves
 * of two versions are no order. Throws `unavailable`; reading again from the start resolves it.
 * Two changes within one second look alike (observed on live stores): the second one's webhook or
 * the next sweep makes up for that.
 */
export function sameVersion<Part extends { readonly updatedAt: string }>(
  operation: string,
  expectedUpdatedAt: string,
  order: Part | null,
): Part {
  if (order?.updatedAt === expectedUpdatedAt) return order
  throw new ApiError('the order changed while it was being read', {
    kind: 'unavailable',
    vendor: 'shopify',
    operation,
  })
}
