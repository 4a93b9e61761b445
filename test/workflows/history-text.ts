import { homedir, hostname, userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>

/** All that a history holds as text, with what its payloads hold. */
export function toText(history: History): string {
  return JSON.stringify(history, function (this: Readonly<Record<string, unknown>>, key, value) {
    const bytes = this[key]
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : value
  })
}

/** Who took part in it, as Temporal noted it. */
export function listIdentities(history: History): readonly string[] {
  const identities = [...toText(history).matchAll(/"identity":"([^"]*)"/g)].map(([, name]) => name!)
  return [...new Set(identities)].toSorted()
}

/** What says on which machine, in whose name and in which folder this runs. */
export const machineWords = [
  `@${hostname()}`,
  `${process.pid}@`,
  `/home/${userInfo().username}`,
  homedir() + '/',
  fileURLToPath(new URL('../..', import.meta.url)),
]
