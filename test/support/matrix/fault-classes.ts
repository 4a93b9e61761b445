import { FaultKindSchema } from '../../../sandbox/faults.ts'
import { type StageOfLife, stagesOfLife } from './stage-of-life.ts'

/** No call about an order bears an idempotency key: `failedInside` is `unavailable` to it. */
export type VendorFaultKind = Exclude<(typeof FaultKindSchema.options)[number], 'failedInside'>
export type Effect = 'write' | 'read'
export type VendorName = 'Linnworks' | 'Shopify'

/** A row of the fault matrix. */
export interface FaultClass {
  readonly title: string
  /** Why a stage has no cell: what would have to be struck does not happen there. */
  readonly infeasible: Readonly<Partial<Record<StageOfLife, string>>>
}

export const writeKinds: readonly VendorFaultKind[] = FaultKindSchema.exclude([
  'failedInside',
]).options

/** What is read is not committed: a lost reply and a late commit of a read are a plain cut. */
export const readKinds: readonly VendorFaultKind[] = writeKinds.filter(
  (kind) => kind !== 'replyLost' && kind !== 'lateCommit',
)

const kindTitles: Readonly<Record<VendorFaultKind, string>> = {
  unavailable: 'not served',
  throttled: 'throttled',
  unauthorized: 'token refused',
  reset: 'connection cut before commit',
  replyLost: 'committed, reply lost',
  lateCommit: 'given up, committed later',
  slow: 'slow reply',
  malformed: 'half an answer',
}

const isOver = 'the run asks the ledger and ends: no vendor is called for the order'
const nothingInLinnworks = 'nothing is written to Linnworks then'
const nothingInShopify = 'nothing is written to Shopify then'

/** Where a vendor is not called with that effect about the order. */
const uncalled: Readonly<
  Record<`${VendorName} ${Effect}`, Readonly<Partial<Record<StageOfLife, string>>>>
> = {
  'Linnworks write': {
    received: 'nothing is sent before it is claimed; a claim makes it `injecting`',
    awaitingDispatch: nothingInLinnworks,
    postingBack: nothingInLinnworks,
    partlyDispatched: nothingInLinnworks,
    fulfilled: isOver,
  },
  'Shopify write': {
    received: nothingInShopify,
    injecting: nothingInShopify,
    awaitingDispatch: nothingInShopify,
    fulfilled: isOver,
  },
  'Linnworks read': { fulfilled: isOver },
  'Shopify read': { fulfilled: isOver },
}

export function vendorFaultTitle(vendor: VendorName, effect: Effect, kind: VendorFaultKind) {
  return `${vendor} ${effect}: ${kindTitles[kind]}`
}

/** Faults of the ways in, and of what Waybill stands on. Each can strike at any stage. */
export const surroundingFaults = {
  webhookLost: 'webhook lost, search index lagging',
  webhookDoubled: 'webhook doubled, same id',
  webhookReplayed: 'webhook again under another id',
  webhookLate: 'webhook of the creation, a day late',
  webhookForged: 'webhook forged',
  webhookUnreadable: 'webhook signed and unreadable',
  startDoubled: 'workflow started a second time',
  shopifyAway: 'Shopify away',
  linnworksAway: 'Linnworks away',
  ledgerAway: 'ledger away, connections cut',
  temporalAway: 'Temporal away',
  workerKilled: 'worker killed (SIGKILL)',
} as const

export type SurroundingFault = keyof typeof surroundingFaults

const vendors: readonly VendorName[] = ['Linnworks', 'Shopify']
const effects: readonly Effect[] = ['write', 'read']

export const faultClasses: readonly FaultClass[] = [
  ...effects.flatMap((effect) =>
    vendors.flatMap((vendor) =>
      (effect === 'write' ? writeKinds : readKinds).map((kind) => ({
        title: vendorFaultTitle(vendor, effect, kind),
        infeasible: uncalled[`${vendor} ${effect}`],
      })),
    ),
  ),
  ...Object.values(surroundingFaults).map((title) => ({ title, infeasible: {} })),
]

export function listFeasibleCells(): readonly string[] {
  return faultClasses.flatMap(({ title, infeasible }) =>
    stagesOfLife
      .filter((stage) => infeasible[stage] === undefined)
      .map((stage) => toCell(title, stage)),
  )
}

/** Names a cell, for instance `worker killed (SIGKILL) @ held`. */
export function toCell(title: string, stage: string): string {
  return `${title} @ ${stage}`
}
