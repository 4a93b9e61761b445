import { setTimeout as sleep } from 'node:timers/promises'
import type { Warehouse, WarehouseOrder } from '../../sandbox/warehouse.ts'

const lookEveryMs = 1500
const handsOnTheFloor = 6
const carriers = ['Royal Mail', 'DPD'] as const

/** How the parcels of an order leave. */
export interface Leave {
  /** `performance.now()`: not before. */
  readonly fromMs: number
  /** So long after a parcel left it gets its tracking number; at once where absent. */
  readonly trackingAfterMs?: number
}

/** The warehouse floor: sends what stands open there, once somebody said that it may leave. */
export interface Floor {
  allow(orderId: string, leave: Leave): void
  /** What stands open of the Shopify order, as of the last look around. */
  listOpen(orderId: string): readonly WarehouseOrder[]
  hasSent(orderId: string): boolean
  /** Parcels that left and lack their tracking number still. */
  readonly unlabelled: number
  stop(): Promise<void>
}

export function startFloor(warehouse: Warehouse, say: (line: string) => void): Floor {
  const leaves = new Map<string, Leave>()
  const sent = new Set<string>()
  const unlabelled = new Map<string, { readonly parcel: Parcel; readonly dueMs: number }>()
  let open: readonly WarehouseOrder[] = []
  let stopped = false

  async function work(): Promise<void> {
    while (!stopped) {
      try {
        open = await warehouse.listOpenOrders()
        await share(open.filter(isDue), send)
        const due = [...unlabelled.values()].filter(({ dueMs }) => dueMs <= performance.now())
        await share(due, async ({ parcel }) => {
          await warehouse.label(parcel)
          unlabelled.delete(parcel.orderId)
        })
      } catch (error) {
        // Linnworks' quotas hold for people too: what was not done is done at the next look.
        say(`The floor: ${String(error)}`)
      }
      await sleep(lookEveryMs)
    }
  }

  function isDue({ reference, parked }: WarehouseOrder): boolean {
    const leave = leaves.get(orderIdOf(reference))
    return leave !== undefined && !parked && leave.fromMs <= performance.now()
  }

  async function send({ orderId, number, reference }: WarehouseOrder): Promise<void> {
    const vendor = carriers[number % carriers.length] ?? carriers[0]
    const parcel = { orderId, vendor, trackingNumber: `RM${number}GB` }
    const laterMs = leaves.get(orderIdOf(reference))?.trackingAfterMs
    if (laterMs === undefined) await warehouse.dispatch(parcel)
    else {
      await warehouse.dispatch({ orderId, vendor })
      unlabelled.set(orderId, { parcel, dueMs: performance.now() + laterMs })
    }
    sent.add(orderIdOf(reference))
  }

  const working = work()
  return {
    allow: (orderId, leave) => {
      leaves.set(orderId, leave)
    },
    listOpen: (orderId) => open.filter(({ reference }) => orderIdOf(reference) === orderId),
    hasSent: (orderId) => sent.has(orderId),
    get unlabelled() {
      return unlabelled.size
    },
    stop: async () => {
      stopped = true
      await working
    },
  }
}

interface Parcel {
  readonly orderId: string
  readonly vendor: string
  readonly trackingNumber: string
}

/** Some hands share the work; whatever one cannot do, the others do theirs. */
async function share<T>(tasks: readonly T[], act: (task: T) => Promise<void>): Promise<void> {
  const left = [...tasks]
  const failures: unknown[] = []
  const hand = async () => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) {
      await act(task).catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: handsOnTheFloor }, hand))
  if (failures.length > 0) throw failures[0]
}

/** References are `<orderId>`, or `<orderId>-2` and so on. */
function orderIdOf(reference: string): string {
  return reference.split('-', 1).join('')
}
