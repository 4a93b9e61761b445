import { setTimeout as sleep } from 'node:timers/promises'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import type { Effect, VendorFaultKind, VendorName } from './fault-classes.ts'
import { vendorFaultTitle } from './fault-classes.ts'
import type { Hits } from './hits.ts'
import { keyOf, type Scene } from './scene.ts'
import { findStageOfLife, type StageOfLife } from './stage-of-life.ts'

/** Long enough for a call that waits for a sweep, a back-off and a busy machine. */
const strikesWithinMs = 90_000
/** A late commit comes well before the wait that allows for it is over. */
const delayMs = 1500

export interface VendorStrike {
  readonly order: PlacedOrder
  readonly vendor: VendorName
  readonly effect: Effect
  readonly kind: VendorFaultKind
  /** The column that is meant; what counts is where the order is found when the fault strikes. */
  readonly stage: StageOfLife
  /** Whichever of these is called first about the order. */
  readonly operations: readonly string[]
  /** What the call names, where that is not the order. */
  readonly about?: string
}

/** What is armed, until it strikes. */
export interface Armed {
  /**
   * Resolves when it struck, with whether the order stood where that was meant; with no when it did
   * not strike in time: then the rule is taken back.
   */
  readonly struck: Promise<boolean>
}

/**
 * Has the vendor fail at the next call of these about the order. While the caller waits for its
 * answer the ledger is asked where the order stands: that cell is hit, whichever was meant.
 */
export function arm(scene: Scene, hits: Hits, strike: VendorStrike): Armed {
  const { order, vendor, effect, kind, operations, about = order.orderId } = strike
  const title = vendorFaultTitle(vendor, effect, kind)
  const meant = `${title} @ ${strike.stage}, meant for ${order.name}`
  const twin = vendor === 'Linnworks' ? scene.linnworks : scene.shopify
  let withdraw: readonly (() => void)[] = []
  const disarm = () => {
    for (const each of withdraw) each()
  }
  const struck = new Promise<boolean>((resolve) => {
    withdraw = operations.map((operation) =>
      twin.faults.add({ operation, kind, about, delayMs }, async () => {
        disarm()
        const stage = await findStageOfLife(scene.ledger, keyOf(order))
        hits.add(title, stage, operation)
        if (stage !== strike.stage) hits.explain(`${meant}: ${operation} struck it when ${stage}`)
        resolve(stage === strike.stage)
      }),
    )
  })
  const bound = new AbortController()
  const late = sleep(strikesWithinMs, undefined, { signal: bound.signal })
    .then(async () => {
      const stage = await findStageOfLife(scene.ledger, keyOf(order))
      hits.explain(`${meant}: nothing called ${operations.join(' or ')}; it is ${stage}`)
      return false
    })
    .catch(() => false)
  return {
    struck: Promise.race([struck, late]).finally(() => {
      disarm()
      bound.abort()
    }),
  }
}
