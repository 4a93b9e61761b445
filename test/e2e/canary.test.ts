import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { activityInfo } from '@temporalio/activity'
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Database, openDatabase } from '../../ledger/database.ts'
import { createLogger } from '../../lib/logger.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { type Stack, type StackOptions, startStack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { installRuntime } from '../../workers/runtime.ts'
import { runCli, writeDemo } from '../client/waybill.ts'
import { createLedgerDatabase } from '../ledger/ledger.ts'
import { type Evidence, readLedger, readPages, readTemporal } from '../support/canary/evidence.ts'
import { liveMarkedLives } from '../support/canary/lives.ts'
import {
  findTraces,
  formsOf,
  markedPerson,
  markedSentence,
  markedTracking,
  personalMarks,
  secretMarks,
} from '../support/canary/marks.ts'
import { readDearer } from '../support/canary/questions.ts'
import { awaitStageOfLife, buy } from '../support/matrix/scene.ts'
import { endFormerRuntime } from '../support/runtime.ts'
import { temporalAddress, uniqueName, workflowBundle } from '../support/servers.ts'

const allMarks = [...personalMarks, ...secretMarks, markedTracking]
const lines: string[] = []
const logger = createLogger({
  role: 'test',
  instance: '1',
  level: 'trace',
  destination: { write: (line: string) => void lines.push(line) },
})
// The SDK's own words go the same way.
const sdkMetrics = `127.0.0.1:${await findFreePort()}`
await endFormerRuntime()
installRuntime(logger, sdkMetrics)

/** A step that breaks at its first attempt, with a whole order in the words of its error. */
const breakFirstAttempts: ActivityInboundCallsInterceptor = {
  execute: async (input, next) => {
    const { activityType, attempt } = activityInfo()
    if (attempt > 1) return await next(input)
    if (activityType === 'readParcel') {
      throw Object.assign(new Error(markedSentence, { cause: markedPerson }), { markedPerson })
    }
    if (activityType === 'postParcel') throw new TypeError(markedSentence)
    if (activityType === 'recordProgress')
      throw new RangeError(`${markedSentence}\n    at Marmalade`)
    return await next(input)
  },
}

/** A step that says whose order it is, in its result and in the log. */
const leakFirstName: ActivityInboundCallsInterceptor = {
  execute: async (input, next) => {
    const result = await next(input)
    if (activityInfo().activityType !== 'injectOrder') return result
    logger.info(`Injected for ${markedPerson.firstName}`)
    const outcome = z.looseObject({ kind: z.string(), exception: z.unknown() }).parse(result)
    const exception = { ...Object(outcome.exception), sentence: `For ${markedPerson.firstName}` }
    return { ...outcome, name: markedPerson.firstName, exception }
  },
}

