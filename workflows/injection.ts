import { condition } from '@temporalio/workflow'
import { orderException } from '../domain/exceptions.ts'
import type { OrderResult } from './contract.ts'
import { cancelledByWarehouse } from './ending.ts'
import { unlessStopped } from './interruptible.ts'
import { hasUrgentMail } from './order-mail.ts'
import { attempt, injection, mention, nameOf, type OrderRun, stopFor, tell } from './order-run.ts'
import { awaitMail } from './waiting.ts'

/** Brings the order into Linnworks, or says why it is not going there. */
export async function inject(run: OrderRun): Promise<OrderResult | undefined> {
  const { mail, memory } = run
  if (memory.editableUntil !== undefined) {
    const openMs = Date.parse(memory.editableUntil) - Date.now()
    mention(run, `Order ${nameOf(run)} may still be edited until ${memory.editableUntil}.`)
    const urgent =
      openMs > 0 && (await condition(() => hasUrgentMail(mail), openMs, { summary: 'edit window' }))
    if (urgent) return undefined
  }
  mail.changed = false
  mail.retry = false
  mention(run, `Sending order ${nameOf(run)} to Linnworks.`)
  const outcome = await attempt(run, () =>
    unlessStopped(run, () => injection(run).injectOrder(run.input)),
  )
  if (outcome === 'stopped') return undefined
  if (outcome === undefined) return await awaitMail(run)

  if (outcome.name !== undefined) run.memory = { ...run.memory, name: outcome.name }
  switch (outcome.kind) {
    case 'injected': {
      const { consignments, dispatchDueAt } = outcome
      run.memory = { ...run.memory, consignments, dispatchDueAt }
      const places = consignments.map(
        ({ locationName, linnworksNumber }) =>
          `${locationName ?? 'Linnworks'} as Linnworks ${linnworksNumber ?? ''}`,
      )
      const from = places.join(' and ')
      await tell(
        run,
        'awaitingDispatch',
        `Waiting for dispatch of order ${nameOf(run)} from ${from}.`,
      )
      mail.departures.push(...(outcome.departed ?? []))
      if (consignments.some(({ state }) => state === 'cancelled')) {
        return await cancelledByWarehouse(run)
      }
      if (outcome.cancelled) mail.cancels.push({ request: { reason: 'OTHER', actor: 'shopify' } })
      return undefined
    }
    case 'skipped': {
      const because = `Order ${nameOf(run)} is not sent to Linnworks: ${outcome.because}.`
      await tell(run, 'skipped', because, { skipReason: outcome.reason })
      return { stage: 'skipped', because }
    }
    case 'exception':
      run.memory = { ...run.memory, consignments: outcome.consignments }
      await stopFor(run, outcome.exception)
      return await awaitMail(run)
    case 'tooEarly':
      run.memory = { ...run.memory, editableUntil: outcome.editableUntil }
      // The clock that said so may lag behind ours: not again at once, whatever ours says.
      await condition(() => hasUrgentMail(mail), 1000, { summary: 'edit window' })
      return undefined
    case 'missing':
      await stopFor(run, missing(run))
      return await awaitMail(run)
  }
}

function missing(run: OrderRun) {
  const { shop, orderId } = run.input
  return orderException('ORDER_MISSING', run.input, {
    sentence: `Shopify has no order ${orderId} in the shop ${shop}.`,
    remedy:
      'Check the id; orders older than 60 days need the scope read_all_orders. Then run: ' +
      `waybill order retry ${shop} ${orderId}`,
  })
}
