import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure, AsyncCompletionClient } from '@temporalio/client'
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker'
import type { Stack } from '../../../rehearsal/stack.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { orderWorkflowId } from '../../../workflows/contract.ts'
import { eventually } from '../../../rehearsal/eventually.ts'

const withinMs = 60_000

/** Watches the attempts at steps, and gives some up while they go on. */
export interface Steps {
  /** For `startStack`. */
  readonly watchSteps: ActivityInboundCallsInterceptor
  /** Resolves when this attempt at a step of the order has come to its end, however it went. */
  end(order: PlacedOrder, step: string, attempt: number): Promise<void>
}

export function createSteps(): Steps {
  const ended = new Set<string>()
  return {
    watchSteps: {
      execute: async (input, next) => {
        const { workflowExecution, activityType, attempt } = activityInfo()
        try {
          return await next(input)
        } finally {
          ended.add(`${workflowExecution?.workflowId} ${activityType} ${attempt}`)
        }
      },
    },
    end: async ({ orderId }, step, attempt) => {
      const name = `${orderWorkflowId(AURORA.shop, orderId)} ${step} ${attempt}`
      await eventually(`the end of ${name}`, () => ended.has(name), withinMs)
    },
  }
}

/**
 * Tells Temporal that the attempt under way failed, as it concludes for itself when it hears nothing
 * of a worker: another attempt begins after `retryInMs`, while the first one lives on.
 */
export async function giveUp(
  stack: Stack,
  order: PlacedOrder,
  step: string,
  retryInMs: number,
): Promise<void> {
  const { connection, options } = stack.client
  const workflowId = orderWorkflowId(AURORA.shop, order.orderId)
  const { raw } = await stack.client.workflow.getHandle(workflowId).describe()
  const pending = raw.pendingActivities?.find(({ activityType }) => activityType?.name === step)
  const activityId = pending?.activityId
  if (!activityId) throw new Error(`${step} of ${order.name} is not under way`)
  const completion = new AsyncCompletionClient({ connection, namespace: options.namespace })
  const failure = ApplicationFailure.create({
    message: 'nothing was heard of it',
    nextRetryDelay: retryInMs,
  })
  await completion.fail({ workflowId, activityId }, failure)
}

/** Holds the first who comes until it is opened; whoever comes later passes. */
export interface Gate {
  pass(): Promise<void>
  /** Resolves when somebody waits at it. */
  reached(): Promise<void>
  open(): void
}

export function createGate(): Gate {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  let waiting = false
  return {
    pass: async () => {
      if (waiting) return
      waiting = true
      await opened
    },
    reached: async () => {
      await eventually('somebody waits at the gate', () => waiting, withinMs)
    },
    open,
  }
}
