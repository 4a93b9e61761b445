import { setTimeout as sleep } from 'node:timers/promises'

/** Looks until it is so. Throws, naming what was awaited, when it is not so in time. */
export async function eventually(
  what: string,
  look: () => Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await look())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}.`)
    }
    await sleep(100)
  }
}
