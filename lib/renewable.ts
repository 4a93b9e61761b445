/** A credential that several callers share and that has to be obtained again now and then. */
export interface Renewable<T> {
  current(): Promise<T>
  /**
   * What replaces a credential that was refused. Callers that were refused together share one
   * renewal; one that held an older credential than the current gets the current.
   */
  replace(refused: T): Promise<T>
}

/** `obtain` runs at most once at a time, and when `isFresh` says no. */
export function createRenewable<T>(
  obtain: () => Promise<T>,
  isFresh: (credential: T) => boolean = () => true,
): Renewable<T> {
  let held: T | undefined
  let renewal: Promise<T> | undefined
  const renew = async (): Promise<T> => {
    renewal ??= obtain()
      .then((credential) => {
        held = credential
        return credential
      })
      .finally(() => {
        renewal = undefined
      })
    return renewal
  }
  return {
    current: async () => (held !== undefined && isFresh(held) ? held : renew()),
    replace: async (refused) => (held !== undefined && held !== refused ? held : renew()),
  }
}
