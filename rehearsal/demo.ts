import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { destination } from 'pino'
import { createLogger } from '../lib/logger.ts'
import { installRuntime } from '../workers/runtime.ts'
import { auditStack, liveFates, summarize } from './day.ts'
import { startDemoView } from './demo-view.ts'
import { type Ground, startGround, takePort } from './ground.ts'
import { writeRunFile } from './run-file.ts'
import { startStack } from './stack.ts'
import {
  demoStock,
  liveStock,
  openStock,
  settleStock,
  stockExpectations,
  watchedLevels,
} from './stock-day.ts'

const help = `npm run demo [-- --exit]

Starts the whole of Waybill on this machine: a Temporal server, a PostgreSQL, stand-ins for Shopify
and Linnworks, and Waybill itself. Ten orders then live their lives before your eyes, while another channel sells
of the same stock. Every start is a fresh one; data and logs are under .waybill/demo/.

  --exit   end when the day is over, check both vendors' books, and print one line of JSON
  --help   this text
`

const say = (line: string) => process.stderr.write(`${line}\n`)
const endings: (() => Promise<void>)[] = []

const { values } = parseArgs({
  options: { exit: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
if (values.help) process.stdout.write(help)
else process.exit(await runDemo(values.exit))

/** Answers the process's exit code. Everything that it starts has ended when it answers. */
async function runDemo(exitAfterwards: boolean): Promise<number> {
  const interrupted = new Promise<'interrupted'>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => done('interrupted'))
    }
  })
  let summary: { readonly ok: boolean } = { ok: false }
  try {
    const day = await Promise.race([liveDay(exitAfterwards), interrupted])
    if (day !== 'interrupted') {
      summary = day
      if (!exitAfterwards) await interrupted
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
  say('\nEnding what was started …')
  for (const end of endings.toReversed()) {
    await end().catch((error: unknown) => say(`Not ended cleanly: ${String(error)}`))
  }
  if (exitAfterwards) process.stdout.write(`${JSON.stringify(summary)}\n`)
  return !exitAfterwards || summary.ok ? 0 : 1
}

async function liveDay(exitAfterwards: boolean): Promise<{ readonly ok: boolean }> {
  const folder = resolve('.waybill')
  mkdirSync(join(folder, 'demo'), { recursive: true })
  say('Starting Temporal and PostgreSQL …')
  const ground = await startGround(join(folder, 'demo'), say)
  endings.push(() => ground.stop())
  say('Starting Shopify, Linnworks and Waybill …')
  const logger = createLogger({
    role: 'demo',
    instance: '1',
    level: 'info',
    destination: destination({ dest: join(folder, 'demo', 'waybill.log'), sync: true }),
  })
  installRuntime(logger)
  const stack = await startStack({
    temporal: { address: ground.temporalAddress, namespace: 'default' },
    ledgerUrl: ground.ledgerUrl,
    ports: {
      receiver: await takePort(4000, 'the receiver', say),
      metrics: await takePort(9464, "the worker's metrics", say),
      shopify: await takePort(4011, 'the Shopify twin', say),
      linnworks: await takePort(4012, 'the Linnworks twin', say),
    },
    logger,
    shop: { stock: demoStock },
  })
  endings.push(() => stack.stop())
  const runFile = writeRunFile(folder, ground, stack)
  endings.push(() => runFile.remove())

  say(`\nTemporal Web UI   ${ground.temporalUiUrl}/namespaces/default/workflows\n`)
  const { isTTY, columns } = process.stdout
  const view = startDemoView(stack.ledger, isTTY ? { columns: columns || 100 } : undefined)
  endings.push(() => view.stop())
  await openStock(stack)
  for (const level of watchedLevels) view.addLevel(level)
  const [lived] = await Promise.all([liveFates(stack, view.add), liveStock(stack)])
  await settleStock(stack)
  const summary = summarize(lived, await auditStack(stack, lived, stockExpectations))
  if (exitAfterwards) await view.stop()
  else await view.pause(() => say(nextSteps(ground, summary)))
  return summary
}

function nextSteps(ground: Ground, summary: ReturnType<typeof summarize>): string {
  const verdict = summary.ok
    ? `The auditor read both vendors: ${summary.orders} orders, none lost, none twice, every total right; of stock nothing is offered that Linnworks does not have.`
    : `The auditor found: ${summary.findings.join(' ')}`
  return `
${verdict}

Try, in another terminal:
  npm run waybill -- order list                      every order and where it stands
  npm run waybill -- exceptions                      what waits, why, and for whom
  npm run waybill -- order show 1006                 the one that was cancelled too late
  npm run waybill -- order release aurora 1006       accept it
  npm run waybill -- books                           Shopify's count against ours
  npm run waybill -- stock status                    sweeps, what stands how, what waits
  npm run waybill -- stock explain MUG-BLUE          why Shopify has the number it has
  npm run waybill -- stock explain BISCUIT-TIN       the one that Shopify refuses
  npm run waybill -- temporal workflow list          the same from Temporal's side
In the Web UI   ${ground.temporalUiUrl}
  filter by   WaybillException = "CANCELLED_AFTER_DISPATCH"

Ctrl-C ends everything.`
}
