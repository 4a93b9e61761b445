import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Resolves with the first value of `look` that is not undefined, null or false, or that `look` does
 * not reject. Throws the last reason, or the name of what was awaited, after `withinMs`.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T> | T,
  withinMs = 15_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + withinMs
  let reason: unknown
  while (performance.now() < deadline) {
    try {
      const value = await look()
      if (isThere(value)) return value
      reason = undefined
    } catch (error) {
      reason = error
    }
    await delay(20)
  }
  throw new Error(`Waited ${withinMs} ms in vain: ${what}`, { cause: reason })
}

function isThere<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false
}

/** Whether there is a process of this id that has not ended: one that nobody has reaped has. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
