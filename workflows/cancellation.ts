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
  mention(run, `Cancelling order ${nameOf(run)} in Linnworks.`)
  const outcome = await attempt(run, () => linnworks(run).cancelConsignments(run.input))
  if (outcome === undefined) return refused(run.next)
  run.memory = { ...run.memory, consignments: outcome.consignments }

  switch (outcome.kind) {
    case 'cancelled':
      return await cancelInShopify(run, request)
    case 'dispatched': {
      const numbers = outcome.linnworksNumbers.join(', ')
      const sentence = `Order ${nameOf(run)} was cancelled too late: the warehouse had dispatched Linnworks order ${numbers}.`
      await stopFor(
        run,
        orderException('CANCELLED_AFTER_DISPATCH', run.input, {
          sentence,
          remedy: `Recall the parcel or agree a return with the customer, then accept: waybill order release ${run.input.shop} ${run.input.orderId}`,
        }),
      )
      return refused(sentence)
    }
    case 'refused': {
      run.cancelWish = request
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
      run.cancelWish = request
      const sentence = `Order ${nameOf(run)} is cancelled in Linnworks, but Shopify refused: ${outcome.because}`
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
  const because = `Order ${nameOf(run)} was cancelled before it left the warehouse.`
  await tell(run, 'cancelled', because, { actor: request.actor })
  return { answer: { outcome: 'cancelled', because }, result: { stage: 'cancelled', because } }
}

function refused(because: string): { answer: CancelAnswer } {
  return { answer: { outcome: 'refused', because } }
}
