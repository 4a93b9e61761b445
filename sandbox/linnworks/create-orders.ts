import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { ChannelOrderSchema, type ChannelOrder } from './channel-order.ts'
import { checkChannelOrders, listGood } from './create-rules.ts'
import type { StoredOrder } from './documents.ts'
import { toStoredOrder } from './new-order.ts'
import { answer, operation, Refusal, type Operation } from './operation.ts'
import type { LinnworksState } from './state.ts'

/** How long a create takes between its look and its commit where creates may race. */
const RACE_GAP_MS = 30

/**
 * `CreateOrders`: the ids of the orders that were saved, in no documented relation to the request.
 * A reference (Source + SubSource + ReferenceNumber) that exists unpaid is updated and answers
 * its id; one that is paid is skipped and missing from the answer.
 */
export function createOrderOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Orders/CreateOrders',
      perMinute: 150,
      pausesItself: true,
      input: z.object({ orders: z.array(ChannelOrderSchema), location: z.string() }),
      run: async ({ orders, location }, call) => {
        const place = state.locations.find((candidate) => candidate.name === location)
        const look = (order: ChannelOrder) => findExisting(state, order)
        try {
          checkChannelOrders(orders)
        } catch (refusal) {
          const saves = state.account.switches.refusedBatch === 'savesTheGood'
          if (saves && place !== undefined) saveAll(state, listGood(orders), place.id, look)
          throw refusal
        }
        if (place === undefined) throw new Refusal('Location not found.')
        if (state.account.switches.deduplication === 'racing') {
          const seen = orders.map(look)
          await (call.pause?.() ?? wait(RACE_GAP_MS))
          return answer(saveAll(state, orders, place.id, (_order, index) => seen[index]))
        }
        await call.pause?.()
        return answer(saveAll(state, orders, place.id, look))
      },
    }),
  ]
}

/** Saves the orders as one: their ids, without those that exist and may no longer be edited. */
export function saveAll(
  state: LinnworksState,
  orders: readonly ChannelOrder[],
  locationId: string,
  look: (order: ChannelOrder, index: number) => StoredOrder | undefined,
): string[] {
  return state.transaction(() =>
    orders
      .map((order, index) => saveOne(state, order, { locationId, known: look(order, index) }))
      .filter((id) => id !== undefined),
  )
}

/** The id of the order as saved, or undefined where it exists and may no longer be edited. */
function saveOne(
  state: LinnworksState,
  order: ChannelOrder,
  { locationId, known }: { locationId: string; known: StoredOrder | undefined },
): string | undefined {
  if (known === undefined) {
    const place = { id: randomUUID(), number: state.orders.nextNumber(), locationId }
    state.orders.save(toStoredOrder(state, order, place))
    return place.id
  }
  if (known.status !== 0 || known.processedAt !== null) return undefined
  const { id, number } = known
  const next = toStoredOrder(state, order, { id, number, locationId })
  const at = state.now()
  const audit = [...known.audit, { at, type: 'ORDER_UPDATED', note: 'Order saved by the API' }]
  state.orders.save({ ...next, notes: [...known.notes, ...next.notes], audit })
  return id
}

function findExisting(state: LinnworksState, order: ChannelOrder): StoredOrder | undefined {
  const known = state.orders.listByIdentity({
    source: order.Source ?? '',
    subSource: order.SubSource ?? '',
    reference: order.ReferenceNumber ?? '',
  })
  if (state.account.switches.deduplication !== 'untilProcessed') return known[0]
  return known.find((existing) => existing.processedAt === null)
}
