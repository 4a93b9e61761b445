import { beforeEach, expect } from 'vitest'
import type { ConsignmentItem } from '../../domain/consignment.ts'
import type { UnitCounts } from '../../ledger/consigned-units.ts'
import type { ConsignmentClaim } from '../../ledger/consignments.ts'
import type { Ledger } from '../../ledger/index.ts'
import { uniqueName } from '../support/servers.ts'
import { claimAs, claimOf, takeTurns } from './ledger.ts'

export const locationId = '8001'
export const nothing: UnitCounts = { inLinnworks: 0, claimed: 0, leftShelf: 0, unheard: 0 }
/** Before all that a test does, and after it. */
export const [before, after] = [new Date(0), new Date('2100-01-01')] as const

/** An order of mugs and what becomes of it; an order and an item of its own for each test. */
export function useMugOrder(ledgers: { readonly ledger: Ledger }) {
  let order = { shop: 'aurora', orderId: '' }
  let mug = ''
  beforeEach(async () => {
    order = { shop: 'aurora', orderId: uniqueName('order') }
    mug = uniqueName('mug')
    await ledgers.ledger.orders.receive(order)
  })

  /** Two mugs, unless told. */
  function itemOf(
    lineId: string,
    { item = mug, quantity = 2, leftShelf = false } = {},
  ): ConsignmentItem {
    const unit = { lineId, inventoryItemId: item, quantity }
    return {
      ...{ itemNumber: lineId, sku: 'MUG', quantity, units: [unit] },
      ...(leftShelf && { leftShelf: true }),
    }
  }

  async function countOf(inventoryItemId: string, verifiedBefore = after): Promise<UnitCounts> {
    const level = { shop: 'aurora', inventoryItemId, locationId, verifiedBefore }
    const [counts] = await ledgers.ledger.consignedUnits.countUnits([level])
    return counts!
  }

  return {
    get order() {
      return order
    },
    get mug() {
      return mug
    },
    itemOf,
    countOf,
    count: (verifiedBefore = after) => countOf(mug, verifiedBefore),

    async claim(changes: Partial<ConsignmentClaim> = {}): Promise<void> {
      const items = [itemOf('L1')]
      const claim = claimOf({ reference: order.orderId, items, ...changes })
      await claimAs(ledgers.ledger, order, [claim])
    },

    async send(): Promise<void> {
      await takeTurns(ledgers.ledger, order, 'attempt-1')
      const leaving = { shop: order.shop, reference: order.orderId, token: 'attempt-1' }
      await ledgers.ledger.consignments.stampSends([leaving])
    },

    async verify(found: { readonly sound?: boolean } = {}): Promise<void> {
      await ledgers.ledger.consignments.markVerified(order.shop, order.orderId, {
        ...{ linnworksOrderId: `lw-${order.orderId}`, linnworksNumber: 100234 },
        ...found,
      })
    },

    find: () => ledgers.ledger.consignments.findByReference(order.shop, order.orderId),

    /** A parcel of it left; without `held` nobody knows yet what is in it. */
    async receive(
      held?: readonly { readonly lineId: string; readonly quantity: number }[],
    ): Promise<string> {
      const linnworksOrderId = uniqueName('lw')
      const { parcels } = ledgers.ledger
      await parcels.receive({ ...order, linnworksOrderId, reference: order.orderId })
      if (held !== undefined) {
        const seen = { vendor: undefined, trackingNumber: undefined, units: held }
        await parcels.describe(linnworksOrderId, seen)
      }
      return linnworksOrderId
    },

    async sendParcel(parcel: string): Promise<void> {
      await ledgers.ledger.parcels.takeTurn(parcel, 'attempt')
      const leaving = { linnworksOrderId: parcel, trackingNumber: null }
      expect(await ledgers.ledger.parcels.stampSend(leaving, 'attempt', null)).toBe(true)
    },
  }
}
