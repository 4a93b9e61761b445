import type { Chance } from '../chance.ts'
import type { PlannedFault } from '../gauntlet/fault-plan.ts'

type Kind = PlannedFault['rule']['kind']

/** Only Waybill's own calls are struck. */
const caller = 'worker-'

/** How each call of the stock steps fails, and of the steps whose orders it counts. */
const plan: readonly {
  readonly vendor: PlannedFault['vendor']
  readonly operation: string
  readonly kinds: readonly Kind[]
  readonly times: number
}[] = [
  {
    vendor: 'shopify',
    operation: 'inventorySetQuantities',
    kinds: ['replyLost', 'lateCommit', 'unavailable', 'reset', 'slow'],
    times: 3,
  },
  ...(['location', 'nodes'] as const).map((operation) => ({
    vendor: 'shopify' as const,
    operation,
    kinds: ['replyLost', 'lateCommit', 'unavailable', 'reset', 'slow'] as const,
    times: 2,
  })),
  ...(['GetStockItemsFull', 'GetStockLevel_Batch'] as const).map((operation) => ({
    vendor: 'linnworks' as const,
    operation,
    kinds: ['replyLost', 'lateCommit', 'unavailable', 'reset', 'slow'] as const,
    times: 2,
  })),
  {
    vendor: 'linnworks',
    operation: 'CreateOrders',
    kinds: ['replyLost', 'lateCommit'],
    times: 1,
  },
  { vendor: 'linnworks', operation: 'CancelOrder', kinds: ['replyLost'], times: 1 },
  {
    vendor: 'shopify',
    operation: 'fulfillmentCreate',
    kinds: ['replyLost', 'lateCommit'],
    times: 1,
  },
]

/** Each rule strikes one call: the so-and-so-many-th of its operation, as the seed has it. */
export function planStockFaults(chance: Chance): readonly PlannedFault[] {
  return plan.flatMap(({ vendor, operation, kinds, times }) =>
    kinds.flatMap((kind) =>
      Array.from({ length: times }, (_, nth) => ({
        vendor,
        rule: {
          operation,
          kind,
          caller,
          skip: nth === 0 ? chance.between(0, 2) : chance.between(0, 12),
          delayMs: kind === 'lateCommit' ? chance.between(500, 4000) : chance.between(300, 2000),
        },
      })),
    ),
  )
}
