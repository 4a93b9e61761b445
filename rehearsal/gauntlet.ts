import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type GauntletReport, type GauntletResult, runGauntlet } from './gauntlet/run.ts'
import { findFreePort } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { provisionTemporalProgram } from './temporal-program.ts'
import { startTemporalServer } from './temporal-server.ts'

const help = `npm run gauntlet [-- --seed N] [--orders N] [--kills N]

Lets orders live their lives while worker processes are killed at every boundary of every step and
both vendors fail in every way; then stops that, waits until all is at rest, and has an auditor look
at both vendors. Logs are under .waybill/gauntlet/. Takes some minutes. The last line of stdout is one
line of JSON; the exit code is 0 if every order came through exactly once.

  --seed N     decides what happens; a random one unless told, and printed first
  --orders N   so many at least (300)
  --kills N    so many at least (40). From 300 orders and 40 kills on, every boundary of every step
               must have been struck, every write have lost its reply and come late, and cancels
               and edits of addresses have met a create that was unsettled
  --help       this text
`

const say = (line: string) => process.stderr.write(`${line}\n`)
const mostShown = 40
const endings: (() => Promise<void>)[] = []
let countSoFar = (): Partial<GauntletResult> => ({})
const options = readOptions()
if (typeof options === 'string') {
  say(options)
  process.exit(2)
} else if (options.help) process.stdout.write(help)
else process.exit(await main(options))

interface Options {
  readonly seed: number
  readonly orders: number
  readonly kills: number
  readonly help: boolean
}

/** Answers the process's exit code. Everything that it starts has ended when it answers. */
async function main(size: Options): Promise<number> {
  say(`Seed ${size.seed}`)
  const interrupted = new Promise<'interrupted'>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => done('interrupted'))
    }
  })
  const folder = resolve('.waybill', 'gauntlet')
  let report: GauntletReport | 'interrupted' | undefined
  try {
    report = await Promise.race([run(size, folder), interrupted])
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const soFar = countSoFar()
  say('Ending what was started …')
  for (const end of endings.toReversed()) {
    await end().catch((error: unknown) => say(`Not ended cleanly: ${String(error)}`))
  }
  if (report === undefined || report === 'interrupted') {
    const known = { gauntlet: true, seed: size.seed, ...soFar, converged: false }
    process.stdout.write(`${JSON.stringify(known)}\n`)
    return 1
  }
  tell(report, folder)
  process.stdout.write(`${JSON.stringify(report.result)}\n`)
  return report.failures.length === 0 ? 0 : 1
}

async function run({ seed, orders, kills }: Options, folder: string): Promise<GauntletReport> {
  rmSync(folder, { recursive: true, force: true })
  say('Starting Temporal, PostgreSQL, both vendors and two workers …')
  const { path: program } = await provisionTemporalProgram({ log: say })
  const temporal = await startTemporalServer({
    program,
    port: await findFreePort(),
    logFile: join(folder, 'temporal.log'),
  })
  endings.push(() => temporal.stop())
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await findFreePort(),
    persistent: false,
    durable: false,
  })
  endings.push(() => postgres.stop())
  return await runGauntlet({
    seed,
    orders,
    kills,
    temporal: { address: temporal.address, namespace: 'default' },
    ledgerUrl: await postgres.createDatabase('waybill'),
    folder,
    endings,
    say,
    onCounting: (count) => {
      countSoFar = count
    },
  })
}

function tell({ result, failures, struck, met }: GauntletReport, folder: string): void {
  say(`\nWhere workers were killed:`)
  for (const [point, times] of [...struck].toSorted(([one], [other]) => one.localeCompare(other)))
    say(`  ${point}${times > 1 ? ` (${times})` : ''}`)
  say(`Unsettled creates were met by ${met.cancels} cancels and ${met.addressEdits} address edits.`)
  if (failures.length === 0) return
  say(`\nFailed with seed ${result.seed}; the logs of the workers are in ${folder}:`)
  for (const failure of failures.slice(0, mostShown)) say(`  ${failure}`)
  if (failures.length > mostShown) say(`  … and ${failures.length - mostShown} more`)
}

/** The options, or what is wrong with them in a sentence. */
function readOptions(): Options | string {
  const count = { type: 'string' } as const
  const parse = () =>
    parseArgs({
      options: {
        seed: count,
        orders: count,
        kills: count,
        help: { type: 'boolean', default: false },
      },
    }).values
  let values: ReturnType<typeof parse>
  try {
    values = parse()
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)} See npm run gauntlet -- --help.`
  }
  const numbers = {
    seed: values.seed ?? String(1 + Math.floor(Math.random() * 999_999_999)),
    orders: values.orders ?? '300',
    kills: values.kills ?? '40',
  }
  for (const [name, text] of Object.entries(numbers)) {
    const lowest = name === 'kills' ? 0 : 1
    if (/^\d{1,9}$/.test(text) && Number(text) >= lowest) continue
    return `--${name} takes a whole number from ${lowest} to 999999999, not "${text}".`
  }
  return {
    seed: Number(numbers.seed),
    orders: Number(numbers.orders),
    kills: Number(numbers.kills),
    help: values.help,
  }
}
