import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type ConfigProblem, toKey } from './config-error.ts'

export interface ConfigText {
  /** What the file says, with variables and files put in; a key without a value is left out. */
  readonly value: unknown
  readonly lineOf: (key: string) => number | undefined
  readonly problems: readonly ConfigProblem[]
}

type Path = readonly (string | number)[]

const DEEPEST = 8
/** Stands where a value could not be had, so that the key is not called missing as well. */
const UNKNOWN = 'unknown'

/** YAML's own messages quote the text, which may be a secret: these do not. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is not that of the lines around it',
  TAB_AS_INDENT: 'it is indented by a tab. Use spaces',
  BAD_SCALAR_START: 'a value begins with a sign that YAML reserves. Put it in quotes',
  TAG_RESOLVE_FAILED: 'a value begins with !, which YAML reserves. Put it in quotes',
  MISSING_CHAR: 'a colon, comma, quote or bracket is missing here or before',
  MULTIPLE_DOCS: 'a second document begins here. Keep everything in one',
}

/** Reads YAML, keeping the line of every key. */
export function readConfigText(
  text: string,
  options: {
    readonly variables: Readonly<Record<string, string | undefined>>
    readonly source: string
  },
): ConfigText {
  const { variables, source } = options
  const counter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
  })
  const lines = new Map<string, number>()
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map(
    ({ code, pos }) => ({
      key: '',
      line: counter.linePos(pos[0]).line,
      sentence: SYNTAX[code] ?? `this is not YAML (${code})`,
    }),
  )
  const value = problems.length === 0 ? read(document.contents, []) : undefined
  return { value: value ?? {}, lineOf: (key) => lines.get(key), problems }

  function read(node: Node | null, path: Path): unknown {
    if (path.length > DEEPEST) return report(path, 'is nested too deeply')
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (target !== undefined) return read(target, path)
      return report(path, 'begins with *, which YAML reserves. Put the value in quotes')
    }
    if (isMap<Node, Node | null>(node)) return readMap(node.items, path)
    if (isSeq<Node | null>(node)) {
      return node.items.map((item, index) => {
        note([...path, index], item)
        return read(item, [...path, index])
      })
    }
    if (!isScalar(node)) return undefined
    return typeof node.value === 'string' ? substitute(node.value, path) : (node.value ?? undefined)
  }

  function readMap(
    items: readonly { readonly key: Node; readonly value: Node | null }[],
    path: Path,
  ): unknown {
    const file = items.length === 1 ? items[0] : undefined
    if (path.length > 0 && isScalar(file?.key) && file.key.value === 'file') {
      return readSecret(read(file.value, path), path)
    }
    const members = new Map<string, unknown>()
    for (const item of items) {
      const name = isScalar(item.key) ? String(item.key.value) : ''
      const inner = [...path, name]
      if (members.has(name)) {
        report(inner, `stands here a second time, first in line ${lines.get(toKey(inner))}`, item)
      } else {
        note(inner, item.key)
        members.set(name, read(item.value, inner))
      }
    }
    return Object.fromEntries([...members].filter(([, member]) => member !== undefined))
  }

  /** `$${` is a plain `${`. */
  function substitute(text: string, path: Path): string {
    return text.replaceAll(/\$?\$\{([^}]*)\}/g, (found, name: string) => {
      if (found.startsWith('$$')) return found.slice(1)
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        return report(path, 'has a ${…} that names no variable. Expected ${NAME}, or $${ for ${')
      }
      const variable = variables[name]
      if (variable) return variable
      return report(path, `needs the environment variable ${name}, which is not set`)
    })
  }

  function readSecret(file: unknown, path: Path): string {
    if (typeof file !== 'string') return report(path, 'is not valid. Expected { file: PATH }')
    try {
      const secret = readFileSync(resolve(dirname(source), file), 'utf8').replace(/\r?\n$/, '')
      return secret === '' ? report(path, `is taken from ${file}, which is empty`) : secret
    } catch {
      return report(path, `is taken from ${file}, which cannot be read`)
    }
  }

  function note(path: Path, node: Node | null): void {
    const start = node?.range?.[0]
    if (start !== undefined) lines.set(toKey(path), counter.linePos(start).line)
  }

  function report(path: Path, sentence: string, item?: { readonly key: Node }): string {
    const key = toKey(path)
    const start = item?.key.range?.[0]
    const line = start === undefined ? lines.get(key) : counter.linePos(start).line
    problems.push({ key, ...(line !== undefined && { line }), sentence })
    return UNKNOWN
  }
}
