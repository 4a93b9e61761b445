import { runDueJobs } from './order-cancel.ts'
import type { World } from './world.ts'

/** Runs what the API answered with a job, once it is due. */
export interface JobRunner {
  /** Looks for due jobs: call it after every change. */
  wake(): void
  stop(): void
}

export function createJobRunner(world: World, afterRun: () => void): JobRunner {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function wake(): void {
    clearTimeout(timer)
    if (stopped) return
    const waiting = [...world.jobs.values()].filter(({ done }) => !done)
    const nextDueAt = Math.min(Infinity, ...waiting.map(({ dueAt }) => dueAt))
    if (nextDueAt === Infinity) return
    timer = setTimeout(run, Math.max(0, nextDueAt - world.now()))
  }

  function run(): void {
    world.store.transaction(() => runDueJobs(world))
    afterRun()
    wake()
  }

  return {
    wake,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
