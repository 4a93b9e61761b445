import { type Chance, chanceOf } from '../chance.ts'
import type { Good } from './goods.ts'

export const otherChannels = ['market', 'auction'] as const
export type OtherChannel = (typeof otherChannels)[number]
export type Channel = 'shopify' | OtherChannel

/** One shopper who wants one unit; `afterMs` counts from the beginning of the sale. */
export interface Want {
  readonly afterMs: number
  readonly channel: Channel
  readonly good: Good
}

/** Who sells how much of what is wanted: the shop most. */
const shares: readonly (readonly [Channel, number])[] = [
  ['shopify', 0.6],
  ['market', 0.24],
  ['auction', 0.16],
]

/**
 * Everybody who wants something in `minutes`, in the order in which they come. A hot good begins to
 * sell at some moment of the first sixth of the time and cools with a half-life of a few minutes of
 * twenty; all channels together want 0.5 to 1.9 times what there is. What is not hot sells slowly
 * and evenly: one unit in two hundred in twenty minutes.
 */
export function planDemand(input: {
  readonly goods: readonly Good[]
  readonly minutes: number
  readonly seed: number
}): readonly Want[] {
  const { goods, minutes, seed } = input
  const chance = chanceOf(seed, 'demand')
  const lastsMs = minutes * 60_000
  return goods
    .flatMap((good) => {
      if (!good.isHot) {
        const mean = (good.units / 200) * (minutes / 20)
        return repeat(poisson(chance, mean), () => chance.next() * lastsMs).map((afterMs) =>
          toWant(afterMs, good),
        )
      }
      const beginsMs = (chance.next() * lastsMs) / 6
      const coolsMs = lastsMs * (0.1 + 0.2 * chance.next())
      const mean = good.units * (0.5 + 1.4 * chance.next())
      return repeat(poisson(chance, mean), () => beginsMs - Math.log(1 - chance.next()) * coolsMs)
        .filter((afterMs) => afterMs < lastsMs)
        .map((afterMs) => toWant(afterMs, good))
    })
    .toSorted((one, other) => one.afterMs - other.afterMs)

  function toWant(afterMs: number, good: Good): Want {
    return { afterMs, good, channel: pickChannel(chance.next()) }
  }
}

function pickChannel(luck: number): Channel {
  let sum = 0
  for (const [channel, share] of shares) {
    sum += share
    if (luck < sum) return channel
  }
  return 'shopify'
}

/** By Knuth's multiplication for few, by the normal approximation for many. */
function poisson(chance: Chance, mean: number): number {
  if (mean > 60) {
    const around =
      Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next())
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * around))
  }
  const least = Math.exp(-mean)
  let count = 0
  for (let product = chance.next(); product > least; product *= chance.next()) count += 1
  return count
}

function repeat<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make)
}
