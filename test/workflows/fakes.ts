import type { createActivities } from '../../activities/index.ts'
import type { OrderMemory } from '../../activities/order-steps.ts'
import type { ConsignmentView, OrderInput } from '../../workflows/contract.ts'
import { consignmentOf, injectedAs } from './outcomes.ts'

type Activities = ReturnType<typeof createActivities>
type LedgerSteps = Activities['orders']

export type SweepSteps = Pick<Activities['shopify'], 'sweepOrders'> &
  Pick<Activities['linnworks'], 'sweepDispatches' | 'sweepDuplicates' | 'reviewCauses'> &
  StockSteps

type StockSteps = Pick<
  Activities['shopify'],
  'readCatalogue' | 'readShopLevels' | 'pushShopStock' | 'pushHotStock'
> &
  Pick<Activities['linnworks'], 'readLinnworksStock'>

/** What an order's workflow asks of the vendors, with the types of the real activities. */
export type VendorSteps = Omit<Activities['shopify'] & Activities['linnworks'], keyof SweepSteps>

export type OrderActivities = LedgerSteps & VendorSteps

export type Progress = Omit<Parameters<LedgerSteps['recordProgress']>[0], keyof OrderInput>
export type Request = Omit<Parameters<LedgerSteps['recordRequest']>[0], keyof OrderInput>

/** One order's surroundings: what was asked of them, and what the ledger was told. */
export interface FakeWorld {
  readonly activities: OrderActivities
  /** Vendor steps in the order of their attempts. */
  readonly calls: (keyof VendorSteps)[]
  readonly progress: Progress[]
  readonly requests: Request[]
  /** What the ledger knows by now: a further run starts from it. */
  memory(): OrderMemory
}

/** What an order meets unless a test says otherwise: everything goes well. */
export function fakesOf(
  overrides: Partial<OrderActivities> = {},
  remembered: Partial<OrderMemory> = {},
): FakeWorld {
  const calls: (keyof VendorSteps)[] = []
  const progress: Progress[] = []
  const requests: Request[] = []
  let memory: OrderMemory = {
    stage: 'received',
    consignments: [],
    parcels: [],
    held: false,
    ...remembered,
  }

  const ledger: LedgerSteps = {
    openOrder: async () => memory,
    recordProgress: async ({ shop: _shop, orderId: _orderId, ...told }) => {
      progress.push(told)
      const { exception: _closed, ...rest } = memory
      const { stage, exception } = told
      memory = { ...rest, stage, ...(exception === undefined ? {} : { exception }) }
    },
    recordRequest: async ({ shop: _shop, orderId: _orderId, ...request }) => {
      requests.push(request)
    },
    setHeld: async ({ held }) => {
      memory = { ...memory, held }
    },
    acceptParcels: async () => {
      memory = { ...memory, parcels: memory.parcels.filter(({ posted }) => posted) }
    },
  }
  const fakes: OrderActivities = {
    ...ledger,
    readOrder: async () => ({ found: true, cancelled: false, unitsToShip: 1 }),
    injectOrder: async () => injectedAs(consignmentOf()),
    readParcel: async () => ({ kind: 'dispatched', consignments: allNow('dispatched') }),
    postParcel: async () => ({ kind: 'posted', unitsLeft: 0 }),
    cancelConsignments: async () => ({ kind: 'cancelled', consignments: allNow('cancelled') }),
    cancelShopifyOrder: async () => ({ kind: 'cancelled' }),
    verifyConsignments: async () => ({}),
    parkConsignments: async () => ({ outcome: 'done' }),
    unparkConsignments: async () => ({ outcome: 'done' }),
    ...overrides,
  }
  const activities: OrderActivities = {
    ...fakes,
    readOrder: noted('readOrder', fakes.readOrder),
    injectOrder: noted('injectOrder', async (input) => learn(await fakes.injectOrder(input))),
    readParcel: noted('readParcel', async (input) => {
      const reading = learn(await fakes.readParcel(input))
      if (reading.kind === 'dispatched') keepParcel(input.linnworksOrderId, false)
      return reading
    }),
    postParcel: noted('postParcel', async (input) => {
      const outcome = await fakes.postParcel(input)
      if (outcome.kind === 'posted') {
        keepParcel(input.linnworksOrderId, true, outcome.untracked)
      }
      return outcome
    }),
    cancelConsignments: noted('cancelConsignments', async (input) =>
      learn(await fakes.cancelConsignments(input)),
    ),
    cancelShopifyOrder: noted('cancelShopifyOrder', fakes.cancelShopifyOrder),
    verifyConsignments: noted('verifyConsignments', fakes.verifyConsignments),
    parkConsignments: noted('parkConsignments', fakes.parkConsignments),
    unparkConsignments: noted('unparkConsignments', fakes.unparkConsignments),
  }
  return { activities, calls, progress, requests, memory: () => memory }

  function noted<Input, Output>(name: keyof VendorSteps, fake: (input: Input) => Promise<Output>) {
    return async (input: Input): Promise<Output> => {
      calls.push(name)
      return await fake(input)
    }
  }

  function allNow(state: ConsignmentView['state']): readonly ConsignmentView[] {
    return memory.consignments.map((each) => ({ ...each, state }))
  }

  function learn<
    Outcome extends {
      readonly name?: string | undefined
      readonly consignments?: readonly ConsignmentView[]
    },
  >(outcome: Outcome): Outcome {
    const { name, consignments } = outcome
    if (name !== undefined) memory = { ...memory, name }
    if (consignments !== undefined) memory = { ...memory, consignments }
    return outcome
  }

  function keepParcel(linnworksOrderId: string, posted: boolean, untracked = false): void {
    const others = memory.parcels.filter((each) => each.linnworksOrderId !== linnworksOrderId)
    memory = {
      ...memory,
      parcels: [...others, { linnworksOrderId, posted, ...(untracked && { untracked }) }],
    }
  }
}
