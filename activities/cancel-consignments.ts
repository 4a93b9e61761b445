import type { LinnworksOrder } from '../domain/consignment-order.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ConsignmentView } from '../workflows/contract.ts'
import { attemptToken } from './attempt-token.ts'
import { type CancelFate, cancelWhateverStops, type Parking } from './cancel-in-linnworks.ts'
import { toConsignmentViews } from './consignment-views.ts'
import type { Dependencies } from './dependencies.ts'
import { heatLevels, listLevels } from './heat-levels.ts'
import { settleConsignment } from './settle-consignment.ts'

export type CancelOutcome = { readonly consignments: readonly ConsignmentView[] } & (
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'dispatched'; readonly linnworksNumbers: readonly number[] }
  | { readonly kind: 'refused'; readonly because: string }
)

const note = 'Cancelled in Shopify'

/**
 * Cancels in Linnworks whatever stands there of an order. A create whose fate is unknown is settled
 * first, and none can be sent any more. Idempotent by the consignments' references: what is
 * cancelled stays so, and every step is read back.
 */
export function createCancelConsignments(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger' | 'lateCommitWaitMs'>,
) {
  const { linnworks, ledger } = dependencies

  return {
    async cancelConsignments(key: OrderKey): Promise<CancelOutcome> {
      // An injection that was given up and lives on can claim and send nothing from here on.
      await ledger.orders.takeTurn(key, attemptToken())
      await ledger.consignments.beginEnding(key)
      const fates: CancelFate[] = []
      const rows = await ledger.consignments.list(key)
      const { unpark } = await ledger.orderParking.findDoubts(key)
      const held = ((await ledger.orders.find(key))?.held ?? false) || unpark !== null
      const wish = { note, held, parking: stampedParking(key) }
      for (const consignment of rows) fates.push(await cancelConsignment(consignment, wish))
      await heatLevels(dependencies, key, listLevels(rows), 'cancelled')
      const consignments = await toConsignmentViews(ledger, key)
      const dispatched = fates.flatMap((fate) => (fate.kind === 'dispatched' ? fate.numbers : []))
      if (dispatched.length > 0) {
        return { kind: 'dispatched', linnworksNumbers: dispatched, consignments }
      }
      const refused = fates.find((fate) => fate.kind === 'refused')
      return refused === undefined
        ? { kind: 'cancelled', consignments }
        : { ...refused, consignments }
    },
  }

  /** An attempt that frees an order and dies leaves word of it, so that a refusal parks it again. */
  function stampedParking(key: OrderKey): Parking {
    return {
      unparkOrders: async (ids) => {
        await ledger.orderParking.begin(key, 'unpark')
        await linnworks.unparkOrders(ids)
      },
      parkOrders: async (ids) => {
        const { park } = await ledger.orderParking.findDoubts(key)
        await ledger.orderParking.begin(key, 'park')
        await linnworks.parkOrders(ids)
        await ledger.orderParking.settle(key, 'park', park)
      },
    }
  }

  async function cancelConsignment(
    consignment: ConsignmentRow,
    wish: Parameters<typeof cancelWhateverStops>[2],
  ): Promise<CancelFate> {
    const { shop, reference, state } = consignment
    if (state === 'cancelled') return { kind: 'cancelled' }
    if (await ledger.consignments.abandon(shop, reference)) return { kind: 'cancelled' }
    await ledger.consignments.takeTurn(shop, reference, attemptToken())
    const found = await findStanding(consignment)
    if (found.length === 0 && consignment.linnworksOrderId !== null) {
      await ledger.consignments.keepStanding(shop, reference)
      return {
        kind: 'refused',
        because: `order ${consignment.linnworksNumber ?? reference} cannot be found there any more; it may have been merged, deleted or given another reference.`,
      }
    }
    const fates: CancelFate[] = []
    for (const order of found) {
      fates.push(await cancelWhateverStops(linnworks, order, wish))
    }
    const refused = fates.find((fate) => fate.kind === 'refused')
    const dispatched = fates.flatMap((fate) => (fate.kind === 'dispatched' ? fate.numbers : []))
    // Where a part of it was cancelled, some of its stock is free by now.
    const stands = found.length > 0 && fates.every((fate) => fate.kind !== 'cancelled')
    if (stands) await ledger.consignments.keepStanding(shop, reference)
    if (refused !== undefined) return refused
    if (dispatched.length > 0) return { kind: 'dispatched', numbers: dispatched }
    await ledger.consignments.close(shop, reference, 'cancelled')
    return { kind: 'cancelled' }
  }

  /** All that stands under the reference, and the order itself, whatever its reference is by now. */
  async function findStanding(consignment: ConsignmentRow): Promise<readonly LinnworksOrder[]> {
    const { linnworksOrderId } = consignment
    const found = await settleConsignment(dependencies, consignment)
    if (linnworksOrderId === null) return found
    if (found.some((each) => each.linnworksOrderId === linnworksOrderId)) return found
    return [...found, ...(await linnworks.getOrdersById([linnworksOrderId]))]
  }
}
