import type { Sample } from './watcher.ts'

/** What a level's number stands on: when each vendor was read for it. */
export interface Basis {
  /** From when on it is so. Milliseconds since the epoch, as all here. */
  readonly fromMs: number
  readonly shopReadMs: number
  readonly stockReadMs: number
  /** Nothing is raised before all that left the shelf is known. */
  readonly raised: boolean
}

/**
 * Every moment at which a level offered more than was free, beyond the bound: what others took since
 * Linnworks was read for the number that stands, and what Shopify put back on sale since it was read
 * for it. Nothing is raised before all orders are known, but it is lowered, and found in accord: then
 * units that had left the shelf, were put back on sale or moved away, without Waybill's knowledge, and
 * were within the bound before, are so still, until Linnworks knows of them or they are sent.
 */
export function listExcesses(
  level: string,
  samples: readonly Sample[],
  bases: readonly Basis[],
): readonly string[] {
  const [first] = samples
  if (first === undefined) return []
  const excesses: string[] = []
  const waiting = bases.toSorted((one, other) => one.fromMs - other.fromMs)
  let basis: Basis = startOf(first)
  let carried = 0
  let bound = 0
  for (const sample of samples) {
    for (let next = waiting[0]; next !== undefined && next.fromMs <= sample.atMs;) {
      waiting.shift()
      carried = next.raised ? 0 : Math.min(bound, unheardOf(sample))
      basis = next
      next = waiting[0]
    }
    const read = {
      shop: sampleAt(samples, basis.shopReadMs),
      stock: sampleAt(samples, basis.stockReadMs),
    }
    const taken = sample.taken - read.stock.taken
    const putBack = sample.putBack - read.shop.putBack
    carried = Math.min(carried, unheardOf(sample))
    bound = carried + taken + putBack
    const over = sample.available - Math.max(0, sample.free)
    if (sample.available <= 0 || over <= bound) continue
    excesses.push(
      `${level} at ${new Date(sample.atMs).toISOString()}: Shopify offers ${sample.available}, ` +
        `${sample.free} are free (Linnworks ${sample.master}); since it was read ` +
        `(${new Date(basis.shopReadMs).toISOString()}, ${new Date(basis.stockReadMs).toISOString()}) ` +
        `others took ${taken}, ${putBack} were put back, ${carried} were not heard of.`,
    )
  }
  return excesses
}

function unheardOf({ left, surplus, moved }: Sample): number {
  return left + surplus + moved
}

/** The stage was at rest when the watch began. */
function startOf({ atMs }: Sample): Basis {
  return { fromMs: atMs, shopReadMs: atMs, stockReadMs: atMs, raised: true }
}

/** What was so at a moment. */
export function sampleAt(samples: readonly Sample[], atMs: number): Sample {
  const found = samples.findLast((sample) => sample.atMs <= atMs) ?? samples[0]
  if (found === undefined) throw new RangeError('there is no sample')
  return found
}
