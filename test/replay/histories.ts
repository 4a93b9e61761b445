import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'

export type History = ReturnType<typeof historyFromJSON>

/** Where the recorded histories are, one a scenario. */
export const historyFolder = fileURLToPath(new URL('histories/', import.meta.url))

export function historyFile(scenario: string): string {
  return `${historyFolder}${scenario}.json`
}

/** The scenarios that have a recorded history. */
export async function listRecorded(): Promise<readonly string[]> {
  const files = await readdir(historyFolder)
  return files.map((file) => file.replace(/\.json$/, '')).toSorted()
}

export async function readHistory(scenario: string): Promise<History> {
  return historyFromJSON(JSON.parse(await readFile(historyFile(scenario), 'utf8')))
}
