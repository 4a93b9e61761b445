import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { readKinds, type VendorFaultKind } from './fault-classes.ts'
import type { Hits } from './hits.ts'
import type { Scene } from './scene.ts'
import type { StageOfLife } from './stage-of-life.ts'
import { arm, type Armed, type VendorStrike } from './vendor-strike.ts'

/** How Waybill reads an order in Shopify: one by one, or several at once. */
const orderReads = ['order', 'orders', 'nodes']
const linnworksReads = ['GetOrdersById', 'GetOrderDetailsByReferenceId']

/** One order's way through faults of one kind. */
export interface Travel {
  readonly scene: Scene
  readonly hits: Hits
  readonly kind: VendorFaultKind
  /** What did not strike, or not where it was meant to. */
  readonly missed: VendorStrike[]
  /** Orders that must not share a call with others are placed one after another. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>
}

type Aim = Omit<VendorStrike, 'order' | 'kind'> & { readonly kind?: VendorFaultKind }

/** Arms what there is of this kind: a read has no reply to lose and nothing to commit late. */
export function aim(travel: Travel, order: PlacedOrder, at: Aim): Armed {
  const strike = { kind: travel.kind, ...at, order }
  if (strike.effect === 'read' && !readKinds.includes(strike.kind)) {
    return { struck: Promise.resolve(true) }
  }
  const { struck } = arm(travel.scene, travel.hits, strike)
  return {
    struck: struck.then((asMeant) => {
      if (!asMeant) travel.missed.push(strike)
      return asMeant
    }),
  }
}

export async function allStruck(armed: readonly Armed[]): Promise<void> {
  await Promise.all(armed.map(({ struck }) => struck))
}

export const linnworksRead = (stage: StageOfLife, operations = linnworksReads): Aim => {
  return { vendor: 'Linnworks', effect: 'read', stage, operations }
}
export const linnworksWrite = (stage: StageOfLife, operation: string): Aim => {
  return { vendor: 'Linnworks', effect: 'write', stage, operations: [operation] }
}
export const shopifyRead = (stage: StageOfLife): Aim => {
  return { vendor: 'Shopify', effect: 'read', stage, operations: orderReads }
}
export const shopifyWrite = (stage: StageOfLife, operation: string): Aim => {
  return { vendor: 'Shopify', effect: 'write', stage, operations: [operation] }
}

/** A fault may strike a moment too early or too late: then another order lives that life. */
export const mostLives = 3
