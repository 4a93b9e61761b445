import { z } from 'zod'
import { patiently } from './patience.ts'

/** A stock item as it is in Linnworks. Ids are in lower case. */
export interface MasterItem {
  readonly stockItemId: string
  readonly sku: string
  readonly archived: boolean
  readonly components: readonly { readonly stockItemId: string; readonly quantity: number }[]
  readonly levels: readonly {
    readonly locationId: string
    readonly available: number
    readonly tracked: boolean
    /** It follows from the components. */
    readonly computed: boolean
  }[]
}

export interface MasterStock {
  readonly items: readonly MasterItem[]
  /** Ids of open orders that are locked: they hold no stock. */
  readonly lockedOrders: ReadonlySet<string>
}

/**
 * The stock by the twin's back door: the vendor's API does not tell locked orders from others, and
 * would have it read for minutes.
 */
export async function readMasterStock({ authUrl }: { readonly authUrl: string }) {
  const [items, locked] = await Promise.all([
    read(authUrl, 'stock', z.array(ItemSchema)),
    read(authUrl, 'locked', z.array(z.string())),
  ])
  return { items, lockedOrders: new Set(locked) } satisfies MasterStock
}

function read<T>(authUrl: string, what: string, schema: z.ZodType<T>): Promise<T> {
  return patiently(async () => {
    const response = await fetch(new URL(`/_sandbox/${what}`, authUrl))
    if (!response.ok) throw new Error(`the Linnworks twin did not answer: HTTP ${response.status}`)
    return schema.parse(await response.json())
  })
}

const ItemSchema = z.object({
  stockItemId: z.string(),
  sku: z.string(),
  archived: z.boolean(),
  components: z.array(z.object({ stockItemId: z.string(), quantity: z.number() })),
  levels: z.array(
    z.object({
      locationId: z.string(),
      available: z.number(),
      tracked: z.boolean(),
      computed: z.boolean(),
    }),
  ),
})
