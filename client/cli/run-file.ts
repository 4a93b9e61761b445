import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { configPath } from '../../lib/config.ts'
import { CliError } from './report.ts'

/** What a running demo tells the command line. */
export type RunFile = z.infer<typeof RunFileSchema>

const RunFileSchema = z.object({
  temporal: z.object({ address: z.string(), namespace: z.string(), program: z.string() }),
  config: z.string(),
})

/** `.waybill/run.json` of the folder, where a demo runs. */
export function findRunFile(folder: string): RunFile | undefined {
  const path = join(folder, '.waybill', 'run.json')
  if (!existsSync(path)) return undefined
  const parsed = RunFileSchema.safeParse(readJson(path))
  if (parsed.success) return parsed.data
  throw new CliError(`${path} is not what a demo writes. Delete it, or start the demo again.`)
}

/**
 * The configuration to use: the one that was named, else `WAYBILL_CONFIG` or `./waybill.yaml`, else
 * that of a running demo.
 */
export function findConfig(folder: string, named: string | undefined): string {
  if (named !== undefined) return named
  const usual = configPath()
  if (usual !== './waybill.yaml' || existsSync(usual)) return usual
  const demo = findRunFile(folder)
  if (demo !== undefined) return demo.config
  throw new CliError(
    'There is no configuration: name it by --config or WAYBILL_CONFIG, write ./waybill.yaml, or start "npm run demo".',
  )
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
