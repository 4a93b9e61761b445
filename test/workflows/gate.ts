import { eventually } from '../support/waiting.ts'

/** A step under way that ends when the test says so. */
export interface Gate {
  /** What the step waits for. */
  readonly opened: Promise<void>
  open(): void
}

export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Resolves when there are that many of something, for instance of calls. */
export async function counted(what: string, list: readonly unknown[], times = 1): Promise<void> {
  await eventually(`${times} × ${what}`, () => list.length >= times)
}
