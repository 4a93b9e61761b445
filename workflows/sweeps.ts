import { proxyActivities, setCurrentDetails } from '@temporalio/workflow'
import type { createCauseReview } from '../activities/cause-review.ts'
import type { createDispatchSweep } from '../activities/dispatch-sweep.ts'
import type { createDuplicateSweep } from '../activities/duplicate-sweep.ts'
import type { createOrderSweep } from '../activities/order-sweep.ts'
import type { OrderSweepInput } from './contract.ts'
import { linnworksSweep, shopifySweep } from './options.ts'

const { sweepOrders } = proxyActivities<ReturnType<typeof createOrderSweep>>(shopifySweep)
const { sweepDispatches } = proxyActivities<ReturnType<typeof createDispatchSweep>>(linnworksSweep)
const { sweepDuplicates } = proxyActivities<ReturnType<typeof createDuplicateSweep>>(linnworksSweep)
const { reviewCauses } = proxyActivities<ReturnType<typeof createCauseReview>>(linnworksSweep)

/** Finds the orders of one shop that webhooks lost. */
export async function orderSweepWorkflow(input: OrderSweepInput): Promise<void> {
  const { seen, handed } = await sweepOrders(input)
  setCurrentDetails(`Saw ${seen} changed orders of ${input.shop}, handed over ${handed}.`)
}

/** Finds what Linnworks dispatched or cancelled, for all orders at once. */
export async function dispatchSweepWorkflow(): Promise<void> {
  const { seen, handed } = await sweepDispatches()
  setCurrentDetails(`Saw ${seen} orders leave Linnworks' open orders, told ${handed}.`)
}

/** Wakes the orders whose cause is mended, in case the message about it was lost. */
export async function causeReviewWorkflow(): Promise<void> {
  const { open, cured, woken } = await reviewCauses()
  setCurrentDetails(`Of ${open} open causes ${cured} are gone; woke ${woken} orders.`)
}

/** Finds what stands in Linnworks beyond what was sent, and cancels it or asks people. */
export async function duplicateSweepWorkflow(): Promise<void> {
  const { seen, suspected, cancelled, reported } = await sweepDuplicates()
  setCurrentDetails(
    `Looked over ${seen} orders in Linnworks, closer at ${suspected}: cancelled ${cancelled} duplicates, asks people about ${reported}.`,
  )
}
