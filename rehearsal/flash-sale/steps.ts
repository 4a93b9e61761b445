import { MockActivityEnvironment } from '@temporalio/testing'
import { ApiError } from '../../lib/api-error.ts'
import { atPriorityOf } from '../../workers/priorities.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Runs activities as a worker does: with a context, at their priority, again where a vendor fails. */
export interface Steps {
  /** Answers nothing where it was cancelled. */
  run<Input, Result>(
    name: string,
    step: (input: Input) => Promise<Result>,
    input: Input,
  ): Promise<Result | undefined>
  /** What runs ends as soon as it looks. */
  cancel(): void
}

export function createSteps(time: VirtualTime, isStopped: () => boolean): Steps {
  const running = new Set<MockActivityEnvironment>()
  let count = 0

  async function runOnce<Result>(
    name: string,
    environment: MockActivityEnvironment,
    step: () => Promise<Result>,
  ): Promise<Result> {
    running.add(environment)
    try {
      return await atPriorityOf(name, () => environment.run(step))
    } finally {
      running.delete(environment)
    }
  }

  return {
    run: async (name, step, input) => {
      count += 1
      const activityId = `${name}-${count}`
      const scheduledTimestampMs = time.nowMs()
      let heartbeatDetails: unknown
      for (let attempt = 1; ; attempt += 1) {
        const environment = new MockActivityEnvironment({
          ...{ activityId, scheduledTimestampMs, attempt, heartbeatDetails },
        })
        environment.on('heartbeat', (details: unknown) => {
          heartbeatDetails = details
        })
        try {
          return await runOnce(name, environment, () => step(input))
        } catch (error) {
          if (isStopped()) return undefined
          if (!(error instanceof ApiError)) throw error
          await time.sleep(error.details.retryAfterMs ?? 1000)
        }
      }
    },
    cancel: () => {
      for (const environment of running) environment.cancel()
    },
  }
}