describe('orders full of marked personal data, on good ways and bad', () => {
  let stack: Stack
  let database: Database
  let folder: string
  let evidence: Evidence

  beforeAll(async () => {
    stack = await startMarkedStack({
      watchSteps: breakFirstAttempts,
      alter: readDearer,
      // Nobody waits for late commits: some orders come to stand twice.
      linnworks: { lateCommitWaitSeconds: 0 },
      twins: { linnworks: { deduplication: 'racing' } },
    })
    database = openDatabase(stack.config.ledger)
    folder = await mkdtemp(join(tmpdir(), 'waybill-canary-'))
    await writeDemo(folder, { ...stack.settings, temporal: stack.config.temporal })
    const answers = await liveMarkedLives(stack)
    evidence = {
      'answers to webhooks': answers,
      ...(await readTemporal(stack.client)),
      ...(await readLedger(database)),
      ...(await readPages(listPages(stack))),
      ...(await runCommands(folder, stack)),
      'log lines': lines.join(''),
    }
  }, 240_000)

  afterAll(async () => {
    await database.destroy()
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('nothing of a person, no secret and no tracking number is found anywhere', () => {
    const found = Object.entries(evidence).flatMap(([where, text]) => {
      const allowed = where === 'ledger table parcels' ? [markedTracking] : []
      const marks = allMarks.filter((mark) => !allowed.includes(mark))
      return findTraces(text, marks).map((mark) => `${where}: ${mark}`)
    })
    expect(found).toEqual([])
  })

  test('the places were really looked into, and the bad ways were really gone', () => {
    for (const [where, telling] of [
      ['workflow histories', 'CREATE_REJECTED'],
      ['workflow histories', 'POST_BACK_REFUSED'],
      ['workflow histories', 'CANCEL_REFUSED'],
      ['workflow histories', 'VENDOR_REFUSED'],
      ['workflow histories', 'TOTAL_MISMATCH'],
      ['workflow histories', 'VERIFICATION_FAILED'],
      ['workflow histories', 'DUPLICATE_IN_LINNWORKS'],
      ['workflow histories', 'PARCEL_UNMATCHED'],
      ['workflow histories', 'the step readParcel fails (Error)'],
      ['workflow descriptions and details', 'SKU_UNMAPPED'],
      ['ledger table events', 'cancelOrder'],
      ['ledger table exceptions', 'CREATE_REJECTED'],
      ['ledger table parcels', markedTracking],
      ['log lines', 'A step failed'],
      ['log lines', 'A webhook was accepted'],
      ['log lines', 'A webhook was refused'],
      ['exceptions', 'SKU_UNMAPPED'],
      ['answers to webhooks', 'outcome'],
      [`http://${sdkMetrics}/metrics`, 'temporal_workflow'],
    ] as const) {
      expect(evidence[where]?.includes(telling), `${where}: ${telling}`).toBe(true)
    }
  })
})

describe('the search is not blind', () => {
  test.each([...personalMarks, ...secretMarks])('it finds %s however it is written', (mark) => {
    for (const form of formsOf(mark)) {
      expect(findTraces(`{"a":"x${form}y"}`, [mark])).toEqual([mark])
    }
    for (const before of ['', 'a', 'ab', 'abc']) {
      const wrapped = Buffer.from(`${before}${mark} and so on`).toString('base64')
      expect(findTraces(wrapped, [mark])).toEqual([mark])
    }
  })

  test('a step that leaks a name is caught in histories, details, ledger and log', async () => {
    const stack = await startMarkedStack({ watchSteps: leakFirstName })
    const database = openDatabase(stack.config.ledger)
    try {
      const order = await buy(stack, VARIANTS.towel)
      await awaitStageOfLife(stack, order, 'needsAttention')
      const evidence: Evidence = {
        ...(await readTemporal(stack.client)),
        ...(await readLedger(database)),
        'log lines': lines.join(''),
      }
      const leaking = Object.keys(evidence).filter((where) => {
        return findTraces(evidence[where] ?? '', [markedPerson.firstName]).length > 0
      })
      expect(leaking).toEqual(
        expect.arrayContaining([
          'workflow histories',
          'workflow descriptions and details',
          'ledger table events',
          'ledger table exceptions',
          'log lines',
        ]),
      )
    } finally {
      await database.destroy()
      await stack.stop()
    }
  })
})

async function startMarkedStack(
  differing: Pick<StackOptions, 'watchSteps' | 'alter' | 'linnworks' | 'twins'>,
): Promise<Stack> {
  return await startStack({
    temporal: { address: temporalAddress(), namespace: uniqueName('canary') },
    ledgerUrl: await createLedgerDatabase(),
    ports: {
      receiver: await findFreePort(),
      metrics: await findFreePort(),
      shopify: await findFreePort(),
      linnworks: await findFreePort(),
    },
    logger,
    workflowBundle: workflowBundle(),
    ...differing,
  })
}

function listPages({ receiverUrl, config }: Stack): readonly string[] {
  const worker = `http://127.0.0.1:${config.worker.metricsPort}`
  const pages = [receiverUrl, worker].flatMap((url) => [`${url}/metrics`, `${url}/readyz`])
  return [...pages, `http://${sdkMetrics}/metrics`]
}

/** What people read at the command line. */
async function runCommands(folder: string, stack: Stack): Promise<Evidence> {
  const orders = await stack.ledger.orders.list({ limit: 50 })
  const commands = [
    ['order', 'list'],
    ['exceptions'],
    ['exceptions', '--json'],
    ...orders.map(({ shop, orderId }) => ['order', 'show', shop, orderId]),
    ...orders.map(({ shop, orderId }) => ['order', 'show', shop, orderId, '--json']),
  ]
  const said: Record<string, string> = {}
  for (const words of commands) {
    const { out, err } = await runCli(folder, words)
    said[words.join(' ')] = `${out}\n${err}`
  }
  return said
}
