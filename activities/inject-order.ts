import { isOfLeftUnits } from '../domain/consignment.ts'
import { hasDepartures } from '../domain/consignment-left.ts'
import type { SkipReason } from '../domain/eligibility.ts'
import type { OrderException } from '../domain/exceptions.ts'
import type { PlannedConsignment } from '../domain/mapping.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ConsignmentView } from '../workflows/contract.ts'
import { attemptToken } from './attempt-token.ts'
import { toConsignmentViews } from './consignment-views.ts'
import { createConsignment, superseded } from './create-consignment.ts'
import { createCreationLine, type PlaceInLine } from './creation-line.ts'
import type { Dependencies } from './dependencies.ts'
import { heatLevels, listLevels } from './heat-levels.ts'
import { noteLook } from './look-at-order.ts'
import { planInjection } from './plan-injection.ts'
import { processLeft } from './process-left.ts'
import { settleEarlierAttempts } from './settle-consignment.ts'

export type InjectOutcome =
  | {
      readonly kind: 'injected'
      readonly name: string
      readonly consignments: readonly ConsignmentView[]
      readonly dispatchDueAt: string
      /** Shopify shows it as cancelled by now. */
      readonly cancelled: boolean
      /** Its Linnworks orders that have left by now. */
      readonly departed?: readonly string[]
    }
  | {
      readonly kind: 'skipped'
      readonly name: string
      readonly reason: SkipReason
      readonly because: string
    }
  | {
      readonly kind: 'exception'
      readonly name: string
      readonly exception: OrderException
      readonly consignments: readonly ConsignmentView[]
    }
  | {
      readonly kind: 'tooEarly'
      readonly name: string
      /** ISO 8601: until then its customer may still edit it. */
      readonly editableUntil: string
    }
  | { readonly kind: 'missing'; readonly name?: undefined }

type Consigned = Pick<PlannedConsignment, 'locationId' | 'items'>

type InjectDependencies = Pick<
  Dependencies,
  'findShop' | 'linnworks' | 'ledger' | 'lateCommitWaitMs'
>

/**
 * Brings an order into Linnworks exactly once, however often it is attempted. Idempotent by the
 * consignments' references: each is claimed in the ledger before the first call, and looked up in
 * Linnworks before any call after it.
 */
export function createInjectOrder(dependencies: InjectDependencies) {
  const { findShop, ledger } = dependencies
  const line = createCreationLine(dependencies)

  return {
    async injectOrder(key: OrderKey): Promise<InjectOutcome> {
      const place = line.enter()
      try {
        return await inject(key, place)
      } finally {
        place.leave()
      }
    },
  }

  async function inject(key: OrderKey, place: PlaceInLine): Promise<InjectOutcome> {
    const { client, policy } = findShop(key.shop)
    const token = attemptToken()
    await ledger.orders.receiveTurn(key, token)
    const order = await client.getOrder(key.orderId, { money: policy.money })
    if (order === undefined) {
      await ledger.consignedUnits.noteLeft(key, [], new Date())
      return { kind: 'missing' }
    }
    const { name } = order
    const seenAt = new Date(order.updatedAt)
    await ledger.orders.receive(key, { name, placedAt: new Date(order.createdAt) })

    const { rows, defect } = await settleEarlierAttempts(dependencies, key, name)
    if (defect !== undefined) return await stop(defect)
    // What stands of it, or is on its way, may have left by hand since.
    if (rows.length > 0) await noteLook(dependencies, key, order)
    const begun = rows.filter(({ state }) => state !== 'claimed')
    // A create may be carried out later than anybody waits: its cancellation looks, and closes it.
    const everSent = rows.some((row) => row.everSent)
    const mayStand = begun.length > 0 || everSent
    const isToEnd = order.cancelledAt !== undefined
    if (mayStand && (isToEnd || begun.length === rows.length)) return await injected(rows)
    const editableUntilMs = Date.parse(order.createdAt) + policy.editWindowMinutes * 60_000
    // Without a window the moment of its placing does not matter: Shopify's clock may be ahead.
    // Nor does it where a part has left: nobody waits for its edits then.
    const hasWindow = policy.editWindowMinutes > 0 && !hasDepartures(order)
    if (hasWindow && begun.length === 0 && Date.now() < editableUntilMs) {
      return { kind: 'tooEarly', name, editableUntil: new Date(editableUntilMs).toISOString() }
    }
    // What was begun is finished as it was planned: the rest may have been dispatched since.
    const plan = await planInjection(dependencies, order, policy, begun.length > 0 ? rows : [])
    if (plan.kind !== 'ready' && begun.length === 0) {
      await ledger.consignedUnits.noteLeft(key, plan.left, seenAt)
      await heatLevels(dependencies, key, plan.left, 'sold')
    }
    if (plan.kind === 'skipped') {
      return { kind: 'skipped', name, reason: plan.reason, because: plan.because }
    }
    if (plan.kind === 'exception') return await stop(plan.exception)
    const claims = plan.consignments.map(toClaim)
    const looked = begun.length > 0 ? {} : { left: plan.left, seenAt }
    const earlier = await ledger.consignments.claim(key, claims, token, looked)
    if (earlier === undefined) throw superseded(key.orderId)
    for (const planned of plan.consignments) {
      const before = earlier.get(planned.order.reference)
      const creation = { key, name, order, planned, token, before, everSent, place }
      const failure = await createConsignment(dependencies, creation)
      if (failure !== undefined) return await stop(failure)
    }
    return await injected(plan.consignments)

    async function injected(consignments: readonly Consigned[]): Promise<InjectOutcome> {
      if (consignments.some(isOfLeftUnits)) {
        const failure = await processLeft(dependencies, { key, name })
        if (failure !== undefined) return await stop(failure)
      }
      const [parcels, views] = await Promise.all([
        ledger.parcels.list(key),
        toConsignmentViews(ledger, key),
        heatLevels(dependencies, key, listLevels(consignments), 'sold'),
      ])
      const unposted = parcels.filter(({ postedAt }) => postedAt === null)
      return {
        kind: 'injected',
        name,
        consignments: views,
        dispatchDueAt: new Date(Date.now() + policy.dispatchWithinHours * 3_600_000).toISOString(),
        cancelled: order?.cancelledAt !== undefined,
        departed: unposted.map(({ linnworksOrderId }) => linnworksOrderId),
      }
    }

    async function stop(exception: OrderException): Promise<InjectOutcome> {
      return {
        kind: 'exception',
        name,
        exception,
        consignments: await toConsignmentViews(ledger, key),
      }
    }
  }
}

function toClaim(planned: PlannedConsignment, index: number) {
  return {
    reference: planned.order.reference,
    ordinal: index + 1,
    locationId: planned.locationId,
    linnworksLocationId: planned.linnworksLocationId,
    totalMinor: planned.totalMinor,
    items: planned.items,
  }
}
