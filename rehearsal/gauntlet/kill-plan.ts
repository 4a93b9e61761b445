import type { Chance } from '../chance.ts'
import type { Boundary } from '../workers/messages.ts'

/** What of a step is struck: the step as a whole, and those calls of it that matter. */
interface StepProfile {
  /** By the vendors' names; `*` is any call. Without it the step keeps to the ledger. */
  readonly calls?: readonly string[]
  /** Every order meets it, or few do. */
  readonly frequent: boolean
}

/** The steps of stock, which no order meets: the stock storm strikes them. */
export const stepsOfStock = [
  'readCatalogue',
  'readLinnworksStock',
  'readShopLevels',
  'pushShopStock',
  'pushHotStock',
] as const

/** Every other activity that a worker hosts. A test holds both lists against the workers' own. */
export const stepProfiles: Readonly<Record<string, StepProfile>> = {
  openOrder: { frequent: true },
  recordProgress: { frequent: true },
  recordRequest: { frequent: false },
  acceptParcels: { frequent: false },
  setHeld: { frequent: false },
  injectOrder: { calls: ['CreateOrders', 'ProcessOrder'], frequent: true },
  verifyConsignments: { calls: ['*'], frequent: false },
  readParcel: { calls: ['*'], frequent: true },
  cancelConsignments: { calls: ['CancelOrder', 'LockOrder'], frequent: false },
  parkConsignments: { calls: ['ChangeOrderTag'], frequent: false },
  unparkConsignments: { calls: ['ChangeOrderTag'], frequent: false },
  sweepDispatches: { calls: ['*'], frequent: false },
  reviewCauses: { calls: ['*'], frequent: false },
  sweepDuplicates: { calls: ['*'], frequent: false },
  readOrder: { calls: ['*'], frequent: false },
  cancelShopifyOrder: { calls: ['orderCancel'], frequent: false },
  postParcel: {
    calls: ['fulfillmentCreate', 'fulfillmentOrderSplit', 'fulfillmentTrackingInfoUpdate'],
    frequent: true,
  },
  sweepOrders: { calls: ['*'], frequent: false },
}

/** Where a worker is to be killed: the so-and-so-many-th time that one comes by there. */
export interface KillPoint {
  /** For instance `injectOrder CreateOrders received`. */
  readonly name: string
  readonly nth: number
}

interface Size {
  readonly orders: number
  readonly kills: number
}

/** From here on a day must strike every point and every doubtful write, or it proves too little. */
export function isFullSize({ orders, kills }: Size): boolean {
  return orders >= 300 && kills >= 40
}

const ofSteps: readonly Boundary[] = ['begins', 'done']
const ofCalls: readonly Boundary[] = ['received', 'committed', 'answered']

/** How a point is called. Of `calls` that are `*` every operation is one. */
export function namePoint(step: string, boundary: Boundary, operation?: string): string {
  if (operation === undefined) return `${step} ${boundary}`
  const all = stepProfiles[step]?.calls?.includes('*') === true
  return all ? `${step} ${boundary}` : `${step} ${operation} ${boundary}`
}

/** Every boundary of every step. */
export function listPoints(): readonly string[] {
  return Object.entries(stepProfiles).flatMap(([step, { calls = [] }]) => [
    ...ofSteps.map((boundary) => namePoint(step, boundary)),
    ...calls.flatMap((operation) =>
      ofCalls.map((boundary) => namePoint(step, boundary, operation)),
    ),
  ])
}

/**
 * When each point is struck: those that many orders pass at any time of the day, the others as soon
 * as they are passed. A plan for few kills takes those that every order passes, writes first.
 */
export function planKills(chance: Chance, { orders, kills }: Size): readonly KillPoint[] {
  const points = chance.shuffle(listPoints()).map((name) => {
    const [step = ''] = name.split(' ')
    const { frequent, calls } = stepProfiles[step] ?? { frequent: false }
    const nth = frequent && !isRare(name) ? chance.between(1, Math.ceil(orders * 0.5)) : 1
    return { name, nth, urgency: (frequent ? 0 : 2) + (calls === undefined ? 1 : 0) }
  })
  const chosen = isFullSize({ orders, kills })
    ? points
    : points
        .filter(({ name }) => !isRare(name))
        .toSorted((one, other) => one.urgency - other.urgency)
        .slice(0, kills)
  return chosen.map(({ name, nth }) => ({ name, nth }))
}

function isRare(name: string): boolean {
  return ['Split', 'Tracking', 'ProcessOrder'].some((word) => name.includes(word))
}
