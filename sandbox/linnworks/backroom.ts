import { z } from 'zod'
import { ChannelOrderSchema } from './channel-order.ts'
import { saveAll } from './create-orders.ts'
import { checkChannelOrders, MAX_ORDERS } from './create-rules.ts'
import { processOrder } from './dispatch.ts'
import type { LinnworksState } from './state.ts'
import { createStockBackroom, type StockBackroom } from './stock-backroom.ts'

/** What an order of the account is known by. */
export interface KeptOrder {
  readonly id: string
  readonly number: number
  readonly reference: string
  /** When it was saved first: ISO 8601, UTC. */
  readonly savedAt: string
}

/** A back door for thousands of orders at once, of which no call and no quota knows. */
export interface Backroom extends StockBackroom {
  /** Every order, open and processed, oldest first. */
  listOrders(): readonly KeptOrder[]
  /**
   * Saves new orders at a location, under the rules of `CreateOrders` but for their number. Answers
   * their ids; throws where it would refuse them.
   */
  saveOrders(locationId: string, orders: readonly unknown[]): readonly string[]
  /** Puts a tracking number on the order and processes it; throws where Linnworks would refuse. */
  dispatch(parcel: { readonly orderId: string; readonly trackingNumber: string }): void
}

export function createBackroom(state: LinnworksState): Backroom {
  const { orders } = state
  return {
    ...createStockBackroom(state),
    listOrders: () =>
      [...orders.listOpen(), ...orders.listProcessed()]
        .toSorted((a, b) => a.number - b.number)
        .map(({ id, number, reference, receivedAt, audit }) => ({
          id,
          number,
          reference: reference ?? '',
          savedAt: audit[0]?.at ?? receivedAt,
        })),
    saveOrders: (locationId, wanted) => {
      const parsed = z.array(ChannelOrderSchema).parse(wanted)
      const ids: string[] = []
      for (let start = 0; start < parsed.length; start += MAX_ORDERS) {
        const some = parsed.slice(start, start + MAX_ORDERS)
        checkChannelOrders(some)
        ids.push(...saveAll(state, some, locationId, () => undefined))
      }
      return ids
    },
    dispatch: ({ orderId, trackingNumber }) => {
      state.transaction(() => {
        const order = orders.get(orderId)
        if (order === undefined) throw new Error(`There is no order ${orderId}`)
        orders.save({ ...order, postage: { ...order.postage, trackingNumber } })
        const { Processed, Error: reason } = processOrder(state, orderId)
        if (!Processed) throw new Error(reason ?? 'Not processed')
      })
    },
  }
}
