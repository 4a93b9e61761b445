import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { exceptionCodes } from '../domain/exceptions.ts'
import { stockExceptionCodes } from '../domain/stock-exceptions.ts'
import { ConfigError, parseConfig } from '../lib/config.ts'
import { createMetrics } from '../lib/metrics.ts'

/** What the documents say of the code, as far as a program can tell. */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const operations = readText('docs/operations.md')
const readme = readText('README.md')

test('Every exception code has its row in the runbook, and no row is of a code that is gone', () => {
  const exceptions = section(operations, 'Exceptions')
  expect(listRows(exceptions, /^\| `([A-Z_]+)` \|/gm)).toEqual(new Set(exceptionCodes))
})

test('So it is with every exception code of stock', () => {
  const rows = listRows(operations, /^\| `(STOCK_[A-Z_]+)` \|/gm)
  expect(rows).toEqual(new Set(stockExceptionCodes))
})

test('Every metric has its row in the runbook, and no row is of a metric that is gone', async () => {
  const metrics = createMetrics()
  metrics.observeInbox(() => Promise.resolve(0))
  metrics.observeOrders(() => Promise.resolve([]))
  const exposed = listRows(await metrics.render(), /^# TYPE (waybill_\w+)/gm)
  expect(listRows(operations, /^\| `(waybill_\w+)` \|/gm)).toEqual(exposed)
})

test("Every path in the README's tables is there", () => {
  const paths = listTablePaths(readme)
  expect(paths.length).toBeGreaterThan(30)
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

test('A path that is not there would be seen', () => {
  expect(listTablePaths('| money | `domain/gold.ts`, `vault/` |\nand `prose/is/free.ts`')).toEqual([
    'domain/gold.ts',
    'vault/',
  ])
})

test('Every link from one document to another leads somewhere', async () => {
  const broken = (await readDocuments()).flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(
      ([link, path, anchor]) => {
        const target = path === '' ? join(ROOT, file) : join(ROOT, dirname(file), path!)
        if (!existsSync(target)) return [`${file}: ${link}`]
        return anchor === undefined || listAnchors(target).includes(anchor)
          ? []
          : [`${file}: ${link}`]
      },
    ),
  )
  expect(broken).toEqual([])
})

test('Every npm script that a document names is there', async () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readText('package.json')))
  const named = (await readDocuments()).flatMap(({ text }) =>
    [...text.matchAll(/npm (?:run ([\w:-]+)|(test|start))\b/g)].map(
      ([, run, short]) => run ?? short,
    ),
  )
  expect(new Set(named)).toContain('demo')
  expect(named.filter((name) => scripts[name!] === undefined)).toEqual([])
})

describe('docs/waybill.example.yaml', () => {
  const uuid = '5e5f7c1a-0000-4000-8000-000000000001'
  const example = readText('docs/waybill.example.yaml')
  const variables = Object.fromEntries(
    [...example.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name!, uuid]),
  )
  let source: string

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'waybill-docs-'))
    source = join(folder, 'waybill.yaml')
    mkdirSync(join(folder, 'secrets'))
    for (const [, file] of example.matchAll(/file: (secrets\/[\w.-]+)/g)) {
      writeFileSync(join(folder, file!), uuid)
    }
  })
  afterAll(() => rmSync(dirname(source), { recursive: true, force: true }))

  test('is accepted as it stands', () => {
    expect(parseConfig(example, { variables, source }).shops).toHaveLength(1)
  })

  test('is accepted with every optional key put in', () => {
    const config = parseConfig(withEveryKey(example), { variables, source })
    expect(config.shops[0]).toMatchObject({ clientId: uuid, domain: 'aurora.myshopify.com' })
    expect(config.temporal.tls).toMatchObject({ serverNameOverride: 'temporal.internal' })
  })

  test('says the defaults: what it leaves out makes no difference', () => {
    const { shops, linnworks, receiver, worker, log } = parseConfig(example, { variables, source })
    const least = parseConfig(withoutDefaults(example), { variables, source })
    expect({ shops, linnworks, receiver, worker, log }).toEqual({
      shops: least.shops,
      linnworks: least.linnworks,
      receiver: least.receiver,
      worker: least.worker,
      log: least.log,
    })
  })

  test.each([
    ['the file', (text: string) => `${text}zzzzzzzzzzzzzzzzzzzzzzzz: 1\n`],
    ['a shop', inside('    webhookSecrets:')],
    ['a policy', inside('      includeTestOrders:')],
    ['a budget', inside('      share:')],
    ['stock', inside('      enabled:')],
    ['its guard', inside('        fewestItemsPercent:')],
    ['its brownout', inside('        afterMinutes:')],
    ['its healing', inside('        mostUnits:')],
    ['its adaptive buffer', inside('        chance:')],
    ['linnworks', inside('  applicationId:')],
    ['the ledger', inside('  url:')],
    ['temporal', inside('  address:')],
    ['the receiver', inside('  maxBodyBytes:')],
    ['the worker', inside('  metricsPort:')],
    ['the log', inside('  level:')],
  ])('names every key of %s', (_, spoil) => {
    const known = listKnownKeys(() => parseConfig(spoil(example), { variables, source }))
    expect(known).not.toEqual([])
    expect(known.filter((key) => !new RegExp(`^[\\s#-]*${key}:`, 'm').test(example))).toEqual([])
  })
})

/** What the pattern's group matches, each once. */
function listRows(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, name]) => name!))
}

/** Puts a key that nobody knows before the line, so that the refusal lists those that are known. */
function inside(before: string): (text: string) => string {
  const indent = /^ */.exec(before)![0]
  return (text) => text.replace(`\n${before}`, `\n${indent}zzzzzzzzzzzzzzzzzzzzzzzz: 1\n${before}`)
}

function listKnownKeys(parse: () => unknown): readonly string[] {
  try {
    parse()
  } catch (error) {
    const list = error instanceof ConfigError && /Expected ([\w, ]+)\./.exec(error.message)?.[1]
    return list ? list.split(', ') : []
  }
  return []
}

/** All that is commented out is put in; of two ways to say a thing the commented one is taken. */
function withEveryKey(text: string): string {
  return text
    .replace(/^ *accessToken:.*\n/m, '')
    .replace(/^ *# tls: true.*\n/m, '')
    .replaceAll(/^( *)# ( *)(\w+:.*)$/gm, '$1$2$3')
}

/** Only what has to be said. */
function withoutDefaults(text: string): string {
  return text
    .replace(/^ {4}policy:[^]*?(?=^linnworks:)/m, '')
    .replaceAll(/^ {2}(budgetShare|lateCommitWaitSeconds|\w+EverySeconds|unrelated\w+):.*\n/gm, '')
    .replace(/^receiver:[^]*$/m, '')
}

/** Paths in the cells of a text's tables: whatever stands in backticks there and looks like one. */
function listTablePaths(text: string): readonly string[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  return rows
    .flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, token]) => token!))
    .filter((token) => /^\w[\w.-]*(\/[\w.-]+)*(\/|\.ts)$/.test(token))
}

async function readDocuments(): Promise<readonly { file: string; text: string }[]> {
  const docs = (await readdir(join(ROOT, 'docs'), { recursive: true })).map(
    (name) => `docs/${name}`,
  )
  const files = ['README.md', ...docs].filter((file) => file.endsWith('.md'))
  return Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(ROOT, file), 'utf8') })),
  )
}

/** As GitHub makes them of a document's headings. */
function listAnchors(path: string): readonly string[] {
  if (!path.endsWith('.md')) return []
  return [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s/g, '-'),
  )
}

function section(text: string, heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
}

function readText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}
