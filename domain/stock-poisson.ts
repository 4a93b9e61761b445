/** The chance that exactly `count` happen where `mean` are expected. */
export function chanceOf(mean: number, count: number): number {
  if (mean <= 0) return count === 0 ? 1 : 0
  return Math.exp(count * Math.log(mean) - mean - logFactorial(count))
}

/** The chance that more than `count` happen. Summed from the shorter end, so that a small one is exact. */
export function chanceOfMore(mean: number, count: number): number {
  if (count < 0) return 1
  if (mean <= 0) return 0
  if (count < mean) {
    let upTo = 0
    for (let each = Math.max(0, mostUnlikely(mean, -1)); each <= count; each += 1) {
      upTo += chanceOf(mean, each)
    }
    return Math.max(0, 1 - upTo)
  }
  let more = 0
  for (let each = count + 1; ; each += 1) {
    const chance = chanceOf(mean, each)
    more += chance
    if (chance <= more * 1e-16) return more
  }
}

/** Beyond this many the chance is nothing that a sum would notice. */
export function mostLikelyUpTo(mean: number): number {
  return mostUnlikely(mean, 1)
}

function mostUnlikely(mean: number, side: 1 | -1): number {
  return Math.ceil(mean + side * (12 * Math.sqrt(mean) + 30))
}

const few = Array.from({ length: 20 }, () => 0)
for (let each = 2; each < few.length; each += 1) few[each] = (few[each - 1] ?? 0) + Math.log(each)

/** Stirling's series from 20 on, where it is exact to the last digits of a double. */
function logFactorial(count: number): number {
  const known = few[count]
  if (known !== undefined) return known
  const inverse = 1 / count
  const series = inverse * (1 / 12 - inverse ** 2 * (1 / 360 - inverse ** 2 / 1260))
  return count * Math.log(count) - count + Math.log(2 * Math.PI * count) / 2 + series
}
