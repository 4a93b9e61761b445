import { Runtime } from '@temporalio/worker'

/**
 * Makes room for a runtime of the SDK: there is one a process, and the file before, if it failed, may
 * have left one that runs.
 */
export async function endFormerRuntime(): Promise<void> {
  await Runtime.instance().shutdown()
}
