import { orderException } from '../domain/exceptions.ts'
import type { CancelAnswer, CancelRequest, OrderResult } from './contract.ts'
import {
  attempt,
  ledger,
  linnworks,
  mention,
  nameOf,
  type OrderRun,
  shopify,
  stopFor,
  tell,
} from './order-run.ts'

/**
 * Cancels the order: first in Linnworks, where the race with the warehouse is decided, then in
 * Shopify unless the wish came from there. A create whose fate is unknown is settled before.
 */
export async function cancel(run: OrderRun): Promise<OrderResult | undefined> {
  const letter = run.mail.cancels.shift()
  if (letter === undefined) return undefined
  const { request } = letter
  await ledger.recordRequest({
    ...run.input,
    what: 'cancelOrder',
    why: request.reason,
    actor: request.actor,
  })

  if (run.memory.stage === 'fulfilled' || run.memory.stage === 'cancelled') {
    letter.answer =
      run.memory.stage === 'cancelled'
        ? { outcome: 'cancelled', because: `Order ${nameOf(run)} was already cancelled.` }
        : { outcome: 'refused', because: `Order ${nameOf(run)} was already dispatched.` }
    return undefined
  }
  const { answer, result } = await cancelNow(run, request)
  letter.answer = answer
  return result
}

async function cancelNow(
  run: OrderRun,
  request: CancelRequest,
): Promise<{ answer: CancelAnswer; result?: OrderResult }> {
  run.cancelWish = request
  mention(run, `Cancelling order ${nameOf(run)} in Linnworks.`)
  const outcome = await attempt(run, () => linnworks(run).cancelConsignments(run.input))
  if (outcome === undefined) return refused(run.next)
  run.memory = { ...run.memory, consignments: outcome.consignments }

  switch (outcome.kind) {
    case 'cancelled':
      return await cancelInShopify(run, request)
    case 'dispatched':
      return refused(await stopAsTooLate(run, outcome.linnworksNumbers))
    case 'refused': {
      const sentence = `Linnworks did not cancel order ${nameOf(run)}: ${outcome.because}`
      await stopFor(
        run,
        orderException('CANCEL_REFUSED', run.input, {
          sentence,
          remedy: 'Cancel it in Linnworks by hand; Waybill sees it there and goes on by itself.',
        }),
      )
      return refused(sentence)
    }
  }
}

/** The warehouse won the race: exactly one exception says so. Answers its sentence. */
export async function stopAsTooLate(run: OrderRun, numbers: readonly number[]): Promise<string> {
  run.cancelWish = undefined
  const what = numbers.length === 0 ? 'a parcel of it' : `Linnworks order ${numbers.join(', ')}`
  const sentence = `Order ${nameOf(run)} was cancelled too late: the warehouse had dispatched ${what}.`
  const { shop, orderId } = run.input
  await stopFor(
    run,
    orderException('CANCELLED_AFTER_DISPATCH', run.input, {
      sentence,
      remedy: `Recall the parcel or agree a return with the customer, then accept: waybill order release ${shop} ${orderId}`,
    }),
  )
  return sentence
}

/** Whether somebody wants the order cancelled, and a vendor would not or could not. */
export function wantsCancel({ cancelWish, exception }: OrderRun): boolean {
  return cancelWish !== undefined || exception?.code === 'CANCEL_REFUSED'
}

/** What was wanted; a run that began later knows only that something was. */
export function wishOf({ cancelWish }: OrderRun): CancelRequest {
  return cancelWish ?? { reason: 'OTHER', actor: 'waybill' }
}

async function cancelInShopify(
  run: OrderRun,
  request: CancelRequest,
): Promise<{ answer: CancelAnswer; result?: OrderResult }> {
  if (request.actor !== 'shopify') {
    const { reason } = request
    const outcome = await attempt(run, () =>
      shopify(run).cancelShopifyOrder({ ...run.input, reason }),
    )
    if (outcome === undefined) return refused(run.next)
    if (outcome.kind === 'refused') {
      const sentence = `Nothing of order ${nameOf(run)} is open in Linnworks any more, but Shopify refused to cancel it: ${outcome.because}`
      await stopFor(
        run,
        orderException('CANCEL_REFUSED', run.input, {
          sentence,
          remedy: 'Cancel it in Shopify by hand; Waybill sees it there and goes on by itself.',
        }),
      )
      return refused(sentence)
    }
  }
  run.cancelWish = undefined
  const because = `Order ${nameOf(run)} was cancelled before it left the warehouse.`
  await tell(run, 'cancelled', because, { actor: request.actor })
  return { answer: { outcome: 'cancelled', because }, result: { stage: 'cancelled', because } }
}

function refused(because: string): { answer: CancelAnswer } {
  return { answer: { outcome: 'refused', because } }
}
