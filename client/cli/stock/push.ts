import { type Client, ScheduleNotFoundError, type WorkflowHandle } from '@temporalio/client'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import { isStopped } from '../../../ledger/stock-stops.ts'
import type { StockSweep } from '../../../ledger/stock-sweeps.ts'
import type { ShopConfig } from '../../../lib/config.ts'
import { type StockInput, stockPushId, taskQueues } from '../../../workflows/contract.ts'
import type { CliContext } from '../context.ts'
import { CliError, type Report } from '../report.ts'
import { followPush, untilInterrupted } from './follow.ts'
import { listShops } from './scope.ts'

/** What became of the wish to push one shop. */
interface PushOutcome {
  readonly shop: string
  readonly workflowId: string
  readonly outcome: 'started' | 'alreadyRunning' | 'done' | 'stopped' | 'interrupted'
  readonly sweep?: StockSweep
  readonly text: string
}

/** Shells know it as the exit code of what Ctrl-C ended. */
export const interruptedExitCode = 130

/** Pushes all levels of the shop, or of every shop whose stock is switched on. */
export async function pushAll(
  context: CliContext,
  { shop, wait }: { readonly shop?: string | undefined; readonly wait: boolean },
): Promise<Report> {
  const client = await context.temporal()
  const shops = listEnabled(context, shop)
  const begun = await Promise.all(shops.map((each) => begin(client, each.shop)))
  if (!wait) return toReport(begun.map(sayBegun))
  return await untilInterrupted(async (interrupted) =>
    toReport(await Promise.all(begun.map((push) => follow(context, push, interrupted)))),
  )
}

/** The shops that may be pushed. @throws CliError where that is none. */
export function listEnabled(context: CliContext, shop: string | undefined): readonly ShopConfig[] {
  const named = listShops(context, shop)
  const enabled = named.filter(({ stock }) => stock.enabled)
  if (enabled.length > 0) return enabled
  const names = named.map((each) => each.shop).join(', ')
  throw new CliError(
    `Stock is not switched on for ${names}: set shops[].stock.enabled, then run setup.`,
  )
}

interface Begun {
  readonly shop: string
  readonly isNew: boolean
  readonly handle: WorkflowHandle
}

/** Starts a push, unless one runs: by hand, or by the Schedule, whose runs have ids of their own. */
async function begin(client: Client, shop: string): Promise<Begun> {
  const scheduled = await findScheduled(client, shop)
  if (scheduled !== undefined) return { shop, isNew: false, handle: scheduled }
  const workflowId = stockPushId(shop)
  const input: StockInput = { shop }
  try {
    const handle = await client.workflow.start('stockPushWorkflow', {
      workflowId,
      taskQueue: taskQueues.orders,
      args: [input],
      staticSummary: `Stock of ${shop}, by hand`,
    })
    return { shop, isNew: true, handle }
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
    return { shop, isNew: false, handle: client.workflow.getHandle(workflowId) }
  }
}

async function findScheduled(client: Client, shop: string): Promise<WorkflowHandle | undefined> {
  try {
    const { info } = await client.schedule.getHandle(stockPushId(shop)).describe()
    for (const { workflow } of info.runningActions) {
      const handle = client.workflow.getHandle(workflow.workflowId, undefined, {
        firstExecutionRunId: workflow.firstExecutionRunId,
      })
      // The Schedule hears of an end a little later.
      if ((await handle.describe()).status.name === 'RUNNING') return handle
    }
    return undefined
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined
    throw error
  }
}

async function follow(
  context: CliContext,
  { shop, handle }: Begun,
  interrupted: AbortSignal,
): Promise<PushOutcome> {
  const { workflowId } = handle
  const followed = await followPush(context, shop, handle, interrupted)
  if (followed.end === 'interrupted') {
    const text = `The push of ${shop} goes on by itself. See how far it is: waybill stock status --shop ${shop}`
    return { shop, workflowId, outcome: 'interrupted', text }
  }
  const { stockStops } = await context.ledger()
  const stop = await stockStops.find(shop)
  const { sweep } = followed
  const done = { shop, workflowId, ...(sweep === undefined ? {} : { sweep }) }
  if (stop !== undefined && isStopped(stop)) {
    const text = `The push of ${shop} stopped itself: ${stop.sentence} Look whether Linnworks is right. If it is: waybill stock resume ${shop}`
    return { ...done, outcome: 'stopped', text }
  }
  return { ...done, outcome: 'done', text: sayDone(shop, sweep) }
}

function sayBegun({ shop, isNew, handle: { workflowId } }: Begun): PushOutcome {
  return isNew
    ? {
        ...{ shop, workflowId, outcome: 'started' },
        text: `The push of ${shop} has begun. Follow it: waybill stock push --shop ${shop} --wait`,
      }
    : {
        ...{ shop, workflowId, outcome: 'alreadyRunning' },
        text: `A push of ${shop} runs already (${workflowId}). Follow it with --wait.`,
      }
}

function sayDone(shop: string, sweep: StockSweep | undefined): string {
  if (sweep === undefined) return `The push of ${shop} is through.`
  const { levels, written, skipped, startedAt, finishedAt } = sweep
  const seconds = finishedAt === null ? 0 : (finishedAt.getTime() - startedAt.getTime()) / 1000
  return `The push of ${shop} is through: ${levels} levels compared in ${Math.ceil(seconds)} s, ${written} written, ${skipped} left out with a reason.`
}

function toReport(outcomes: readonly PushOutcome[]): Report {
  const has = (wanted: PushOutcome['outcome']) => outcomes.some((each) => each.outcome === wanted)
  return {
    json: outcomes.map(({ shop, workflowId, outcome, sweep }) => ({
      ...{ shop, workflowId, outcome },
      ...(sweep === undefined ? {} : { sweep }),
    })),
    text: outcomes.map(({ text }) => text).join('\n'),
    exitCode: has('interrupted') ? interruptedExitCode : has('stopped') ? 1 : 0,
  }
}
