import { type Client, WithStartWorkflowOperation } from '@temporalio/client'
import type { UpdateDefinition } from '@temporalio/common'
import type { OrderKey } from '../../ledger/order-key.ts'
import {
  cancelOrder,
  type CancelRequest,
  holdOrder,
  orderStart,
  orderWorkflowType,
  releaseOrder,
  retryNow,
} from '../../workflows/contract.ts'
import type { CliContext } from './context.ts'
import { findOrder, type OrderWords } from './find-order.ts'
import { CliError, type Report } from './report.ts'

interface Answer {
  readonly outcome: 'cancelled' | 'done' | 'refused'
  readonly because: string
}

/** Settling a create whose fate is unknown takes minutes; an answer is waited for that long. */
export interface Patience {
  readonly timeoutSeconds: number
}

/** Cancels the order in both systems. A refusal is exit 1. */
export async function cancel(
  context: CliContext,
  named: OrderWords,
  { reason, timeoutSeconds }: Patience & Pick<CancelRequest, 'reason'>,
): Promise<Report> {
  const order = await findOrder(context, named)
  const request = { reason, actor: context.actor }
  return toReport(await ask(context, order, cancelOrder, request, timeoutSeconds))
}

/** Stops the order before its dispatch, or lets it go on. A refusal is exit 1. */
export async function holdOrRelease(
  context: CliContext,
  named: OrderWords,
  { wish, timeoutSeconds }: Patience & { readonly wish: 'hold' | 'release' },
): Promise<Report> {
  const order = await findOrder(context, named)
  const update = wish === 'hold' ? holdOrder : releaseOrder
  return toReport(await ask(context, order, update, { actor: context.actor }, timeoutSeconds))
}

/** Has the order judge its exception again at once. */
export async function retry(context: CliContext, named: OrderWords): Promise<Report> {
  const order = await findOrder(context, named)
  await wake(await context.temporal(), order, context.actor)
  return {
    json: { shop: order.shop, orderId: order.orderId, outcome: 'asked' },
    text: `Order ${order.name ?? order.orderId} looks again now. See how it went: waybill order show ${order.shop} ${order.orderId}`,
  }
}

/** Wakes an order, whether its workflow runs or not. */
export async function wake(client: Client, key: OrderKey, actor: string): Promise<void> {
  const order = { shop: key.shop, orderId: key.orderId }
  await client.workflow.signalWithStart(orderWorkflowType, {
    ...orderStart(order),
    args: [order],
    signal: retryNow,
    signalArgs: [{ actor }],
  })
}

async function ask<Request>(
  context: CliContext,
  key: OrderKey,
  update: UpdateDefinition<Answer, [Request]>,
  request: Request,
  timeoutSeconds: number,
): Promise<Answer> {
  const client = await context.temporal()
  const order = { shop: key.shop, orderId: key.orderId }
  const startWorkflowOperation = new WithStartWorkflowOperation(orderWorkflowType, {
    ...orderStart(order),
    args: [order],
    workflowIdConflictPolicy: 'USE_EXISTING',
  })
  const outOfPatience = AbortSignal.timeout(timeoutSeconds * 1000)
  try {
    return await client.withAbortSignal(outOfPatience, () =>
      client.workflow.executeUpdateWithStart(update, {
        args: [request],
        startWorkflowOperation,
      }),
    )
  } catch (error) {
    if (!outOfPatience.aborted) throw error
    throw new CliError(
      `The order has not answered within ${timeoutSeconds} s. What was asked stands and is done as soon as a worker gets to it: waybill order show ${key.shop} ${key.orderId}`,
    )
  }
}

function toReport(answer: Answer): Report {
  const refused = answer.outcome === 'refused'
  return {
    json: answer,
    text: refused ? `Refused. ${answer.because}` : answer.because,
    exitCode: refused ? 1 : 0,
  }
}
