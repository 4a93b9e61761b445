const MINUTE_MS = 60_000

/** Counts calls per operation and refuses those above the quota. */
export interface Quotas {
  /** Admits the call and counts it, or says in how many milliseconds one would be admitted. */
  admit(operation: { name: string; perMinute: number }): QuotaDecision
}

export type QuotaDecision =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly limit: number; readonly retryAfterMs: number }

/**
 * Quotas per operation over a sliding minute, the stricter reading of the vendor's "per minute".
 * A refused call does not count. `scale` multiplies every quota.
 */
export function createQuotas(clock: () => number, scale: number): Quotas {
  const admittedAt = new Map<string, number[]>()
  return {
    admit: ({ name, perMinute }) => {
      const limit = Math.floor(perMinute * scale)
      const now = clock()
      const recent = (admittedAt.get(name) ?? []).filter((time) => time > now - MINUTE_MS)
      admittedAt.set(name, recent)
      const oldest = recent[0]
      if (oldest !== undefined && recent.length >= limit) {
        return { admitted: false, limit, retryAfterMs: oldest + MINUTE_MS - now }
      }
      recent.push(now)
      return { admitted: true }
    },
  }
}

/** The vendor's exact words, observed on live accounts. */
export function quotaText(limit: number): string {
  return `API calls quota exceeded! Maximum admitted ${limit} per Minute.`
}
