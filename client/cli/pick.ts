import { CliError } from './report.ts'

/** Something that has an id and a name that people use for it. */
export interface Named {
  readonly id: string
  readonly name: string
}

/**
 * Finds by id, else by name, capitals aside.
 * @throws CliError listing what exists, where nothing or more than one thing fits.
 */
export function pick<T extends Named>(what: string, word: string, things: readonly T[]): T {
  const same = (one: string) => one.toLowerCase() === word.trim().toLowerCase()
  const byId = things.filter(({ id }) => same(id))
  const found = byId.length > 0 ? byId : things.filter(({ name }) => same(name))
  const [only, other] = found
  if (only !== undefined && other === undefined) return only
  const list = (only === undefined ? things : found).map(({ id, name }) => `${name} (${id})`)
  throw new CliError(
    only === undefined
      ? `There is no ${what} "${word}". There is: ${list.join(', ') || 'none'}.`
      : `Several are called "${word}": ${list.join(', ')}. Give the id of the ${what}.`,
  )
}
