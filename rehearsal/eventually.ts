import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Resolves with the first value of `look` that is not undefined, null or false. A look that rejects
 * is followed by the next one. Throws, naming what was awaited, when nothing is seen in time; the
 * cause is why the last look rejected, if it did.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T> | T,
  withinMs = 60_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + withinMs
  let cause: unknown
  do {
    try {
      const value = await look()
      if (isThere(value)) return value
      cause = undefined
    } catch (error) {
      cause = error
    }
    await sleep(50)
  } while (performance.now() < deadline)
  throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}.`, { cause })
}

function isThere<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false
}
