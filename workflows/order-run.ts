import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { createCancelConsignments } from '../activities/cancel-consignments.ts'
import type { createHoldConsignments } from '../activities/hold-consignments.ts'
import type { createInjectOrder } from '../activities/inject-order.ts'
import type { createOrderSteps, OrderMemory } from '../activities/order-steps.ts'
import type { createPostParcel } from '../activities/post-parcel.ts'
import type { createReadParcel } from '../activities/read-parcel.ts'
import type { createShopifyOrder } from '../activities/shopify-order.ts'
import type { createVerifyConsignments } from '../activities/verify-consignment.ts'
import { isLasting, orderException, type OrderException } from '../domain/exceptions.ts'
import type { Stage } from '../domain/stage.ts'
import {
  type CancelRequest,
  type OrderInput,
  type OrderState,
  searchAttributes,
} from './contract.ts'
import type { OrderMail } from './order-mail.ts'
import { injectionCall, ledgerStep, linnworksCall, shopifyCall } from './options.ts'

export const ledger = proxyLocalActivities<ReturnType<typeof createOrderSteps>>(ledgerStep)
type ShopifySteps = ReturnType<typeof createShopifyOrder> & ReturnType<typeof createPostParcel>
type LinnworksSteps = ReturnType<typeof createReadParcel> &
  ReturnType<typeof createVerifyConsignments> &
  ReturnType<typeof createCancelConsignments> &
  ReturnType<typeof createHoldConsignments>

/** Steps at Shopify. Each says in the Web UI which order it is for. */
export function shopify(run: OrderRun) {
  return proxyActivities<ShopifySteps>({ ...shopifyCall, summary: summaryOf(run) })
}

/** Steps at Linnworks, likewise. */
export function linnworks(run: OrderRun) {
  return proxyActivities<LinnworksSteps>({ ...linnworksCall, summary: summaryOf(run) })
}

/** The one step that gives way to all others. */
export function injection(run: OrderRun) {
  return proxyActivities<ReturnType<typeof createInjectOrder>>({
    ...injectionCall,
    summary: summaryOf(run),
  })
}

/** One run of an order's workflow: what is known, what was asked, and how to say where it stands. */
export interface OrderRun {
  readonly input: OrderInput
  readonly mail: OrderMail
  memory: OrderMemory
  exception: OrderException | undefined
  /** What somebody wants cancelled and is not yet: it is not forgotten. */
  cancelWish: CancelRequest | undefined
  next: string
}

/** What people call the order: its name once known, else its id. */
export function nameOf(run: OrderRun): string {
  return run.memory.name ?? run.input.orderId
}

function summaryOf(run: OrderRun): string {
  return `Order ${nameOf(run)} of ${run.input.shop}`
}

/** Says where the order stands: in the ledger, in the Web UI's list, and in its details. */
export async function tell(
  run: OrderRun,
  stage: Stage,
  next: string,
  more: {
    readonly exception?: OrderException
    readonly skipReason?: string
    readonly actor?: string
  } = {},
): Promise<void> {
  run.exception = more.exception
  run.next = next
  run.memory = { ...run.memory, stage }
  show(run)
  await ledger.recordProgress({ ...run.input, stage, why: next, ...more })
}

/** Shows in the Web UI's list and details where the order stands. */
export function show(run: OrderRun): void {
  setCurrentDetails(toDetails(run))
  const { typedSearchAttributes: shown } = workflowInfo()
  const { stage } = run.memory
  const code = run.exception?.code
  const changes = []
  if (shown.get(searchAttributes.stage) !== stage) {
    changes.push({ key: searchAttributes.stage, value: stage })
  }
  if (shown.get(searchAttributes.exception) !== code) {
    changes.push({ key: searchAttributes.exception, value: code ?? null })
  }
  if (changes.length > 0) upsertSearchAttributes(changes)
}

/** Stops the line: the order waits with a reason until its cause is gone or a person decides. */
export async function stopFor(run: OrderRun, exception: OrderException): Promise<void> {
  await tell(run, 'needsAttention', exception.sentence, { exception })
}

/** Only the details change: nothing that the ledger or a list would show. */
export function mention(run: OrderRun, next: string): void {
  run.next = next
  setCurrentDetails(toDetails(run))
}

/** The order goes on: nothing stops it any more. */
export async function awaitDispatch(run: OrderRun, actor?: string): Promise<void> {
  const stage = run.memory.parcels.length > 0 ? 'partlyDispatched' : 'awaitingDispatch'
  const by = actor === undefined ? {} : { actor }
  await tell(run, stage, `Waiting for dispatch of order ${nameOf(run)}.`, by)
}

/**
 * Runs a vendor step. A vendor that understood and said no for good does not fail the order: it
 * stops with an exception, and the answer is `undefined`.
 */
export async function attempt<T>(run: OrderRun, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) {
      throw error
    }
    const { shop, orderId } = run.input
    const sentence = `Order ${nameOf(run)} waits: ${error.cause.message}`
    if (run.exception !== undefined && isLasting(run.exception.code)) {
      mention(run, sentence)
      return undefined
    }
    await stopFor(
      run,
      orderException('VENDOR_REFUSED', run.input, {
        sentence,
        remedy: `Mend what it names, then run: waybill order retry ${shop} ${orderId}`,
      }),
    )
    return undefined
  }
}

/** Whether the order is in Linnworks, or was: nothing is to be created for it any more. */
export function isInjected({ memory }: OrderRun): boolean {
  return (
    memory.consignments.length > 0 &&
    memory.consignments.every(({ state }) => state !== 'claimed' && state !== 'sent')
  )
}

export function toState(run: OrderRun): OrderState {
  const { memory, exception } = run
  return {
    ...run.input,
    ...(memory.name === undefined ? {} : { name: memory.name }),
    stage: memory.stage,
    consignments: memory.consignments,
    parcels: memory.parcels,
    ...(exception === undefined ? {} : { exception }),
    next: run.next,
  }
}

function toDetails(run: OrderRun): string {
  const { memory, exception } = run
  const lines = [run.next]
  if (exception !== undefined) {
    lines.push(`**${exception.code}**, for ${exception.owner}: ${exception.remedy}`)
  }
  for (const { reference, state, linnworksNumber, locationName } of memory.consignments) {
    const place = locationName === undefined ? '' : ` at ${locationName}`
    const number = linnworksNumber === undefined ? '' : `, Linnworks order ${linnworksNumber}`
    lines.push(`- consignment ${reference}${place}${number}: ${state}`)
  }
  return lines.join('\n\n')
}
