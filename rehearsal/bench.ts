import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchOptions, help, OptionsError, parseOptions } from './bench/options.ts'
import { runPhases } from './bench/phases.ts'
import { toLastLine } from './bench/last-line.ts'
import type { Site } from './bench/site.ts'
import { withFileLock } from './file-lock.ts'

const say = (line: string) => {
  process.stderr.write(`${line}\n`)
}

process.exit(await main())

/** Answers the exit code: 0, 1 where the bench failed or found an order lost or twice, 2 for input. */
async function main(): Promise<number> {
  const options = readOptions()
  if (options === 'help') {
    process.stdout.write(help)
    return 0
  }
  return options === undefined ? 2 : await runBench(options)
}

function readOptions(): BenchOptions | 'help' | undefined {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error
    say(error.message)
    return undefined
  }
}

/** Everything that it starts has ended when it answers. */
async function runBench(options: BenchOptions): Promise<number> {
  const sites: Site[] = []
  const interrupted = new Promise<'interrupted'>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => done('interrupted'))
    }
  })
  const { folder } = options
  const lock = {
    path: join(folder, 'lock'),
    onWait: () => say('Another bench runs in this folder; waiting for its end …'),
  }
  try {
    const bench = { ...options, say, onStarted: (site: Site) => void sites.push(site) }
    const running = withFileLock(lock, () => runPhases(bench))
    const findings = await Promise.race([running, interrupted])
    if (findings === 'interrupted') {
      say('\nEnding what was started …')
      return 130
    }
    writeFileSync(join(folder, 'report.json'), `${JSON.stringify(findings, null, 2)}\n`)
    process.stdout.write(`${JSON.stringify(toLastLine(findings))}\n`)
    const wrong = [findings.burst, findings.standard, findings.latency].some(
      (flow) => flow !== undefined && flow.lost + flow.duplicates > 0,
    )
    return wrong ? 1 : 0
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    for (const site of sites) await site.stop()
  }
}
