import { subscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'
import { activityInfo, asyncLocalStorage } from '@temporalio/activity'
import { destination } from 'pino'
import { checkConfig } from '../../lib/config.ts'
import { createLogger } from '../../lib/logger.ts'
import { CALLER_HEADER } from '../../sandbox/call-moment.ts'
import { installRuntime } from '../../workers/runtime.ts'
import { startWorkerRole, type WorkerRoleSettings } from '../../workers/worker-role.ts'
import {
  type GoOn,
  nameCaller,
  type StepMoment,
  type WorkerNews,
  type WorkerTask,
} from './messages.ts'

/*
 * A worker process that can be killed at a chosen moment: Waybill's own worker, which says before and
 * after each step, and at each vendor's reply, where it is, and waits there for leave to go on.
 */

/** A parcel that waits for its tracking number is looked at again after this, not ten minutes. */
const lookAgainMs = 5000

const waiting = new Map<number, () => void>()
let asked = 0
let called = 0

process.on('message', (message: WorkerTask | GoOn) => {
  if (message.kind === 'task') void work(message)
  else waiting.get(message.id)?.()
})
// Whoever struck the rehearsal with Ctrl-C meant its main process, which ends this one.
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())

async function work({ worker, settings, workflowBundle, logFile }: WorkerTask): Promise<void> {
  const logger = createLogger({
    role: 'worker',
    instance: worker,
    level: 'info',
    destination: destination({ dest: logFile, sync: true }),
  })
  installRuntime(logger)
  gateCalls(worker)
  const running = await startWorkerRole({
    config: checkConfig(settings),
    logger,
    instance: worker,
    workflowBundle,
    alter: lookSooner,
    watchSteps: {
      execute: async (input, next) => {
        const step = activityInfo().activityType
        await meet({ worker, step, boundary: 'begins' })
        const result = await next(input)
        await meet({ worker, step, boundary: 'done' })
        return result
      },
    },
  })
  running.done.catch((error: unknown) => {
    logger.fatal({ error }, 'The worker failed')
    process.exit(1)
  })
  say({ kind: 'ready' })
}

/**
 * Each call tells the twin by a header which worker and step it comes from, and its reply is kept
 * from the worker until it has leave.
 */
function gateCalls(worker: string): void {
  subscribe('http.client.request.created', (message) => {
    const request = requestIn(message)
    if (request === undefined) return
    const step = asyncLocalStorage.getStore()?.info.activityType ?? ''
    called += 1
    const caller = nameCaller({ worker, step, call: called })
    request.setHeader(CALLER_HEADER, caller)
    const emit = request.emit.bind(request)
    const gated = (event: string, ...args: unknown[]): boolean => {
      if (event !== 'response') return emit(event, ...args)
      void meet({ worker, step, boundary: 'answered', caller }).then(() => emit(event, ...args))
      return true
    }
    Object.defineProperty(request, 'emit', { value: gated })
  })
}

function requestIn(message: unknown): ClientRequest | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  return message.request instanceof ClientRequest ? message.request : undefined
}

const lookSooner: NonNullable<WorkerRoleSettings['alter']> = (dependencies) => {
  const { ledger } = dependencies
  const soon = () => new Date(Date.now() - lookAgainMs)
  const parcels = {
    ...ledger.parcels,
    listWaiting: (_stale: Date, limit: number) => ledger.parcels.listWaiting(soon(), limit),
    listUntracked: (since: Date, _lookedBefore: Date, limit: number) =>
      ledger.parcels.listUntracked(since, soon(), limit),
  }
  return { ...dependencies, ledger: { ...ledger, parcels } }
}

function meet(moment: StepMoment): Promise<void> {
  asked += 1
  const id = asked
  return new Promise((resolve) => {
    waiting.set(id, () => {
      waiting.delete(id)
      resolve()
    })
    say({ kind: 'moment', id, moment })
  })
}

function say(news: WorkerNews): void {
  process.send?.(news)
}
