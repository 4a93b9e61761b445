import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import type { StockSweep } from '../../../ledger/stock-sweeps.ts'
import type { CliContext } from '../context.ts'
import { CliError } from '../report.ts'
import { count } from '../table.ts'

export type FollowEnd =
  { readonly end: 'done'; readonly sweep: StockSweep | undefined } | { readonly end: 'interrupted' }

const lookEveryMs = 500

/** Runs what may be waited for; Ctrl-C ends the waiting and nothing else. */
export async function untilInterrupted<T>(
  wait: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const interrupt = () => controller.abort()
  process.once('SIGINT', interrupt)
  try {
    return await wait(controller.signal)
  } finally {
    process.off('SIGINT', interrupt)
  }
}

/**
 * Follows a push to its end, and tells how far it is. What it did is read from the ledger, where it
 * notes it.
 * @throws CliError where the push failed.
 */
export async function followPush(
  context: Pick<CliContext, 'ledger' | 'say'>,
  shop: string,
  push: WorkflowHandle,
  interrupted: AbortSignal,
): Promise<FollowEnd> {
  const { stockSweeps, levelViews } = await context.ledger()
  let told = ''
  for (;;) {
    const { status, startTime } = await push.describe()
    const [newest] = await stockSweeps.list(shop, 1)
    const sweep = newest !== undefined && newest.startedAt >= startTime ? newest : undefined
    const { toJudge, levels } = await levelViews.countBacklog(shop, sweep?.startedAt ?? startTime)
    const line = sayProgress(shop, sweep, { levels, toJudge })
    if (line !== told) context.say(line)
    told = line
    if (status.name === 'COMPLETED') return { end: 'done', sweep }
    if (status.name !== 'RUNNING') {
      throw new CliError(
        `The push of ${shop} ended as ${status.name.toLowerCase().replaceAll('_', ' ')}. What it wrote is written; why it ended stands in the Web UI under ${push.workflowId}. Start another: waybill stock push --shop ${shop}`,
      )
    }
    if (await pauseOrStop(interrupted)) return { end: 'interrupted' }
  }
}

/** Waits until a look says that it is done, or until Ctrl-C; throws when patience ends. */
export async function waitFor(
  look: () => Promise<boolean>,
  {
    interrupted,
    until,
    sayLate,
  }: {
    readonly interrupted: AbortSignal
    readonly until: Date
    readonly sayLate: () => string
  },
): Promise<'done' | 'interrupted'> {
  for (;;) {
    if (await look()) return 'done'
    if (new Date() > until) throw new CliError(sayLate())
    if (await pauseOrStop(interrupted)) return 'interrupted'
  }
}

async function pauseOrStop(interrupted: AbortSignal): Promise<boolean> {
  try {
    await sleep(lookEveryMs, undefined, { signal: interrupted })
    return false
  } catch {
    return true
  }
}

function sayProgress(
  shop: string,
  sweep: StockSweep | undefined,
  { levels, toJudge }: { readonly levels: number; readonly toJudge: number },
): string {
  if (sweep === undefined) return `${shop}: reading what the shop sells, and Linnworks …`
  const open = toJudge === 0 ? '' : `, ${toJudge} of ${levels} still to be compared`
  return `${shop}: ${count(sweep.levels, 'level')} compared, ${sweep.written} written, ${sweep.skipped} left out${open}`
}
