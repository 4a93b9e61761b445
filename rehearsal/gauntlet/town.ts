import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from '../../domain/stage.ts'
import type { OrderException } from '../../domain/exceptions.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { cancelOrder, holdOrder, orderWorkflowId, releaseOrder } from '../../workflows/contract.ts'
import type { Stack } from '../stack.ts'
import type { Floor } from './floor.ts'

const betweenTriesMs = 1000
const lookEveryMs = 50

/** What people do to an order that may just be on its way to Linnworks. */
export type Disturbance = 'cancels' | 'addressEdits'

/** Everybody who acts on orders, and what they can see of them. */
export interface Town {
  readonly shopper: Stack['shopper']
  readonly warehouse: Stack['warehouse']
  readonly floor: Floor
  /** Orders that somebody on the floor parks the moment Linnworks has them. */
  readonly toPark: Set<string>
  /** How often each met an order of which a create had left and was not settled. */
  readonly met: Readonly<Record<Disturbance, number>>
  /** Waits for a create of the order whose fate is open, and not longer than so. */
  awaitUnsettled(order: PlacedOrder, withinMs: number): Promise<void>
  /** Does it, and counts it where a create was unsettled before it and after. Answers as it does. */
  observe(order: PlacedOrder, what: Disturbance, act: () => Promise<boolean>): Promise<boolean>
  /** Tries until it is done: people who are refused, or get no answer, come again. */
  insist(act: () => Promise<boolean>): Promise<void>
  awaitStage(order: PlacedOrder, stages: readonly Stage[]): Promise<Stage>
  findStage(order: PlacedOrder): Promise<Stage | undefined>
  findException(order: PlacedOrder): Promise<OrderException | undefined>
  /** Whether its workflow has ended. */
  hasEnded(order: PlacedOrder): Promise<boolean>
  /** What staff ask Waybill for; each answers whether it was done. */
  ask(order: PlacedOrder, what: 'cancel' | 'hold' | 'release' | 'accept'): Promise<boolean>
  signal(order: PlacedOrder, name: 'cancelOrder' | 'retryNow'): Promise<boolean>
  /** Everybody goes home, whatever they still wanted. */
  close(): Promise<void>
}

export function openTown(stack: Stack, floor: Floor, toPark: Set<string>): Town {
  const { ledger, client, shopper, warehouse } = stack
  const keyOf = ({ orderId }: PlacedOrder) => ({ shop: AURORA.shop, orderId })
  const handleOf = ({ orderId }: PlacedOrder) =>
    client.workflow.getHandle(orderWorkflowId(AURORA.shop, orderId))
  const actor = 'staff-7'
  const findStage = async (order: PlacedOrder) => (await ledger.orders.find(keyOf(order)))?.stage

  const met: Record<Disturbance, number> = { cancels: 0, addressEdits: 0 }
  const isUnsettled = async (order: PlacedOrder) =>
    (await ledger.consignments.list(keyOf(order))).some(({ state }) => state === 'sent')

  let closed = false
  const insist = async (act: () => Promise<boolean>): Promise<void> => {
    while (!(await act().catch(() => false))) {
      if (closed) throw new Error('the day is over')
      await sleep(betweenTriesMs)
    }
  }
  return {
    shopper,
    warehouse,
    floor,
    toPark,
    met,
    awaitUnsettled: async (order, withinMs) => {
      const deadline = performance.now() + withinMs
      while (performance.now() < deadline && !(await isUnsettled(order))) await sleep(lookEveryMs)
    },
    observe: async (order, what, act) => {
      const before = await isUnsettled(order)
      const isDone = await act()
      if (isDone && before && (await isUnsettled(order))) met[what] += 1
      return isDone
    },
    insist,
    findStage,
    findException: (order) => ledger.exceptions.findOpen(keyOf(order)),
    hasEnded: async (order) => (await handleOf(order).describe()).status.name !== 'RUNNING',
    awaitStage: async (order, stages) => {
      let found: Stage | undefined
      await insist(async () => {
        found = await findStage(order)
        return found !== undefined && stages.includes(found)
      })
      if (found === undefined) throw new Error(`order ${order.name} has no stage`)
      return found
    },
    ask: async (order, what) => {
      const handle = handleOf(order)
      if (what === 'cancel') {
        const args: [{ reason: 'CUSTOMER'; actor: string }] = [{ reason: 'CUSTOMER', actor }]
        return (await handle.executeUpdate(cancelOrder, { args })).outcome === 'cancelled'
      }
      const update = what === 'hold' ? holdOrder : releaseOrder
      // Who got no answer the last time looks whether it was done.
      const held = (await ledger.orders.find(keyOf(order)))?.held
      if (held === (what === 'hold') && what !== 'accept') return true
      return (await handle.executeUpdate(update, { args: [{ actor }] })).outcome === 'done'
    },
    signal: async (order, name) => {
      const message = name === 'cancelOrder' ? { reason: 'CUSTOMER', actor } : { actor }
      await handleOf(order).signal(name, message)
      return true
    },
    close: () => {
      closed = true
      return Promise.resolve()
    },
  }
}
