import type { LevelTruth, Truth, TruthReader } from './truth.ts'

/** A level after something changed, and all that changed it until then. Units, added up. */
export interface Sample extends LevelTruth {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** What Linnworks' figure fell by, but for orders of the shop: other channels, counts. */
  readonly taken: number
  /** What Shopify put back on sale itself: restocked, moved away, counted. */
  readonly putBack: number
  /** By which of Waybill's writes it changed, if by one. */
  readonly landed?: string
}

export interface Watcher {
  /** Looks now. Call it after each event: what happened between two looks is one event. */
  look(): void
  readonly samples: ReadonlyMap<string, readonly Sample[]>
  readonly looks: number
  latest(): Truth
  stop(): void
}

/** So often it looks where nobody calls: late commits and jobs happen when nobody is there. */
const lookEveryMs = 10

/** Looks at both twins after every event, and keeps what each level was at each. */
export function startWatcher(reader: TruthReader): Watcher {
  let truth = reader.read()
  let known = new Set(truth.keys.map(({ id }) => id))
  let looks = 0
  const samples = new Map<string, Sample[]>(
    truth.levels.map((level) => [level.level, [toFirst(level)]]),
  )

  function look(): void {
    const now = reader.readIfChanged()
    if (now === undefined) return
    looks += 1
    const writes = listWrites(now, known)
    known = new Set(now.keys.map(({ id }) => id))
    truth = now
    for (const level of now.levels) {
      const history = samples.get(level.level) ?? []
      const before = history.at(-1) ?? toFirst(level)
      const next = toNext(before, level, writes.get(level.level))
      if (next !== undefined) history.push(next)
      samples.set(level.level, history)
    }
  }

  const timer = setInterval(look, lookEveryMs)
  return {
    look,
    samples,
    get looks() {
      return looks
    },
    latest: () => truth,
    stop: () => clearInterval(timer),
  }
}

function toFirst(level: LevelTruth): Sample {
  return { ...level, atMs: Date.now(), taken: 0, putBack: 0 }
}

interface Landed {
  readonly key: string
  readonly delta: number
}

/** What calls with a key that was not known before changed, by level: the keys are all Waybill's. */
function listWrites(
  { keys, adjustments }: Truth,
  known: ReadonlySet<string>,
): ReadonlyMap<string, Landed> {
  const landed = new Map<string, Landed>()
  for (const { id, resultId } of keys) {
    if (known.has(id)) continue
    const changes = adjustments.find((each) => each.id === resultId)?.changes ?? []
    for (const { inventoryItemId, locationId, delta } of changes) {
      const level = `${inventoryItemId}:${locationId}`
      const before = landed.get(level)?.delta ?? 0
      landed.set(level, { key: keyOf(id), delta: before + delta })
    }
  }
  return landed
}

/** The twin knows keys as `<shop>:<operation>:<key>`. */
export function keyOf(id: string): string {
  return id.slice(id.lastIndexOf(':') + 1)
}

function toNext(before: Sample, level: LevelTruth, write: Landed | undefined): Sample | undefined {
  const same =
    write === undefined &&
    before.onHand === level.onHand &&
    before.committed === level.committed &&
    before.master === level.master &&
    before.free === level.free &&
    before.left === level.left &&
    before.surplus === level.surplus &&
    before.moved === level.moved
  if (same) return undefined
  const delta = write?.delta ?? 0
  const offered = level.available - before.available - delta
  const taken = Math.max(0, before.untouched - level.untouched)
  const putBack = Math.max(0, offered)
  return {
    ...level,
    atMs: Date.now(),
    taken: before.taken + taken,
    putBack: before.putBack + putBack,
    ...(write === undefined ? {} : { landed: write.key }),
  }
}
