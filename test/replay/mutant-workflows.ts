import { sleep } from '@temporalio/workflow'
import type { OrderInput, OrderResult } from '../../workflows/contract.ts'
import { orderWorkflow as released } from '../../workflows/order.ts'

/** Somebody changed the released workflow without `patched()`: it takes a breath at first. */
export async function orderWorkflow(input: OrderInput): Promise<OrderResult> {
  await sleep(1000)
  return await released(input)
}
