import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What `@temporalio/workflow` brings along; the sandbox of a workflow has no other package. */
const AT_HOME = /^\.\/(workflows|domain|node_modules\/(@temporalio|nexus-rpc|ms|long))\//

test('The workflow bundle holds the workflows, the domain and Temporal, and nothing else', async () => {
  const modules = await listBundledModules(join(ROOT, 'workflows', 'index.ts'))
  expect(modules).toContain('./workflows/index.ts')
  expect(modules.filter((name) => !AT_HOME.test(name))).toEqual([])
})

test('A package that crept into the workflow bundle would be seen', async () => {
  await mkdir(join(ROOT, '.waybill'), { recursive: true })
  // Below the checkout, where the bundler finds the packages.
  const folder = await mkdtemp(join(ROOT, '.waybill', 'bundle-'))
  try {
    await writeFile(join(folder, 'index.ts'), `export { z } from 'zod'\n`)
    const strangers = (await listBundledModules(join(folder, 'index.ts'))).filter(
      (name) => !AT_HOME.test(name),
    )
    expect(strangers.some((name) => name.startsWith('./node_modules/zod/'))).toBe(true)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** By the names that webpack gives them; without those of modules that are left empty on purpose. */
async function listBundledModules(workflowsPath: string): Promise<string[]> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') })
  const names = [...code.matchAll(/^\/\*{3}\/ "([^"?]+)"/gm)].map(([, name]) => name!)
  expect(names.length).toBeGreaterThan(50)
  return names
}
