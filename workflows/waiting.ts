import { condition } from '@temporalio/workflow'
import { orderException } from '../domain/exceptions.ts'
import { hasMail } from './order-mail.ts'
import { nameOf, type OrderRun, stopFor } from './order-run.ts'

/**
 * Waits until something is said. An order that waits for its dispatch longer than the shop promised
 * says so, once, and goes on waiting.
 */
export async function awaitMail(run: OrderRun): Promise<undefined> {
  const { mail, memory } = run
  const isDue = memory.stage === 'awaitingDispatch' || memory.stage === 'partlyDispatched'
  if (!isDue || memory.dispatchDueAt === undefined) {
    await condition(() => hasMail(mail))
    return
  }
  const remainingMs = Date.parse(memory.dispatchDueAt) - Date.now()
  const heard =
    remainingMs > 0 &&
    (await condition(() => hasMail(mail), remainingMs, { summary: 'promised dispatch' }))
  if (heard || hasMail(mail)) return
  await stopFor(
    run,
    orderException('DISPATCH_OVERDUE', run.input, {
      sentence: `Order ${nameOf(run)} was promised to leave by ${memory.dispatchDueAt} and has not left Linnworks.`,
      remedy: 'Dispatch it in Linnworks, or cancel it; its dispatch closes this by itself.',
    }),
  )
}
