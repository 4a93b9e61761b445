import { z } from 'zod'
import { shopifyOperation } from './operation.ts'
import { refusedBy, type Refused } from './refusal.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireUserErrorsSchema } from './wire.ts'

export type CancelReason = 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF'

/** Restocks nothing and refunds nothing: stock and money each have their own way. */
export const cancelOrderMutation = shopifyOperation({
  operation: 'orderCancel',
  effect: 'write',
  document: `mutation CancelOrder($id: ID!, $reason: OrderCancelReason!, $notifyCustomer: Boolean!) {
    orderCancel(
      orderId: $id
      reason: $reason
      notifyCustomer: $notifyCustomer
      restock: false
      refundMethod: { originalPaymentMethodsRefund: false }
    ) {
      job { id }
      orderCancelUserErrors { field message }
    }
  }`,
  requestedCost: 10,
  schema: z.object({ orderCancel: z.object({ orderCancelUserErrors: WireUserErrorsSchema }) }),
})

export function createOrderCancel(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** Accepted is not yet cancelled: Shopify does it in a job. Read the order to see it done. */
    cancelOrder: async (input: {
      readonly orderId: string
      readonly reason: CancelReason
      readonly notifyCustomer: boolean
    }): Promise<{ readonly outcome: 'accepted' } | Refused> => {
      const { reason, notifyCustomer } = input
      const variables = { id: toGid('Order', input.orderId), reason, notifyCustomer }
      const { orderCancel } = await transport.execute(cancelOrderMutation, variables)
      const { orderCancelUserErrors } = orderCancel
      return orderCancelUserErrors.length > 0
        ? refusedBy(orderCancelUserErrors, variables)
        : { outcome: 'accepted' }
    },
  }
}
