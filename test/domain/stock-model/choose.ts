/** The `pick`-th of them, counted round. */
export function choose<Each>(all: readonly Each[], pick: number): Each | undefined {
  return all.length === 0 ? undefined : all[pick % all.length]
}

/** Does it to the first, from the `pick`-th on, to whom it can be done. */
export function tryEach<Each>(
  all: readonly Each[],
  pick: number,
  attempt: (each: Each) => boolean,
): boolean {
  return all.some((_, index) => attempt(choose(all, pick + index)!))
}
