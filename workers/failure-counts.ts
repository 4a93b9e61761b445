/** Longer than any step waits between two attempts: whoever failed before that goes on elsewhere. */
const keptForMs = 5 * 60_000

export interface FailureCounts {
  /** Counts one more failure of a step. Answers how many in a row that makes on this worker. */
  add(step: string): number
  /** It ended: whatever it does next is a first time again. */
  forget(step: string): void
}

/**
 * How often each step failed in a row. Temporal's own count of attempts is of no use for that: a step
 * that waited for its turn at a vendor, or for a late commit, has many attempts and no failure.
 */
export function createFailureCounts(clock: () => number = () => performance.now()): FailureCounts {
  const counts = new Map<string, { readonly failures: number; readonly atMs: number }>()

  return {
    add: (step) => {
      dropOld()
      const failures = (counts.get(step)?.failures ?? 0) + 1
      // Whoever failed last stands last.
      counts.delete(step)
      counts.set(step, { failures, atMs: clock() })
      return failures
    },
    forget: (step) => void counts.delete(step),
  }

  function dropOld(): void {
    for (const [step, { atMs }] of counts) {
      if (clock() - atMs <= keptForMs) return
      counts.delete(step)
    }
  }
}
