import { homedir, hostname, userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'

/** A word of a history, and the name of the field that it stands in. */
interface Word {
  readonly field: string
  readonly text: string
}

/** All that a history says, with what its payloads hold: a line a word. */
export function toText(history: object): string {
  return listWords(history)
    .map(({ field, text }) => `${field}: ${text}`)
    .join('\n')
}

/** Who took part in it, as Temporal noted it. */
export function listIdentities(history: object): readonly string[] {
  const words = listWords(history).filter(({ field, text }) => field === 'identity' && text !== '')
  return [...new Set(words.map(({ text }) => text))].toSorted()
}

/** Where failures came from, down to the folder. */
export function listStacks(history: object): readonly string[] {
  return listWords(history)
    .filter(({ field, text }) => field === 'stackTrace' && text !== '')
    .map(({ text }) => text)
}

/** What says on which machine, in whose name and in which folder this runs. */
export const machineWords = [
  `@${hostname()}`,
  `${process.pid}@`,
  `/home/${userInfo().username}`,
  `${homedir()}/`,
  fileURLToPath(new URL('../..', import.meta.url)),
]

function listWords(value: unknown, field = ''): readonly Word[] {
  if (typeof value === 'string') return [{ field, text: value }]
  if (value instanceof Uint8Array) return [{ field, text: Buffer.from(value).toString() }]
  if (Array.isArray(value)) return value.flatMap((each) => listWords(each, field))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => listWords(each, name))
}
