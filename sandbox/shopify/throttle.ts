import type { ShopSetup } from './setup.ts'

const restorePerSecond = { standard: 100, advanced: 200, plus: 1000 } as const
const secondsToFill = 20

export interface ThrottleStatus {
  readonly maximumAvailable: number
  readonly currentlyAvailable: number
  readonly restoreRate: number
}

/** A shop's leaky bucket of points. Source: Shopify docs, rate limits; its size was observed. */
export interface Bucket {
  /** Takes the requested points, or refuses and takes nothing. */
  take(points: number): boolean
  giveBack(points: number): void
  status(): ThrottleStatus
}

export function createBucket(plan: ShopSetup['plan'], now: () => number): Bucket {
  const restoreRate = restorePerSecond[plan]
  const maximumAvailable = restoreRate * secondsToFill
  let available = maximumAvailable
  let countedAt = now()

  function refill(): void {
    const at = now()
    const restored = ((at - countedAt) / 1000) * restoreRate
    available = Math.min(maximumAvailable, available + Math.max(0, restored))
    countedAt = at
  }

  return {
    take: (points) => {
      refill()
      if (points > available) return false
      available -= points
      return true
    },
    giveBack: (points) => {
      available = Math.min(maximumAvailable, available + points)
    },
    status: () => {
      refill()
      return { maximumAvailable, currentlyAvailable: Math.floor(available), restoreRate }
    },
  }
}
