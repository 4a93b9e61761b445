import { Context } from '@temporalio/activity'

const reported = new WeakMap<Context, unknown>()

/** Tells how far a step came; its next attempt finds that in its heartbeat details. */
export function reportProgress(details: unknown): void {
  const context = Context.current()
  reported.set(context, details)
  context.heartbeat(details)
}

/** Says that the step lives, and again how far it came: a heartbeat without would forget that. */
export function keepAlive(context: Context): void {
  context.heartbeat(reported.get(context) ?? context.info.heartbeatDetails)
}
