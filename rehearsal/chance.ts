/** Chance that is decided by a seed: the same seed, the same luck. */
export interface Chance {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number
  /** A whole number from `low` to `high`, both inclusive. */
  between(low: number, high: number): number
  pick<T>(from: readonly T[]): T
  shuffle<T>(items: readonly T[]): readonly T[]
}

/**
 * A stream of its own for each purpose, so that one part of a plan does not change because another
 * asks once more (a linear congruential generator, modulus 2^31).
 */
export function chanceOf(seed: number, purpose: string): Chance {
  const modulus = 2 ** 31
  let state = seed % modulus
  for (const letter of purpose) state = (state * 31 + letter.charCodeAt(0) + 7) % modulus
  const next = (): number => {
    state = (state * 48_271 + 12_345) % modulus
    return state / modulus
  }
  // The first numbers of neighbouring seeds are neighbours.
  for (let round = 0; round < 8; round += 1) next()
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(from: readonly T[]): T => {
    const found = from[between(0, from.length - 1)]
    if (found === undefined) throw new RangeError('there is nothing to pick from')
    return found
  }
  return {
    next,
    between,
    pick,
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ item }) => item),
  }
}
