import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** The rules of the house that no lint rule expresses. */
const ROOT = fileURLToPath(new URL('..', import.meta.url))

test('Classes are errors only', async () => {
  const classes = (await readSources()).flatMap(({ file, source }) =>
    findPlainClasses(source).map((name) => `${file}: ${name}`),
  )
  expect(classes).toEqual([])
})

test('Only rehearsal and tests import on the fly, where the lint cannot see it', async () => {
  const importers = (await readSources())
    .filter(({ file }) => !file.startsWith('rehearsal/'))
    .filter(({ source }) => importsOnTheFly(source))
  expect(importers.map(({ file }) => file)).toEqual([])
})

test('What tests share hooks into none but the file that calls it: a process runs many', async () => {
  const hooking = (await readTestSupport()).filter(({ source }) => hooksByItself(source))
  expect(hooking.map(({ file }) => file)).toEqual([])
})

test('Each is seen when it is there', () => {
  expect(hooksByItself('afterEach(async () => {})')).toBe(true)
  expect(hooksByItself('function use() {\n  afterEach(async () => {})\n}')).toBe(false)
  expect(findPlainClasses('export class Order {}\nclass NotFound extends Error {}')).toEqual([
    'Order',
  ])
  expect(importsOnTheFly(`const x = await import('../ledger/index.ts')`)).toBe(true)
  expect(importsOnTheFly(`import { x } from '../ledger/index.ts'`)).toBe(false)
})

interface SourceFile {
  readonly file: string
  readonly source: string
}

async function readSources(): Promise<SourceFile[]> {
  return (await readAll(ROOT)).filter(({ file }) => !/^(node_modules|test|\.waybill)\//.test(file))
}

async function readTestSupport(): Promise<SourceFile[]> {
  return (await readAll(join(ROOT, 'test'))).filter(({ file }) => !file.endsWith('.test.ts'))
}

async function readAll(folder: string): Promise<SourceFile[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('node_modules/'))
  return Promise.all(
    files.map(async (file) => ({ file, source: await readFile(join(ROOT, file), 'utf8') })),
  )
}

function findPlainClasses(source: string): string[] {
  const classes = source.matchAll(/^(?:export )?(?:abstract )?class (\w+)(?: extends (\w+))?/gm)
  return [...classes]
    .filter(([, , base]) => base?.endsWith('Error') !== true)
    .map(([, name]) => name!)
}

function hooksByItself(source: string): boolean {
  return /^(?:before|after)(?:Each|All)\(/m.test(source)
}

function importsOnTheFly(source: string): boolean {
  return /\bimport\(/.test(source)
}
