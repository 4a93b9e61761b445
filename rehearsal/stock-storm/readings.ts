import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../ledger/database.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { KeptWrite } from '../../ledger/stock-writes.ts'
import { AURORA } from '../../sandbox/world.ts'
import { type Basis, sampleAt } from './bound.ts'
import type { Sample } from './watcher.ts'

type Samples = ReadonlyMap<string, readonly Sample[]>
type Write = Pick<
  KeptWrite,
  | 'inventoryItemId'
  | 'locationId'
  | 'writeKey'
  | 'changeFrom'
  | 'onHand'
  | 'committed'
  | 'available'
  | 'readAt'
  | 'stockReadAt'
  | 'ledgerReadAt'
  | 'sentAt'
  | 'answer'
  | 'message'
>

/** Which levels Waybill found in accord, and by which readings, as often as it can be seen. */
export interface AccordWatch {
  readonly found: ReadonlyMap<string, readonly Basis[]>
  stop(): Promise<void>
}

const lookEveryMs = 100

export function watchAccord({ levelViews }: Pick<Ledger, 'levelViews'>): AccordWatch {
  const found = new Map<string, Basis[]>()
  let stopped = false

  async function watch(): Promise<void> {
    while (!stopped) {
      for (const each of await levelViews.find({ shop: AURORA.shop })) {
        const { standing, plannedAt, stockReadAt, readAt } = each
        if (standing !== 'inAccord' || plannedAt === null || stockReadAt === null) continue
        // Read again since it was judged: by what it was judged is not to be seen any more.
        if (readAt > plannedAt) continue
        const level = levelOf(each)
        const bases = found.get(level) ?? []
        if (bases.at(-1)?.fromMs === plannedAt.getTime()) continue
        bases.push({
          fromMs: plannedAt.getTime(),
          shopReadMs: Math.min(readAt.getTime(), stockReadAt.getTime()),
          stockReadMs: stockReadAt.getTime(),
          raised: false,
        })
        found.set(level, bases)
      }
      await sleep(lookEveryMs)
    }
  }

  const watching = watch()
  return {
    found,
    stop: async () => {
      stopped = true
      await watching
    },
  }
}

/** Every write of stock that ever left. */
export async function listStockWrites(database: Database): Promise<readonly Write[]> {
  return await database.selectFrom('stockWrites').selectAll().orderBy('sentAt').execute()
}

/** From when on levels stood on which write's readings: from when Shopify carried it out. */
export function listWriteBases(
  samples: Samples,
  writes: readonly Write[],
): ReadonlyMap<string, readonly Basis[]> {
  const byName = new Map(writes.map((write) => [`${write.writeKey} ${levelOf(write)}`, write]))
  return new Map(
    [...samples].map(([level, history]) => [
      level,
      history.flatMap(({ landed, atMs }): Basis[] => {
        const write = landed === undefined ? undefined : byName.get(`${landed} ${level}`)
        if (write === undefined) return []
        const { readAt, stockReadAt, onHand, changeFrom } = write
        return [
          {
            fromMs: atMs,
            shopReadMs: readAt.getTime(),
            stockReadMs: stockReadAt.getTime(),
            raised: onHand > changeFrom,
          },
        ]
      }),
    ]),
  )
}

/**
 * Writes whose readings are not what the vendors held at any instant between the reading's begin and
 * the write: the bound rests on those, so they have to be true.
 */
export function listFalseReadings(samples: Samples, writes: readonly Write[]): readonly string[] {
  return writes.flatMap((write) => {
    const history = samples.get(levelOf(write)) ?? []
    const [first] = history
    if (first === undefined || write.readAt.getTime() < first.atMs) return []
    if (write.stockReadAt.getTime() < first.atMs) return []
    const sentMs = write.sentAt.getTime()
    const stock = during(history, write.stockReadAt.getTime(), sentMs)
    const shelf = during(history, write.readAt.getTime(), sentMs)
    const name = `${levelOf(write)} sent at ${write.sentAt.toISOString()}`
    return [
      ...(stock.some(({ master }) => master === write.available)
        ? []
        : [`${name}: Linnworks never had ${write.available} available.`]),
      // What Shopify confirmed is known without a new reading: they need not be of one instant.
      ...(shelf.some(({ onHand }) => onHand === write.changeFrom)
        ? []
        : [`${name}: Shopify never held ${write.changeFrom}.`]),
      ...(shelf.some(({ committed }) => committed === write.committed)
        ? []
        : [`${name}: Shopify never had ${write.committed} committed.`]),
    ]
  })
}

/** What was so within the time, and what was so when it began; a look is a little late. */
function during(history: readonly Sample[], fromMs: number, untilMs: number): readonly Sample[] {
  const within = history.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs + latenessMs)
  return [sampleAt(history, fromMs), ...within]
}

const latenessMs = 50

function levelOf(level: { readonly inventoryItemId: string; readonly locationId: string }): string {
  return `${level.inventoryItemId}:${level.locationId}`
}
