import type { FaultKindSchema, FaultScript } from '../../sandbox/faults.ts'
import type { Vendor } from '../twins.ts'
import type { Chance } from '../chance.ts'

type FaultKind = (typeof FaultKindSchema.options)[number]

export interface PlannedFault {
  readonly vendor: Vendor
  readonly rule: Parameters<FaultScript['add']>[0]
}

/**
 * All that Waybill writes at each vendor for an order's sake; a test holds it against its clients.
 * Every order causes the first of each, few cause the others.
 */
export const writes: Readonly<Record<Vendor, readonly string[]>> = {
  linnworks: ['CreateOrders', 'CancelOrder', 'ChangeOrderTag', 'LockOrder', 'ProcessOrder'],
  shopify: [
    'fulfillmentCreate',
    'fulfillmentOrderSplit',
    'fulfillmentTrackingInfoUpdate',
    'orderCancel',
  ],
}

const reads: Readonly<Record<Vendor, readonly string[]>> = {
  linnworks: [
    'AuthorizeByApplication',
    'GetOrdersById',
    'GetOrderDetailsByReferenceId',
    'GetOrderRelations',
    'GetStockItemIdsBySKU',
    'SearchProcessedOrders',
  ],
  shopify: ['order', 'orders'],
}

/** A write that may have happened: what exactly once is about. */
export const doubtful: readonly FaultKind[] = ['replyLost', 'lateCommit']
const plain: readonly FaultKind[] = [
  'unavailable',
  'throttled',
  'unauthorized',
  'reset',
  'slow',
  'malformed',
]

/** Only Waybill's own calls are struck: who works on the floor cannot be blamed for a lost reply. */
const caller = 'worker-'
/** Later than the next attempt, which would find nothing yet, and soon enough to be waited for. */
const latenessMs = { least: 500, most: 4000 }
const slownessMs = { least: 200, most: 1500 }

/**
 * Faults for a day of so many orders: every write loses its reply and is carried out late, most of
 * all the two that must happen once; and now and then anything else goes wrong at any call.
 */
export function planFaults(chance: Chance, orders: number): readonly PlannedFault[] {
  const planned: PlannedFault[] = []
  const add = (vendor: Vendor, operation: string, kind: FaultKind, skip: number) => {
    const { least, most } = kind === 'lateCommit' ? latenessMs : slownessMs
    const delayMs = chance.between(least, most)
    planned.push({ vendor, rule: { operation, kind, skip, caller, delayMs } })
  }
  for (const vendor of ['linnworks', 'shopify'] as const) {
    for (const [index, operation] of writes[vendor].entries()) {
      const often = index === 0
      const times = often ? Math.ceil(orders / 12) : Math.ceil(orders / 75)
      for (const kind of doubtful) {
        for (let nth = 0; nth < times; nth += 1) {
          add(vendor, operation, kind, nth === 0 ? 0 : chance.between(0, often ? orders / 3 : 6))
        }
      }
    }
    const all = [...writes[vendor], ...reads[vendor]]
    for (let nth = 0; nth < orders / 6; nth += 1) {
      add(vendor, chance.pick(all), chance.pick(plain), chance.between(0, orders / 3))
    }
    for (let nth = 0; nth < orders / 30; nth += 1) {
      add(vendor, chance.pick(reads[vendor]), chance.pick(doubtful), chance.between(0, orders / 3))
    }
  }
  return planned
}

/** The doubtful ends of writes that did not strike, as `CreateOrders:lateCommit`. */
export function listUnstruck(struck: Readonly<Record<string, number>>): readonly string[] {
  return [...writes.linnworks, ...writes.shopify]
    .flatMap((operation) => doubtful.map((kind) => `${operation}:${kind}`))
    .filter((key) => (struck[key] ?? 0) === 0)
}
