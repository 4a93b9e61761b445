import type { WorkflowHandle } from '@temporalio/client'
import { eventually } from '../../rehearsal/eventually.ts'

/** A step under way that ends when the test says so. */
export interface Gate {
  /** What the step waits for. */
  readonly opened: Promise<void>
  open(): void
}

export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Resolves when there are that many of something, for instance of calls. */
export async function counted(what: string, list: readonly unknown[], times = 1): Promise<void> {
  await eventually(`${times} × ${what}`, () => list.length >= times)
}

/** Resolves when a step failed and waits for its second attempt. */
export async function backingOff(handle: Pick<WorkflowHandle, 'describe'>): Promise<void> {
  await eventually('a second attempt to be due', async () => {
    const { raw } = await handle.describe()
    return raw.pendingActivities?.some(({ attempt }) => attempt === 2)
  })
}

/** Resolves when the order asked for a step under way to be given up. */
export async function calledOff(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<void> {
  await eventually('a step to be called off', async () => {
    const { events } = await handle.fetchHistory()
    return events?.some((event) => event.activityTaskCancelRequestedEventAttributes)
  })
}
