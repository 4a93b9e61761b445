import { z } from 'zod'
import type { LinnworksOperation } from './answer.ts'
import type { LinnworksTransport } from './transport.ts'

/** Orders/GetAllOpenOrders answers ids and nothing else, without pages. */
export const WireOpenOrderIdsSchema = z
  .array(z.guid())
  .nullable()
  .transform((ids) => ids ?? [])

const GET_ALL_OPEN_ORDERS: LinnworksOperation<string[]> = {
  operation: 'GetAllOpenOrders',
  path: '/api/Orders/GetAllOpenOrders',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireOpenOrderIdsSchema,
}

export function createOpenOrders(transport: Pick<LinnworksTransport, 'call'>) {
  return {
    /**
     * All open orders of one location, of every source: parked and locked ones too. The vendor's
     * filters are not relied on, for one that is misread would hide what is looked for.
     */
    listOpenOrderIds: (locationId: string): Promise<readonly string[]> =>
      transport.call(GET_ALL_OPEN_ORDERS, { fulfilmentCenter: locationId }),
  }
}
