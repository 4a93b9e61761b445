import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from '../../domain/stage.ts'
import type { OrderException } from '../../domain/exceptions.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { cancelOrder, holdOrder, orderWorkflowId, releaseOrder } from '../../workflows/contract.ts'
import type { Stack } from '../stack.ts'
import type { Floor } from './floor.ts'

const betweenTriesMs = 1000

/** Everybody who acts on orders, and what they can see of them. */
export interface Town {
  readonly shopper: Stack['shopper']
  readonly warehouse: Stack['warehouse']
  readonly floor: Floor
  /** Orders that somebody on the floor parks the moment Linnworks has them. */
  readonly toPark: Set<string>
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
