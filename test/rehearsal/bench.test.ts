import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { msToTs } from '@temporalio/common/lib/time.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { countActions } from '../../rehearsal/bench/actions.ts'
import { parseOptions } from '../../rehearsal/bench/options.ts'
import { listWrongs } from '../../rehearsal/bench/wrongs.ts'

const PROGRAM = fileURLToPath(new URL('../../rehearsal/bench.ts', import.meta.url))

const LastLineSchema = z.strictObject({
  bench: z.literal('orders'),
  ordersPerSecond: z.number().positive(),
  shareOfCeiling: z.number().positive(),
  throttled: z.literal(0),
  linnworksCallsPerOrder: z.number().positive(),
  pointsPerOrder: z.number().positive(),
  latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }),
  engineShareMs: z.object({ p50: z.number().positive() }),
  ackMs: z.object({ p99: z.number().positive() }),
  eventsPerOrder: z.number().positive(),
  actionsPerOrder: z.number().positive(),
  limitedBy: z.string().min(1),
})
const FlowSchema = z.object({ orders: z.number(), lost: z.number(), duplicates: z.number() })
const ReportSchema = z.object({ burst: FlowSchema, latency: FlowSchema })

test(
  'A small bench takes every order over once, unthrottled, and ends in its line of figures',
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-bench-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const small = ['--orders', '40', '--rate', '5', '--seconds', '2', '--round-trip', '20']
    const phases = ['--only', 'burst,latency', '--folder', folder]
    const { code, out, err } = await run(['orders', ...phases, ...small])

    expect(err).toContain('CPU ms/order')
    const lines = out.trimEnd().split('\n')
    const figures = LastLineSchema.parse(JSON.parse(lines.at(-1) ?? ''))
    expect(figures.latencyMs.p99).toBeGreaterThanOrEqual(figures.latencyMs.p50)
    expect(figures.latencyMs.p50).toBeGreaterThan(figures.engineShareMs.p50)
    const report = ReportSchema.parse(
      JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')),
    )
    expect(report.burst).toEqual({ orders: 40, lost: 0, duplicates: 0 })
    expect(report.latency).toEqual({ orders: 10, lost: 0, duplicates: 0 })
    expect(code).toBe(0)
  },
)

test('Wrong input is a sentence, and ends the program at once', async () => {
  const { code, out, err } = await run(['orders', '--only', 'brust'])
  expect(err).toBe('"brust" is not a phase. --only takes: burst, standard, latency, waiting.\n')
  expect(out).toBe('')
  expect(code).toBe(2)
})

test('A bench that does not exist is told with those that do', async () => {
  const { code, err } = await run(['ordres'])
  expect(err).toMatch(/^There is no bench "ordres"\. There are: npm run bench -- orders, /)
  expect(code).toBe(2)
})

test('A bench without a name tells what can be measured', async () => {
  const { code, err } = await run([])
  expect(err).toBe(
    'Name what is to be measured. There are: npm run bench -- orders, npm run bench -- stock, npm run bench -- flash-sale\n',
  )
  expect(code).toBe(2)
})

describe('However fast it was, a bench has failed', () => {
  const flow = { lost: 0, duplicates: 0, throttled: 0 }
  const restart = { touched: 0, lookedAt: 200 }
  const postBack = { dispatches: 1000, tellings: 1000, throttled: 0 }
  const well = { burst: flow, standard: flow, latency: flow, waiting: { restart, postBack } }

  test('not where every order came over once and no vendor refused anything', () => {
    expect(listWrongs(well)).toEqual([])
    expect(listWrongs({})).toEqual([])
  })

  test.for([
    ['an order was lost', { burst: { ...flow, lost: 2 } }, 'burst: 2 orders are not in Linnworks.'],
    ['an order stands twice', { latency: { ...flow, duplicates: 1 } }, 'latency: 1 orders stand'],
    [
      'a call was throttled',
      { standard: { ...flow, throttled: 3 } },
      'standard: a vendor refused 3',
    ],
    [
      'a call of a dispatch was throttled',
      { waiting: { restart, postBack: { ...postBack, throttled: 1 } } },
      'waiting: a vendor refused 1',
    ],
    [
      'a parcel was told twice',
      { waiting: { restart, postBack: { ...postBack, tellings: 1001 } } },
      'waiting: of 1000 parcels Shopify was told 1001 times.',
    ],
    [
      'a parcel was not told',
      { waiting: { restart, postBack: { ...postBack, tellings: 999 } } },
      'waiting: of 1000 parcels Shopify was told 999 times.',
    ],
    [
      'a restart cost the waiting orders something',
      { waiting: { restart: { ...restart, touched: 4 }, postBack } },
      'waiting: a restart made 4 of 200 histories grow.',
    ],
  ] as const)('where %s', ([, wrong, sentence]) => {
    expect(listWrongs({ ...well, ...wrong }).join()).toContain(sentence)
  })
})

test.for([
  [['--orders', '0'], '--orders takes a whole number from 1 to 999999, not "0".'],
  [['--share', '2'], '--share takes a number from 0.01 to 1, not "2".'],
  [['--share', ''], '--share takes a number from 0.01 to 1, not "".'],
  [['--set', 'level'], '--set takes KEY=VALUE, for instance log.level=warn, not "level".'],
  [['--fast'], "Unknown option '--fast'. What there is: npm run bench -- --help"],
] as const)('What is typed wrongly is named: %s', ([args, sentence]) => {
  expect(() => parseOptions(args)).toThrow(sentence)
})

test('Without options a bench is of the size that the figures are told of', () => {
  expect(parseOptions([])).toMatchObject({
    phases: ['burst', 'standard', 'latency', 'waiting'],
    orders: 4500,
    standardOrders: 600,
    openOrders: 10_000,
    dispatches: 1000,
    roundTripMs: 150,
  })
})

test('A signal that came with the start is billed with it, a later one by itself', () => {
  const [start, signal, task] = [
    { workflowExecutionStartedEventAttributes: {} },
    { workflowExecutionSignaledEventAttributes: {} },
    { workflowTaskScheduledEventAttributes: {} },
  ]
  expect(countActions({ events: [start, signal, task] })).toBe(1)
  expect(countActions({ events: [start, task, signal] })).toBe(2)
  expect(countActions({ events: [start, signal, task, signal] })).toBe(2)
})

test('Retries are billed, and local activities of one workflow task together', () => {
  const local = (task: number) => ({
    markerRecordedEventAttributes: {
      markerName: 'core_local_activity',
      // The SDK's whole numbers, of which this makes one: seconds.
      workflowTaskCompletedEventId: msToTs(task * 1000).seconds ?? null,
    },
  })
  expect(countActions({ events: [local(4), local(4), local(9)] })).toBe(2)
  const scheduled = { activityTaskScheduledEventAttributes: {} }
  const started = { activityTaskStartedEventAttributes: { attempt: 3 } }
  expect(countActions({ events: [scheduled, started] })).toBe(3)
})

/** Runs the program to its end; it does not outlive the test. */
async function run(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => {
    child.kill('SIGTERM')
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, out, err }
}
