import { z } from 'zod'
import { createAsking } from '../desk-calls.ts'
import { CountsSchema, type TwinsCounts } from '../twins-desk.ts'

const WriteSpanSchema = z.object({
  arrivedAtMs: z.number(),
  /** Milliseconds since the epoch, the wire included. */
  answeredAtMs: z.number(),
  levels: z.number(),
})

const HotChangeSchema = z.object({
  rises: z.boolean(),
  /** When Linnworks had it; milliseconds since the epoch. */
  changedAtMs: z.number(),
  /** When the answer left by which Shopify has this number, or a later one; null: it has not. */
  shownAtMs: z.number().nullable(),
})

/** A call that wrote levels, as Shopify saw it. */
export type WriteSpan = z.infer<typeof WriteSpanSchema>
export type HotChange = z.infer<typeof HotChangeSchema>

/** What the driver asks of the process that both twins run in. */
export interface StockDesk {
  setRoundTrip(input: { readonly ms: number }): Promise<null>
  counts(input: object): Promise<TwinsCounts>
  /** Points that the shop's bucket holds. */
  points(input: object): Promise<number>
  /** Changes every level in Linnworks but those of the first `hotSkus` items. Answers how many. */
  changeAll(input: { readonly hotSkus: number }): Promise<number>
  /** Changes the levels of these items in Linnworks, and remembers when. */
  changeHot(input: { readonly items: readonly number[] }): Promise<null>
  /** What became of the changes of hot items so far. */
  hotChanges(input: object): Promise<readonly HotChange[]>
  /** How many levels hold another number in Shopify than Linnworks has free. */
  countDiffering(input: object): Promise<number>
  /** The calls that wrote levels and arrived since a moment. */
  writesSince(input: { readonly ms: number }): Promise<readonly WriteSpan[]>
}

/** Reaches the twins' process at its address. */
export function createStockDesk(url: string): StockDesk {
  const ask = createAsking<keyof StockDesk>(url)
  return {
    setRoundTrip: ask('setRoundTrip', z.null()),
    counts: ask('counts', CountsSchema),
    points: ask('points', z.number()),
    changeAll: ask('changeAll', z.number()),
    changeHot: ask('changeHot', z.null()),
    hotChanges: ask('hotChanges', z.array(HotChangeSchema)),
    countDiffering: ask('countDiffering', z.number()),
    writesSince: ask('writesSince', z.array(WriteSpanSchema)),
  }
}
