import type { z } from 'zod'

export interface ConfigProblem {
  /** For instance `shops[0].accessToken`; empty where the file as a whole is wrong. */
  readonly key: string
  /** In the file, from 1. */
  readonly line?: number
  /** What is wrong with the key and what was expected; continues after the key's name. */
  readonly sentence: string
}

/** All that is wrong with a configuration, a line each. Names keys, never values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    super(sorted.map((problem) => `${source}${toText(problem)}`).join('\n'))
    this.problems = sorted
  }
}

/** `unrecognized_keys` carries a line of text for each key: see `section` in the schema. */
export function toProblems(
  error: z.ZodError,
  value: unknown,
  lineOf: (key: string) => number | undefined,
): ConfigProblem[] {
  const problems = error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const sentences = issue.message.split('\n')
      return issue.keys.map((key, index) =>
        locate([...issue.path, key], sentences[index] ?? 'is not a known key'),
      )
    }
    if (issue.code === 'custom') return [locate(issue.path, issue.message)]
    const what = valueAt(value, issue.path) === undefined ? 'is missing' : 'is not valid'
    return [locate(issue.path, `${what}. Expected ${issue.message}`)]
  })
  const seen = new Set(problems.flatMap(meantKey))
  return problems.filter(({ key, sentence }) => {
    const text = `${key} ${sentence}`
    return !seen.has(sentence.startsWith('is missing') ? key : text) && seen.add(text)
  })

  function locate(path: readonly PropertyKey[], sentence: string): ConfigProblem {
    const line = path
      .map((_, index) => lineOf(toKey(path.slice(0, path.length - index))))
      .find((found) => found !== undefined)
    return { key: toKey(path), ...(line !== undefined && { line }), sentence }
  }
}

/** The key that a misspelt one stands for is not missing as well. */
function meantKey({ key, sentence }: ConfigProblem): string[] {
  const meant = /Did you mean (\w+)\?$/.exec(sentence)?.[1]
  return meant === undefined ? [] : [key.replace(/[^.]+$/, meant)]
}

/** `['shops', 0, 'accessToken']` is `shops[0].accessToken`. */
export function toKey(path: readonly PropertyKey[]): string {
  return path.reduce<string>((key, part) => {
    if (typeof part === 'number') return `${key}[${part}]`
    return key === '' ? showKey(String(part)) : `${key}.${showKey(String(part))}`
  }, '')
}

/** A value that slipped into a key's place, for want of a space or a quote, is not repeated. */
function showKey(name: string): string {
  return /^[a-z]+([_-]?[a-z]+)*$/i.test(name) && name.length <= 40 ? name : '(unreadable key)'
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, part) =>
      inside !== null && typeof inside === 'object'
        ? Object.getOwnPropertyDescriptor(inside, part)?.value
        : undefined,
    value,
  )
}

function toText({ key, line, sentence }: ConfigProblem): string {
  const place = line === undefined ? '' : `, line ${line}`
  const end = sentence.endsWith('?') ? '' : '.'
  return `${place}: ${key === '' ? '' : `${key} `}${sentence}${end}`
}
