import { z } from 'zod'
import type { SeenCall } from '../../../sandbox/wire.ts'
import type { HotChange, WriteSpan } from './stock-desk.ts'
import type { Shelf } from './shelves.ts'

/** Only what is looked at of a call that sets `on_hand`. */
const WriteSchema = z.object({
  query: z.string(),
  variables: z.object({
    input: z.object({
      quantities: z.array(
        z.object({ inventoryItemId: z.string(), locationId: z.string(), quantity: z.number() }),
      ),
    }),
  }),
})

/** Writes down which levels were written when, and how soon a hot one followed Linnworks. */
export interface StockLogbook {
  readonly noteShopifyCall: (call: SeenCall) => void
  noteChange(shelf: Shelf, change: { readonly level: number; readonly rises: boolean }): void
  listChanges(): readonly HotChange[]
  listWrites(sinceMs: number): readonly WriteSpan[]
}

interface Change extends HotChange {
  readonly level: number
}

interface Shown {
  readonly level: number
  readonly atMs: number
}

/**
 * Refused writes are noted too: a hot level is judged by what was written, and the whole shop at the
 * end by what it holds.
 */
export function createStockLogbook(): StockLogbook {
  const calls: SeenCall[] = []
  const changes = new Map<string, Change[]>()
  return {
    noteShopifyCall: (call) => {
      if (isWrite(call)) calls.push(call)
    },
    noteChange: (shelf, { level, rises }) => {
      const change = { level, rises, changedAtMs: Date.now(), shownAtMs: null }
      const key = keyOf(shelf)
      changes.set(key, [...(changes.get(key) ?? []), change])
    },
    listWrites: (sinceMs) =>
      calls
        .filter(({ arrivedAtMs }) => arrivedAtMs >= sinceMs)
        .map((call) => ({
          arrivedAtMs: call.arrivedAtMs,
          answeredAtMs: call.answeredAtMs,
          levels: readWrite(call).length,
        })),
    listChanges: () => {
      const shown = gatherShown(calls, changes)
      return [...changes].flatMap(([key, some]) =>
        some.map(({ rises, changedAtMs }, nth) => {
          const levels = new Set(some.slice(nth).map(({ level }) => level))
          const first = (shown.get(key) ?? []).find(
            ({ level, atMs }) => atMs >= changedAtMs && levels.has(level),
          )
          return { rises, changedAtMs, shownAtMs: first?.atMs ?? null }
        }),
      )
    },
  }
}

/** In the order in which they were answered. */
function gatherShown(
  calls: readonly SeenCall[],
  wanted: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, readonly Shown[]> {
  const shown = new Map<string, Shown[]>()
  for (const call of calls.toSorted((one, other) => one.answeredAtMs - other.answeredAtMs)) {
    for (const { quantity, ...level } of readWrite(call)) {
      const key = keyOf(level)
      if (!wanted.has(key)) continue
      const list = shown.get(key) ?? []
      list.push({ level: quantity, atMs: call.answeredAtMs })
      shown.set(key, list)
    }
  }
  return shown
}

function isWrite({ body }: SeenCall): boolean {
  return textOf(body).includes('inventorySetQuantities')
}

function readWrite({ body }: SeenCall) {
  const { variables } = WriteSchema.parse(JSON.parse(textOf(body)))
  return variables.input.quantities
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function keyOf({ inventoryItemId, locationId }: Pick<Shelf, 'inventoryItemId' | 'locationId'>) {
  const number = (gid: string) => gid.split('/').at(-1) ?? gid
  return `${number(inventoryItemId)}:${number(locationId)}`
}
