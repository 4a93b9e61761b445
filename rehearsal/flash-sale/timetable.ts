import { chanceOf } from '../chance.ts'

/** When things happen by the clock, in milliseconds since the sale began; the same for each policy. */
export interface Timetable {
  /** Full pushes, or Waybill's sweeps. */
  readonly pushes: readonly number[]
  /** When the other channels set what they offer. */
  readonly market: readonly number[]
  readonly auction: readonly number[]
  /** When the native channel downloads the shop's orders into Linnworks. */
  readonly downloads: readonly number[]
}

export const everyMs = 15 * 60_000
/** Between two downloads of orders. */
export const downloadMinutes = { least: 10, most: 15 } as const
/** From a sale on another channel until Linnworks knows of it. */
export const importLagMs = 60_000

/** First when a known part of the time has gone, and from then on each fifteen minutes. */
export function planTimetable({ minutes, seed }: { minutes: number; seed: number }): Timetable {
  const lastsMs = minutes * 60_000
  const chance = chanceOf(seed, 'downloads')
  const regular = (firstMs: number) => {
    const times: number[] = []
    for (let at = firstMs; at < lastsMs; at += everyMs) times.push(at)
    return times
  }
  const downloads: number[] = []
  let at = lastsMs * 0.3
  while (at < lastsMs) {
    downloads.push(at)
    at += 60_000 * (downloadMinutes.least + 5 * chance.next())
  }
  return {
    pushes: regular(lastsMs * 0.375),
    market: regular(lastsMs * 0.25),
    auction: regular(lastsMs * 0.6),
    downloads,
  }
}
