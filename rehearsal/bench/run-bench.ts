import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withFileLock } from '../file-lock.ts'
import { OptionsError, type SharedOptions } from './arguments.ts'

/** A bench, as it is told to run. */
export interface BenchKind<Options extends SharedOptions> {
  readonly help: string
  /** Reads the arguments, or answers that help is wanted. Throws OptionsError. */
  readonly parseOptions: (args: readonly string[]) => Options | 'help'
  readonly run: (options: Options, tools: BenchTools) => Promise<BenchEnd>
}

export interface BenchTools {
  readonly say: (line: string) => void
  /** Keeps what has to be ended when the bench is interrupted. */
  readonly onStarted: (started: { readonly stop: () => Promise<void> }) => void
}

/** What a bench came to. */
export interface BenchEnd {
  /** All that was measured. */
  readonly report: object
  /** The line that scripts read. */
  readonly lastLine: object
  /** Something happened that never may. */
  readonly isWrong: boolean
}

const say = (line: string) => {
  process.stderr.write(`${line}\n`)
}

/**
 * Runs a bench to its end. Answers the exit code: 0, 1 where it failed or found what may not be, 2 for
 * input. Everything that it starts has ended by then.
 */
export async function runBench<Options extends SharedOptions>(
  kind: BenchKind<Options>,
  args: readonly string[],
): Promise<number> {
  const options = readOptions(kind, args)
  if (options === 'help') {
    process.stdout.write(kind.help)
    return 0
  }
  if (options === undefined) return 2
  const started: { readonly stop: () => Promise<void> }[] = []
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
    const tools: BenchTools = { say, onStarted: (each) => void started.push(each) }
    const running = withFileLock(lock, () => kind.run(options, tools))
    const end = await Promise.race([running, interrupted])
    if (end === 'interrupted') {
      say('\nEnding what was started …')
      return 130
    }
    writeFileSync(join(folder, 'report.json'), `${JSON.stringify(end.report, null, 2)}\n`)
    process.stdout.write(`${JSON.stringify(end.lastLine)}\n`)
    return end.isWrong ? 1 : 0
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    for (const each of started) await each.stop()
  }
}

function readOptions<Options extends SharedOptions>(
  kind: BenchKind<Options>,
  args: readonly string[],
): Options | 'help' | undefined {
  try {
    return kind.parseOptions(args)
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error
    say(error.message)
    return undefined
  }
}
