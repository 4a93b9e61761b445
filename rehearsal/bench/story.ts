import type { Client } from '@temporalio/client'
import { dispatchSweepId, orderWorkflowId } from '../../workflows/contract.ts'
import * as world from '../../sandbox/world.ts'
import { eventually } from '../eventually.ts'
import { countActions, type History } from './actions.ts'
import { readProgress } from './progress.ts'
import type { Site } from './site.ts'

/** What one order costs the engine over its whole life, all of its runs together; medians. */
export interface Story {
  readonly orders: number
  readonly events: number
  readonly actions: number
  readonly runs: number
  /** Of the first run, that which lasts from the webhook to the fulfilment, by kind of event. */
  readonly kinds: Readonly<Record<string, number>>
}

const looked = 20

/** Dispatches some of the orders, waits until they are fulfilled, and reads their histories. */
export async function measureStory(site: Site, orderIds: readonly string[]): Promise<Story> {
  const { client, twins, database } = site
  const chosen = orderIds.slice(-looked)
  const { fulfilled } = await readProgress(database)
  await twins.dispatch({ references: chosen })
  await client.schedule.getHandle(dispatchSweepId).trigger()
  await eventually('the dispatched orders are fulfilled', async () => {
    return (await readProgress(database)).fulfilled >= fulfilled + chosen.length
  })
  await eventually('every webhook that tells of it was taken', async () => {
    return (await twins.counts({})).webhooks.pending === 0 && !(await anyRuns(client, chosen))
  })
  const lives = await Promise.all(chosen.map((orderId) => readLife(client, orderId)))
  const [first] = lives
  return {
    orders: chosen.length,
    events: median(lives.map(({ events }) => events)),
    actions: median(lives.map(({ actions }) => actions)),
    runs: median(lives.map(({ runs }) => runs)),
    kinds: first?.kinds ?? {},
  }
}

export function describeStory(story: Story): string {
  const kinds = Object.entries(story.kinds)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
  return `a whole life    ${story.events} events and ${story.actions} actions in ${story.runs} runs (medians of ${story.orders} orders)\n  first run     ${kinds}`
}

async function anyRuns(client: Client, orderIds: readonly string[]): Promise<boolean> {
  for (const orderId of orderIds) {
    const handle = client.workflow.getHandle(orderWorkflowId(world.AURORA.shop, orderId))
    if ((await handle.describe()).status.name === 'RUNNING') return true
  }
  return false
}

async function readLife(client: Client, orderId: string) {
  const workflowId = orderWorkflowId(world.AURORA.shop, orderId)
  const histories: History[] = []
  for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    histories.push(await client.workflow.getHandle(workflowId, run.runId).fetchHistory())
  }
  const lengths = histories.map(({ events }) => events?.length ?? 0)
  const longest = histories[lengths.indexOf(Math.max(...lengths))]
  return {
    events: lengths.reduce((total, each) => total + each, 0),
    actions: histories.reduce((total, each) => total + countActions(each), 0),
    runs: histories.length,
    kinds: countKinds(longest),
  }
}

function countKinds(history: History | undefined): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const event of history?.events ?? []) {
    const attributes = Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? ''
    const kind = attributes.replace('EventAttributes', '')
    kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return kinds
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
}
