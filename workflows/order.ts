import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { isOver } from '../domain/stage.ts'
import { cancel, wantsCancel } from './cancellation.ts'
import { type OrderInput, type OrderResult, orderState } from './contract.ts'
import { dispatch } from './dispatch.ts'
import { changeHold, keepHeld } from './hold.ts'
import { inject } from './injection.ts'
import { hasMail, openMail } from './order-mail.ts'
import { isInjected, ledger, nameOf, type OrderRun, show, toState } from './order-run.ts'
import { pursueCancel, reconsider } from './reconsideration.ts'
import { awaitMail } from './waiting.ts'

/**
 * The life of one Shopify order: into Linnworks once, out of it parcel by parcel, back to Shopify.
 * Carries ids, SKUs and quantities only; the order itself is read inside activities. A poke for an
 * order whose life is over opens a run that asks the ledger and ends at once.
 */
export async function orderWorkflow(input: OrderInput): Promise<OrderResult> {
  const mail = openMail()
  const run: OrderRun = {
    input,
    mail,
    memory: { stage: 'received', consignments: [], parcels: [], held: false },
    exception: undefined,
    cancelWish: undefined,
    next: 'Asking the ledger what is known of it.',
  }
  setHandler(orderState, () => toState(run))
  run.memory = await ledger.openOrder(input)
  run.exception = run.memory.exception
  run.next = isOver(run.memory.stage) ? conclude(run).because : describeAnew(run)
  show(run)

  for (;;) {
    const result = await takeStep(run)
    if (result !== undefined && !hasMail(mail)) {
      await condition(allHandlersFinished)
      if (!hasMail(mail)) return result
    }
    if (workflowInfo().continueAsNewSuggested && !hasMail(mail) && allHandlersFinished()) {
      await continueAsNew<typeof orderWorkflow>(input)
    }
  }
}

/** Does the most urgent thing that is to be done. Answers a result once the order's life is over. */
async function takeStep(run: OrderRun): Promise<OrderResult | undefined> {
  const { mail, memory } = run
  if (mail.cancels.length > 0) return await cancel(run)
  if (mail.holds.length > 0) return await changeHold(run)
  if (mail.departures.length > 0) return await dispatch(run)
  if (isOver(run.memory.stage)) {
    mail.changed = false
    mail.retry = false
    return conclude(run)
  }
  if (memory.held) return await keepHeld(run)
  if (wantsCancel(run)) return await pursueCancel(run)
  if (!isInjected(run)) return await inject(run)
  if (mail.changed || mail.retry) return await reconsider(run)
  return await awaitMail(run)
}

function conclude(run: OrderRun): OrderResult {
  const stage = run.memory.stage === 'cancelled' ? 'cancelled' : 'fulfilled'
  return { stage, because: `Order ${nameOf(run)} is ${stage}.` }
}

/** What a run that finds the order in the middle of its life says of it at first. */
function describeAnew(run: OrderRun): string {
  const { stage } = run.memory
  if (run.exception !== undefined) return run.exception.sentence
  if (stage === 'held') return `Order ${nameOf(run)} is held; release it to let it go on.`
  if (isInjected(run)) return `Waiting for dispatch of order ${nameOf(run)}.`
  return `Looking at order ${nameOf(run)} in Shopify.`
}
