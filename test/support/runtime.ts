import { IllegalStateError } from '@temporalio/common'
import { Runtime } from '@temporalio/worker'
import type { Logger } from '../../lib/logger.ts'
import { installRuntime } from '../../workers/runtime.ts'

/*
 * The SDK's runtime is one a process, and a process runs one test file after the other.
 */

/** Makes room for a runtime: the file before, if it failed, may have left one that runs. */
export async function endFormerRuntime(): Promise<void> {
  await Runtime.instance().shutdown()
}

/** Has the SDK log here, unless it has a runtime: that serves as well. */
export function quietenRuntime(logger: Logger): void {
  try {
    installRuntime(logger)
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error
  }
}
