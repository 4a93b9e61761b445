import { setTimeout as wait } from 'node:timers/promises'

/** The vendor asks to come back later. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError'
  readonly waitMs: number

  constructor(waitMs: number) {
    super(`throttled for ${waitMs} ms`)
    this.waitMs = waitMs
  }
}

const PATIENCE_MS = 120_000
const QUOTA_WAIT_MS = 1000
const HICCUP_WAIT_MS = 200

/**
 * Repeats a read until it succeeds, for up to two minutes: it waits as long as a vendor that
 * throttles asks, and a moment after a cut connection, a 5xx or a broken answer. Reads only:
 * what may change something must not be repeated like this.
 */
export async function patiently<T>(read: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await read()
    } catch (error) {
      const waitMs = waitAfter(error)
      if (waitMs === undefined || performance.now() + waitMs > deadline) throw error
      await wait(waitMs)
    }
  }
}

/** Undefined where another attempt would end the same way. */
function waitAfter(error: unknown): number | undefined {
  if (error instanceof ThrottledError) return error.waitMs
  // A fetch that got no answer, and JSON that ends half way.
  if (error instanceof TypeError || error instanceof SyntaxError) return HICCUP_WAIT_MS
  if (!(error instanceof Error)) return undefined
  if (/\bHTTP 429\b/.test(error.message)) return QUOTA_WAIT_MS
  return /\bHTTP 5\d\d\b/.test(error.message) ? HICCUP_WAIT_MS : undefined
}
