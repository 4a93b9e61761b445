import { heartbeat, log } from '@temporalio/activity'
import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { toOrderId } from '../domain/consignment.ts'
import { ApiError } from '../lib/api-error.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { Dependencies } from './dependencies.ts'
import { type CaseResult, createDuplicateRepair } from './duplicate-repair.ts'
import { createDuplicateSuspects } from './duplicate-suspects.ts'
import { leaveToOthers } from './stopping.ts'

export interface DuplicateSweepResult {
  /** Linnworks orders looked over. */
  readonly seen: number
  /** Shopify orders looked at closer. */
  readonly suspected: number
  /** Linnworks orders that were cancelled. */
  readonly cancelled: number
  /** Linnworks orders that people are asked about. */
  readonly reported: number
}

interface Case extends OrderKey {
  readonly suspects: readonly LinnworksOrder[]
}

const firstLookMs = 24 * 3_600_000
const cursorName = 'linnworks:duplicates'

/**
 * Looks in Linnworks for units of Shopify orders beyond those that were sent, whatever brought them
 * there: cancels what certainly is one too many, asks people about the rest. Looks at everything
 * that is open, and at what was dispatched since its cursor, which moves only when all that was
 * seen was judged. Idempotent: it may end anywhere and begin again.
 */
export function createDuplicateSweep(
  dependencies: Pick<
    Dependencies,
    | 'findShop'
    | 'linnworks'
    | 'ledger'
    | 'orderDesk'
    | 'lateCommitWaitMs'
    | 'sweepOverlapMs'
    | 'stopping'
  >,
) {
  const { ledger, orderDesk, sweepOverlapMs: overlapMs, stopping } = dependencies
  const watch = createDuplicateSuspects(dependencies)
  const { settle } = createDuplicateRepair(dependencies)

  return {
    async sweepDuplicates(): Promise<DuplicateSweepResult> {
      const startedAt = new Date()
      const cursor = await ledger.cursors.find(cursorName)
      const fromMs = (cursor?.getTime() ?? startedAt.getTime() - firstLookMs) - overlapMs
      // Open ones first: what is dispatched meanwhile is then in both lists, not in neither.
      const open = await watch.listOpen()
      const dispatched = await watch.listDispatched(
        new Date(fromMs).toISOString(),
        new Date(startedAt.getTime() + overlapMs).toISOString(),
      )
      const results: CaseResult[] = []
      for (const each of await listCases([...open.suspects, ...dispatched.suspects])) {
        leaveToOthers(stopping)
        results.push(await judge(each))
        heartbeat(results.length)
      }
      if (results.every(({ postponed }) => !postponed)) {
        await ledger.cursors.advance(cursorName, startedAt)
      }
      return {
        seen: open.seen + dispatched.seen,
        suspected: results.length,
        cancelled: results.reduce((total, { cancelled }) => total + cancelled, 0),
        reported: results.reduce((total, { reported }) => total + reported, 0),
      }
    },
  }

  /** The orders that are worth a closer look, and those of which people were asked before. */
  async function listCases(found: readonly LinnworksOrder[]): Promise<readonly Case[]> {
    const byId = new Map(found.map((each) => [each.linnworksOrderId, each]))
    const byOrder = Map.groupBy(byId.values(), ({ subSource, reference }) =>
      keyName({ shop: subSource, orderId: toOrderId(reference) ?? '' }),
    )
    const cases = new Map<string, Case>()
    for (const [name, suspects] of byOrder) {
      leaveToOthers(stopping)
      const [{ subSource: shop, reference } = { subSource: '', reference: '' }] = suspects
      const orderId = toOrderId(reference)
      // A merged order bears no order's reference: it is found by what it was made of.
      if (orderId === undefined) continue
      const key = { shop, orderId }
      if (await watch.isSuspicious(key, suspects)) cases.set(name, { ...key, suspects })
      heartbeat(name)
    }
    for (const { shop, orderId, code } of await ledger.exceptions.listOpen()) {
      const name = keyName({ shop, orderId })
      if (code !== 'DUPLICATE_IN_LINNWORKS' || cases.has(name)) continue
      cases.set(name, { shop, orderId, suspects: byOrder.get(name) ?? [] })
    }
    return [...cases.values()]
  }

  async function judge({ shop, orderId, suspects }: Case): Promise<CaseResult> {
    const order = await ledger.orders.find({ shop, orderId })
    try {
      if (order !== undefined) return await settle(order, suspects)
      await introduce({ shop, orderId }, suspects)
    } catch (error) {
      // One order that Linnworks will not show must not hide all others.
      if (!(error instanceof ApiError) || error.details.kind !== 'rejected') throw error
      log.warn('Linnworks refused a look at a possible duplicate.', { shop, orderId, error })
    }
    return { cancelled: 0, reported: 0, postponed: false }
  }

  /**
   * An order that the ledger does not know, for instance after a restore, is not cancelled: its
   * workflow is told, which takes what stands in Linnworks as its own, or says what it is.
   */
  async function introduce(key: OrderKey, suspects: readonly LinnworksOrder[]): Promise<void> {
    const numbers = suspects.map(({ number }) => number)
    log.warn('Found an order in Linnworks that the ledger does not know.', { ...key, numbers })
    if (isServed(key.shop)) await orderDesk.orderChanged(key)
  }

  function isServed(shop: string): boolean {
    try {
      return dependencies.findShop(shop) !== undefined
    } catch {
      return false
    }
  }
}

function keyName({ shop, orderId }: OrderKey): string {
  return `${shop} ${orderId}`
}
