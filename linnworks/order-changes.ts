import { z } from 'zod'
import type { LinnworksOperation } from './answer.ts'
import type { LinnworksTransport } from './transport.ts'
import { flag, textOrUndefined } from './wire.ts'

/** Orders/CancelOrder, Orders/ChangeOrderTag and Orders/LockOrder say nothing that can be relied on. */
export const WireNothingSchema = z.unknown()

/** Orders/ProcessOrder answers 200 also when it refuses. */
export const WireProcessOrderSchema = z.object({ Processed: flag, Error: textOrUndefined })

const PARKED_TAG = 7

const CANCEL_ORDER: LinnworksOperation<unknown> = {
  operation: 'CancelOrder',
  path: '/api/Orders/CancelOrder',
  method: 'POST',
  effect: 'write',
  body: 'json',
  schema: WireNothingSchema,
  emptyIsYes: true,
}

/** A form, for removing a tag has been seen to work only so (observed on a live account). */
const CHANGE_ORDER_TAG: LinnworksOperation<unknown> = {
  operation: 'ChangeOrderTag',
  path: '/api/Orders/ChangeOrderTag',
  method: 'POST',
  effect: 'write',
  body: 'form',
  schema: WireNothingSchema,
  emptyIsYes: true,
}

const LOCK_ORDER: LinnworksOperation<unknown> = {
  operation: 'LockOrder',
  path: '/api/Orders/LockOrder',
  method: 'POST',
  effect: 'write',
  body: 'json',
  schema: WireNothingSchema,
  emptyIsYes: true,
}

const PROCESS_ORDER: LinnworksOperation<z.infer<typeof WireProcessOrderSchema>> = {
  operation: 'ProcessOrder',
  path: '/api/Orders/ProcessOrder',
  method: 'POST',
  effect: 'write',
  body: 'json',
  schema: WireProcessOrderSchema,
}

/** Changes of an order's state. Linnworks may answer 200 and do nothing: read back after each. */
export function createOrderChanges(transport: Pick<LinnworksTransport, 'call'>) {
  const tag = async (orderIds: readonly string[], value: number | null): Promise<void> => {
    await transport.call(CHANGE_ORDER_TAG, { orderIds, tag: value })
  }
  const lock = async (orderIds: readonly string[], lockOrder: boolean): Promise<void> => {
    await transport.call(LOCK_ORDER, { orderIds, lockOrder })
  }
  return {
    /**
     * Cancels an open order, without a refund: leaving that field out is an error. Throws
     * `rejected` on a parked, locked or processed order.
     */
    cancelOrder: async (input: {
      readonly linnworksOrderId: string
      readonly locationId: string
      readonly note: string
    }): Promise<void> => {
      await transport.call(CANCEL_ORDER, {
        orderId: input.linnworksOrderId,
        fulfilmentCenter: input.locationId,
        refund: 0,
        note: input.note,
      })
    },

    /** A parked order keeps its stock and cannot be dispatched. */
    parkOrders: (ids: readonly string[]): Promise<void> => tag(ids, PARKED_TAG),
    unparkOrders: (ids: readonly string[]): Promise<void> => tag(ids, null),

    /** A locked order releases its stock. */
    lockOrders: (ids: readonly string[]): Promise<void> => lock(ids, true),
    unlockOrders: (ids: readonly string[]): Promise<void> => lock(ids, false),

    /** Marks an order dispatched, which takes its units off the stock. */
    processOrder: async (input: {
      readonly linnworksOrderId: string
      readonly locationId: string
    }): Promise<
      { readonly outcome: 'processed' } | { readonly outcome: 'refused'; readonly message: string }
    > => {
      const answer = await transport.call(PROCESS_ORDER, {
        orderId: input.linnworksOrderId,
        scanPerformed: true,
        locationId: input.locationId,
      })
      return answer.Processed
        ? { outcome: 'processed' }
        : { outcome: 'refused', message: answer.Error ?? 'Linnworks gave no reason' }
    },
  }
}
