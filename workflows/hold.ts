import { patched, sleep } from '@temporalio/workflow'
import type { HoldAnswer, OrderResult } from './contract.ts'
import { unlessStopped } from './interruptible.ts'
import type { HoldRequest } from './order-mail.ts'
import {
  attempt,
  awaitDispatch,
  isInjected,
  ledger,
  linnworks,
  nameOf,
  type OrderRun,
  shopify,
  tell,
} from './order-run.ts'
import { accept, acceptedStage } from './acceptance.ts'
import { awaitMail } from './waiting.ts'

/** Stops the order before its dispatch, or lets it go on. A release also accepts what cannot be undone. */
export async function changeHold(run: OrderRun): Promise<OrderResult | undefined> {
  const letter = run.mail.holds.shift()
  if (letter === undefined) return undefined
  const { request } = letter
  if (request.wish === 'release' && !run.memory.held) await keepRequest()
  await ledger.recordRequest({
    ...run.input,
    what: request.wish,
    why: 'asked for',
    actor: request.actor,
  })
  const { answer, result } =
    request.wish === 'hold' ? await hold(run, request) : await release(run, request)
  letter.answer = answer
  return result
}

/**
 * Ends the task in which the request came, so that history has it before the ledger is written. An
 * acceptance is written by steps in the ledger alone: were their task refused, because a message came
 * while the order ended, or lost with its worker, the ledger would know of it and the order would not.
 */
async function keepRequest(): Promise<void> {
  if (patched('acceptance-kept-first')) await sleep(1, { summary: 'keeping the request' })
}

/** A held order does nothing but notice that it was cancelled in Shopify. */
export async function keepHeld(run: OrderRun): Promise<undefined> {
  const { mail } = run
  if (!mail.changed && !mail.retry) return await awaitMail(run)
  mail.changed = false
  mail.retry = false
  const read = await attempt(run, () => unlessStopped(run, () => shopify(run).readOrder(run.input)))
  if (read === 'stopped') {
    mail.changed = true
    return undefined
  }
  if (read?.found === true && read.cancelled) {
    mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
  } else if (read !== undefined && run.exception?.code === 'VENDOR_REFUSED') {
    run.exception = undefined
    await stayHeld(run)
  }
  return undefined
}

/** What stopped an order in Linnworks before outlives the hold; anything else is found again. */
async function stayHeld(run: OrderRun, actor?: string): Promise<void> {
  const { exception } = run
  await tell(run, 'held', `Order ${nameOf(run)} is held; release it to let it go on.`, {
    ...(actor === undefined ? {} : { actor }),
    ...(exception === undefined || !isInjected(run) ? {} : { exception }),
  })
}

interface HoldOutcome {
  readonly answer: HoldAnswer
  readonly result?: OrderResult
}

async function hold(run: OrderRun, { actor }: HoldRequest): Promise<HoldOutcome> {
  const { stage } = run.memory
  if (stage === 'fulfilled' || stage === 'cancelled' || stage === 'skipped') {
    return refused(`Order ${nameOf(run)} is ${stage}; there is nothing to hold.`)
  }
  if (run.exception !== undefined && acceptedStage(run) !== undefined) {
    return refused(`Order ${nameOf(run)} waits for a decision already: ${run.exception.sentence}`)
  }
  const parked = await attempt(run, () => linnworks(run).parkConsignments(run.input))
  if (parked === undefined) return refused(run.next)
  if (parked.outcome === 'refused') return refused(parked.because)
  await ledger.setHeld({ ...run.input, held: true })
  run.memory = { ...run.memory, held: true }
  await stayHeld(run, actor)
  return done(`Order ${nameOf(run)} is held.`)
}

async function release(run: OrderRun, { actor }: HoldRequest): Promise<HoldOutcome> {
  if (!run.memory.held) {
    const acceptance = await accept(run, actor)
    return (
      acceptance ??
      refused(`Order ${nameOf(run)} is not held, and nothing about it waits to be accepted.`)
    )
  }
  const unparked = await attempt(run, () => linnworks(run).unparkConsignments(run.input))
  if (unparked === undefined) return refused(run.next)
  if (unparked.outcome === 'refused') return refused(unparked.because)
  await ledger.setHeld({ ...run.input, held: false })
  run.memory = { ...run.memory, held: false }
  const { exception } = run
  if (exception !== undefined) {
    await tell(run, 'needsAttention', exception.sentence, { exception, actor })
  } else if (isInjected(run)) {
    await awaitDispatch(run, actor)
  } else {
    await tell(run, 'received', `Sending order ${nameOf(run)} to Linnworks.`, { actor })
  }
  run.mail.retry = true
  return done(`Order ${nameOf(run)} goes on.`)
}

function done(because: string): HoldOutcome {
  return { answer: { outcome: 'done', because } }
}

function refused(because: string): HoldOutcome {
  return { answer: { outcome: 'refused', because } }
}
