import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { malformed } from './answer.ts'
import type { ShopifyOperation } from './operation.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid } from './wire.ts'

/** No query may ask for more points (Shopify docs: rate limits). */
const MOST_POINTS_A_QUERY = 1000

/** An answer of `nodes(ids:)`: each is understood by itself, so that one cannot spoil the others. */
export const WireNodesSchema = z.object({ nodes: z.array(z.unknown()) })

type NodesQuery = ShopifyOperation<z.infer<typeof WireNodesSchema>>

/**
 * How many a query by ids may ask for. Shopify charges `nodes` once, however many ids there are
 * (observed on live stores, for up to four): were it charged for each, this many would still pass.
 */
export function mostOf({ requestedCost }: Pick<NodesQuery, 'requestedCost'>): number {
  return Math.floor(MOST_POINTS_A_QUERY / requestedCost)
}

/**
 * Reads nodes of one type by id. What does not exist is absent; a node that cannot be read or
 * understood has its own ApiError. Throws where nobody was served: throttled, no access, an outage.
 */
export async function readNodes<Node>(
  transport: Pick<ShopifyTransport, 'execute'>,
  query: NodesQuery,
  wanted: {
    readonly type: string
    readonly ids: readonly string[]
    readonly schema: z.ZodType<Node>
  },
): Promise<ReadonlyMap<string, Node | ApiError>> {
  const found = new Map<string, Node | ApiError>()
  const ids = [...new Set(wanted.ids)]
  for (let from = 0; from < ids.length; from += mostOf(query)) {
    await read(ids.slice(from, from + mostOf(query)))
  }
  return found

  async function read(some: readonly string[]): Promise<void> {
    const nodes = await ask(some)
    if (nodes instanceof ApiError) {
      const [only] = some
      if (some.length === 1 && only !== undefined) {
        found.set(only, nodes)
        return
      }
      const half = Math.ceil(some.length / 2)
      await read(some.slice(0, half))
      await read(some.slice(half))
      return
    }
    for (const [nth, id] of some.entries()) {
      const node = nodes[nth]
      if (node === null) continue
      const parsed = wanted.schema.safeParse(node)
      if (parsed.success) {
        found.set(id, parsed.data)
      } else {
        const where = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 3)
        found.set(id, malformed(query, `the answer differs from the API at ${where.join(', ')}`))
      }
    }
  }

  /** The nodes in the order of the ids, or the failure that one of them may have caused. */
  async function ask(some: readonly string[]): Promise<readonly unknown[] | ApiError> {
    try {
      const { nodes } = await transport.execute(query, {
        ids: some.map((id) => toGid(wanted.type, id)),
      })
      return nodes.length === some.length
        ? nodes
        : malformed(query, `${nodes.length} nodes came for ${some.length} ids`)
    } catch (error) {
      if (error instanceof ApiError && mayBeOfOne(error)) return error
      throw error
    }
  }
}

/** Completes each node; one whose further pages fail has its own ApiError, as has a failed node. */
export async function mapEach<Node, Result>(
  nodes: ReadonlyMap<string, Node | ApiError>,
  complete: (node: Node) => Promise<Result>,
): Promise<ReadonlyMap<string, Result | ApiError>> {
  const each = [...nodes].map(async ([id, node]): Promise<[string, Result | ApiError]> => [
    id,
    node instanceof ApiError ? node : await completeOr(node),
  ])
  return new Map(await Promise.all(each))

  async function completeOr(node: Node): Promise<Result | ApiError> {
    try {
      return await complete(node)
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
  }
}

/** Whether fewer ids in one query can do better: a node that breaks Shopify breaks the whole answer. */
function mayBeOfOne({ details: { kind, code } }: ApiError): boolean {
  return (
    kind === 'rejected' ||
    kind === 'malformed' ||
    code === 'INTERNAL_SERVER_ERROR' ||
    code === 'TIMEOUT'
  )
}
