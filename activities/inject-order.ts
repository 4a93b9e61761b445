import type { SkipReason } from '../domain/eligibility.ts'
import { orderException, type OrderException } from '../domain/exceptions.ts'
import type { PlannedConsignment } from '../domain/mapping.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ConsignmentView } from '../workflows/contract.ts'
import { attemptToken } from './attempt-token.ts'
import { toConsignmentViews } from './consignment-views.ts'
import { createConsignment } from './create-consignment.ts'
import type { Dependencies } from './dependencies.ts'
import { planInjection } from './plan-injection.ts'
import { settleConsignment, withoutSplitChildren } from './settle-consignment.ts'
import { adopt } from './verify-consignment.ts'

export type InjectOutcome =
  | {
      readonly kind: 'injected'
      readonly name: string
      readonly consignments: readonly ConsignmentView[]
      readonly dispatchDueAt: string
      /** Shopify shows it as cancelled by now. */
      readonly cancelled: boolean
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
  | { readonly kind: 'missing'; readonly name?: undefined }

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

  return {
    async injectOrder(key: OrderKey): Promise<InjectOutcome> {
      const { client, policy } = findShop(key.shop)
      const order = await client.getOrder(key.orderId, { money: policy.money })
      if (order === undefined) return { kind: 'missing' }
      const { name } = order
      await ledger.orders.receive(key, { name, placedAt: new Date(order.createdAt) })

      const defect = await settleEarlierAttempts(dependencies, key, name)
      if (defect !== undefined) return await stop(defect)
      const rows = await ledger.consignments.list(key)
      if (rows.length > 0 && rows.every(({ state }) => state !== 'claimed')) return await injected()

      const plan = await planInjection(dependencies, order, policy)
      if (plan.kind === 'skipped') {
        return { kind: 'skipped', name, reason: plan.reason, because: plan.because }
      }
      if (plan.kind === 'exception') return await stop(plan.exception)
      await ledger.consignments.claim(key, plan.consignments.map(toClaim))
      for (const planned of plan.consignments) {
        const failure = await createConsignment(dependencies, key, name, planned, attemptToken())
        if (failure !== undefined) return await stop(failure)
      }
      return await injected()

      async function injected(): Promise<InjectOutcome> {
        return {
          kind: 'injected',
          name,
          consignments: await toConsignmentViews(ledger, key),
          dispatchDueAt: new Date(
            Date.now() + policy.dispatchWithinHours * 3_600_000,
          ).toISOString(),
          cancelled: order?.cancelledAt !== undefined,
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
    },
  }
}

/**
 * Looks at every consignment that an earlier attempt may have created. What is found is adopted;
 * what is certainly not there may be created again.
 */
async function settleEarlierAttempts(
  dependencies: InjectDependencies,
  key: OrderKey,
  name: string,
): Promise<OrderException | undefined> {
  const { ledger } = dependencies
  for (const consignment of await ledger.consignments.list(key)) {
    if (consignment.state !== 'sent') continue
    await ledger.consignments.takeTurn(key.shop, consignment.reference, attemptToken())
    const found = await withoutSplitChildren(
      dependencies,
      await settleConsignment(dependencies, consignment),
    )
    const [only] = found
    if (only === undefined) {
      await ledger.consignments.markNotCreated(key.shop, consignment.reference, attemptToken())
      continue
    }
    if (found.length > 1) return duplicate(key, name, consignment.reference, found.length)
    const defect = await adopt(dependencies, { key, name }, consignment, only)
    if (defect !== undefined) return defect
  }
  return undefined
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

function duplicate(key: OrderKey, name: string, reference: string, count: number): OrderException {
  return orderException('DUPLICATE_IN_LINNWORKS', key, {
    sentence: `Order ${name} stands ${count} times in Linnworks under the reference ${reference}.`,
    remedy: `Keep the oldest, cancel the others in Linnworks, then run: waybill order retry ${key.shop} ${key.orderId}`,
  })
}
