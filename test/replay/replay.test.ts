import { fileURLToPath } from 'node:url'
import { DeterminismViolationError } from '@temporalio/workflow'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker'
import { beforeAll, describe, expect, test } from 'vitest'
import { endFormerRuntime } from '../support/runtime.ts'
import { workflowBundle } from '../support/servers.ts'
import { listIdentities, listStacks } from '../workflows/history-text.ts'
import { scenarios } from '../workflows/scenarios/index.ts'
import { type History, listRecorded, readHistory } from './histories.ts'

const names = scenarios.map(({ name }) => name)

beforeAll(async () => {
  await endFormerRuntime()
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
  })
})

test('Every path has its recorded history, and every history its path', async () => {
  expect(names.length).toBeGreaterThan(20)
  expect(await listRecorded()).toEqual(names.toSorted())
})

describe('Workflows as they are now take the same steps that were recorded:', () => {
  let errors: Map<string, Error | undefined>

  beforeAll(async () => {
    const recorded = await listRecorded()
    errors = await replay(workflowBundle(), new Map(await Promise.all(recorded.map(withHistory))))
  })

  test.each(names)('%s', (name) => {
    expect(errors.has(name)).toBe(true)
    expect(errors.get(name)).toBeUndefined()
  })
})

test('A released workflow that takes another step is seen', async () => {
  const workflowsPath = fileURLToPath(new URL('mutant-workflows.ts', import.meta.url))
  const mutant = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') })
  const errors = await replay(mutant, new Map([await withHistory('dispatched')]))
  expect(errors.get('dispatched')).toBeInstanceOf(DeterminismViolationError)
})

test('A history of which a step is another one is seen', async () => {
  const history = await readHistory('dispatched')
  const step = history.events?.find((event) => event.activityTaskScheduledEventAttributes)
  step!.activityTaskScheduledEventAttributes!.activityType!.name = 'cancelConsignments'
  const errors = await replay(workflowBundle(), new Map([['dispatched', history]]))
  expect(errors.get('dispatched')).toBeInstanceOf(DeterminismViolationError)
})

test.each(names)('The history of %s names no machine, user or folder', async (name) => {
  const history = await readHistory(name)
  const strangers = listIdentities(history).filter((who) => !/^(client|worker)-\d$/.test(who))
  expect(strangers).toEqual([])
  expect(listStacks(history)).toEqual([])
})

async function withHistory(name: string): Promise<[string, History]> {
  return [name, await readHistory(name)]
}

/** The error of each history that the workflows of the bundle do not take the steps of. */
async function replay(
  bundle: WorkflowBundleOption,
  histories: ReadonlyMap<string, History>,
): Promise<Map<string, Error | undefined>> {
  const errors = new Map<string, Error | undefined>()
  const listed = [...histories].map(([workflowId, history]) => ({ workflowId, history }))
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: bundle },
    listed,
  )) {
    errors.set(workflowId, error)
  }
  return errors
}
