/** Tells when things come so fast that waiting for company pays. */
export interface RushWatch {
  /** One came. */
  note(): void
  isOn(): boolean
}

/** A rush is on while the last `count` came within `withinMs`. */
export function watchRush({
  count,
  withinMs,
}: {
  readonly count: number
  readonly withinMs: number
}): RushWatch {
  const times: number[] = []
  return {
    note: () => {
      times.push(performance.now())
      if (times.length > count) times.shift()
    },
    isOn: () => times.length === count && performance.now() - (times[0] ?? 0) < withinMs,
  }
}
