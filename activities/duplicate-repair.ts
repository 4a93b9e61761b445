import { log } from '@temporalio/activity'
import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { duplicateStands } from '../domain/duplicate-exceptions.ts'
import type { StandingOrder } from '../domain/duplicates.ts'
import { type OrderKey, orderSubject } from '../ledger/order-key.ts'
import type { OrderRow } from '../ledger/orders.ts'
import { attemptToken } from './attempt-token.ts'
import { cancelAsItStands, type CancelFate, cancelWhateverStops } from './cancel-in-linnworks.ts'
import type { Dependencies } from './dependencies.ts'
import { type DuplicateLook, lookForDuplicates } from './duplicate-case.ts'

export interface CaseResult {
  readonly cancelled: number
  readonly reported: number
  /** Too early to judge: a create of the order may still be under way. */
  readonly postponed: boolean
}

const code = 'DUPLICATE_IN_LINNWORKS'
const note = 'Cancelled by Waybill: it stood in Linnworks twice'

/**
 * Looks closer at one order: cancels in Linnworks what is certainly too many, and asks people about
 * the rest. Idempotent by the Linnworks order: what is cancelled stands no more, and the same
 * question is asked once.
 */
export function createDuplicateRepair(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger' | 'orderDesk' | 'lateCommitWaitMs'>,
) {
  const { linnworks, ledger, orderDesk, lateCommitWaitMs } = dependencies

  return {
    async settle(order: OrderRow, suspects: readonly LinnworksOrder[]): Promise<CaseResult> {
      const first = await lookForDuplicates(dependencies, order, { suspects })
      if (first.cancel.length + first.report.length === 0) {
        await endQuestion(order)
        return { cancelled: 0, reported: 0, postponed: false }
      }
      if (await isUnsettled(order)) return { cancelled: 0, reported: 0, postponed: true }
      if (first.cancel.length === 0) {
        return { cancelled: 0, reported: await report(order, first.report), postponed: false }
      }
      // An injection that is under way can send nothing from here on, and what stands is read anew.
      await ledger.orders.takeTurn(order, attemptToken())
      if (await isUnsettled(order)) return { cancelled: 0, reported: 0, postponed: true }
      const look = await lookForDuplicates(dependencies, order, { suspects })
      const stuck = await cancelAll(order, look)
      const cancelled = look.cancel.length - stuck.length
      const reported = await report(order, [...look.report, ...stuck])
      if (reported === 0) await endQuestion(order)
      return { cancelled, reported, postponed: false }
    },
  }

  /** Whether something was sent so lately that it may not have arrived. */
  async function isUnsettled(key: OrderKey): Promise<boolean> {
    const consignments = await ledger.consignments.list(key)
    const now = await ledger.clock.now()
    return consignments.some(
      ({ sentAt }) => sentAt !== null && now.getTime() - sentAt.getTime() < lateCommitWaitMs,
    )
  }

  /** Answers what Linnworks did not let go. */
  async function cancelAll(
    order: OrderRow,
    { cancel, orders }: DuplicateLook,
  ): Promise<readonly StandingOrder[]> {
    const stuck: StandingOrder[] = []
    for (const surplus of cancel) {
      const found = orders.get(surplus.linnworksOrderId)
      if (found === undefined) continue
      // Before: should the answer be lost, the history knows all the same who did it.
      await noteFound(order, surplus)
      const fate = await cancelSurplus(order, found)
      if (fate.kind === 'cancelled') await noteRepair(order, surplus)
      else stuck.push({ ...surplus, dispatched: fate.kind === 'dispatched' })
    }
    return stuck
  }

  /** What somebody parked or locked is freed only where nothing of the order may leave. */
  function cancelSurplus({ stage }: OrderRow, found: LinnworksOrder): Promise<CancelFate> {
    return stage === 'cancelled'
      ? cancelWhateverStops(linnworks, found, { note })
      : cancelAsItStands(linnworks, found, note)
  }

  async function noteFound(
    { shop, orderId }: OrderRow,
    { number, reference }: StandingOrder,
  ): Promise<void> {
    const key = { shop, orderId }
    const why = `Linnworks order ${number}, under the reference ${reference}, stands there beside what was sent, and is to be cancelled.`
    const events = await ledger.events.list(orderSubject(key))
    if (events.some((event) => event.why === why)) return
    await ledger.orders.noteRequest(key, { actor: 'waybill', what: 'duplicate found', why })
  }

  async function noteRepair({ shop, orderId }: OrderRow, surplus: StandingOrder): Promise<void> {
    const { linnworksOrderId, number, reference, own } = surplus
    await ledger.orders.noteRequest(
      { shop, orderId },
      {
        actor: 'waybill',
        what: 'duplicate cancelled',
        why: `Linnworks order ${number} was cancelled.`,
      },
    )
    log.warn('Cancelled a duplicate in Linnworks.', { shop, orderId, linnworksOrderId, number })
    // Its own order must hear of it; of any other the dispatch sweep need not tell.
    if (own || (await ledger.consignments.findByReference(shop, reference)) === undefined) return
    await ledger.parcels.receive({ shop, orderId, reference, linnworksOrderId })
    await ledger.parcels.markHanded(linnworksOrderId)
    await ledger.parcels.settle(linnworksOrderId)
  }

  /** Answers how many orders people were asked about, now or before. */
  async function report(order: OrderRow, surplus: readonly StandingOrder[]): Promise<number> {
    const { shop, orderId, stage } = order
    const open = await ledger.exceptions.findOpen(order)
    let asked = 0
    for (const each of surplus) {
      const { linnworksOrderId, number, dispatched } = each
      // What has left is told by the dispatch sweep too; it is asked about once.
      if (dispatched && (await isAnswered(linnworksOrderId))) continue
      asked += 1
      if (open?.code === code && open.sentence.includes(String(number))) continue
      log.warn('Found a duplicate in Linnworks that people decide about.', {
        shop,
        orderId,
        linnworksOrderId,
        number,
      })
      if (open !== undefined && open.code !== code) continue
      const sent = await ledger.consignments.findByReference(shop, each.reference)
      if (hasEnded(order) && (sent === undefined || stage !== 'fulfilled')) {
        await askInLedger(order, each)
      } else if (sent === undefined) {
        // It is still to be injected, and takes what stands under its reference as its own.
        await orderDesk.orderChanged({ shop, orderId })
      } else {
        await orderDesk.parcelDispatched({ shop, orderId }, linnworksOrderId)
      }
    }
    return asked
  }

  async function isAnswered(linnworksOrderId: string): Promise<boolean> {
    const parcel = await ledger.parcels.find(linnworksOrderId)
    return parcel !== undefined && parcel.postedAt !== null
  }

  /** No workflow runs for it: a run that was started would end at once and hear nothing. */
  async function askInLedger(order: OrderRow, each: StandingOrder): Promise<void> {
    // A parcel of a cancelled order is its workflow's to tell of.
    if (each.dispatched && order.stage === 'cancelled') return
    const exception = duplicateStands(order, each)
    await keepStage(order, { why: exception.sentence, exception })
  }

  /** Nothing is too many any more: whoever waits for that is woken. */
  async function endQuestion(order: OrderRow): Promise<void> {
    const open = await ledger.exceptions.findOpen(order)
    if (open?.code !== code) return
    const { shop, orderId } = order
    if (!hasEnded(order)) await orderDesk.retryNow({ shop, orderId })
    else await keepStage(order, { why: 'Nothing stands in Linnworks beyond what was sent.' })
  }

  async function keepStage(
    { shop, orderId, stage, skipReason }: OrderRow,
    move: Pick<Parameters<typeof ledger.orders.moveTo>[1], 'why' | 'exception'>,
  ): Promise<void> {
    const kept = skipReason === null ? {} : { skipReason }
    await ledger.orders.moveTo({ shop, orderId }, { stage, ...kept, ...move })
  }
}

/** A run of its workflow would end at once. */
function hasEnded({ stage }: OrderRow): boolean {
  return stage === 'fulfilled' || stage === 'cancelled' || stage === 'skipped'
}
