import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childEnvironment } from '../../lib/environment.ts'
import { CliError } from './report.ts'
import { findRunFile } from './run-file.ts'

/** Runs the demo's `temporal` program against the demo's server; answers its exit code. */
export async function runTemporal(folder: string, args: readonly string[]): Promise<number> {
  const demo = findRunFile(folder)
  if (demo === undefined) {
    throw new CliError('No demo is running here: start one by "npm run demo", then ask again.')
  }
  const { address, namespace, program } = demo.temporal
  const child = spawn(program, anonymous(args), {
    stdio: 'inherit',
    env: childEnvironment({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }),
  })
  // Ctrl-C reaches both of us; the program decides what it means.
  const ignore = () => undefined
  process.on('SIGINT', ignore)
  try {
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  } catch {
    throw new CliError(`The temporal program cannot be started from ${program}.`)
  } finally {
    process.off('SIGINT', ignore)
  }
}

/** What changes a workflow, and therefore writes down who did it: the machine's user and host. */
const REMEMBERED = ['signal', 'signal-with-start', 'update', 'cancel', 'terminate', 'start']

/** Histories name roles, never a user or a host: so does what is typed through us. */
function anonymous(args: readonly string[]): string[] {
  const [group, verb = ''] = args
  const named = args.some((word) => word.startsWith('--identity'))
  if (group !== 'workflow' || named || !REMEMBERED.includes(verb)) return [...args]
  return [...args, '--identity', 'waybill-cli']
}
