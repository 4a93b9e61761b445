import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the machine tells us, as opposed to what the operator configures in `waybill.yaml`. */
export interface Environment {
  /** Where programs and schemas that outlive a checkout are kept. */
  readonly cacheDir: string
  /** The `temporal` program that the operator insists on, from `TEMPORAL_CLI`. */
  readonly temporalCli?: string
  /** The folders of `PATH`, in order. */
  readonly path: readonly string[]
}

/** Reads the machine's environment. Empty variables count as absent, as shells leave them behind. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const temporalCli = variables['TEMPORAL_CLI'] || undefined
  const cacheHome = variables['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return {
    cacheDir: join(cacheHome, 'waybill'),
    ...(temporalCli === undefined ? {} : { temporalCli }),
    path: (variables['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
  }
}

/** Our own environment with `changes` applied, for a program that we start. */
export function childEnvironment(
  changes: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return { ...process.env, ...changes }
}
