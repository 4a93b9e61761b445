import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundleWorkflowCode } from '@temporalio/worker'

const root = fileURLToPath(new URL('..', import.meta.url))
export const workflowsPath = join(root, 'workflows', 'index.ts')

/** What the bundle is made of: our own code, and the SDK that it runs in. */
const folders = ['workflows', 'domain']
const packages = ['@temporalio/workflow', '@temporalio/common', '@temporalio/worker']

/** The file's first line: it tells which code it was built from. */
const stamp = (fingerprint: string) => `/* waybill workflows ${fingerprint} */\n`

/** Why a bundle that was built before cannot be used, in a sentence that says what to do. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
}

export interface BundlePlace {
  /** Where the bundle is kept; `dist/workflow-bundle.js` unless told. */
  readonly path?: string
}

/** The workflows as one file of JavaScript, as workers run it. */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet })
  return code
}

/** Builds the bundle ahead of time, so that a worker starts without building it. Answers its path. */
export async function buildWorkflowBundle({ path = usualPath }: BundlePlace = {}): Promise<string> {
  const code = await bundleWorkflows()
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, stamp(readFingerprint()) + code)
  return path
}

/**
 * The same by a process of its own: what the bundler needs, more than all orders of a worker do, goes
 * with it.
 */
export async function bundleApart(): Promise<{ readonly code: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bundle-'))
  try {
    const path = join(folder, 'workflow-bundle.js')
    const program = fileURLToPath(new URL('build-bundle.ts', import.meta.url))
    await promisify(execFile)(process.execPath, [program, path])
    return { code: readFileSync(path, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The bundle that was built before, if there is one.
 * @throws BundleError where it was built from other code than lies beside it: its workers would run
 * yesterday's workflows with today's activities.
 */
export function findWorkflowBundle({ path = usualPath }: BundlePlace = {}):
  { readonly codePath: string } | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  if (text.startsWith(stamp(readFingerprint()))) return { codePath: path }
  throw new BundleError(
    `${relative(process.cwd(), path)} was built from other workflows than those here. Build it again with "node workers/build-bundle.ts", or delete it.`,
  )
}

const usualPath = join(root, 'dist', 'workflow-bundle.js')

/** A hash over the text of all that goes into the bundle. */
function readFingerprint(): string {
  const hash = createHash('sha256')
  for (const folder of folders) {
    for (const file of readdirSync(join(root, folder), {
      recursive: true,
      encoding: 'utf8',
    }).toSorted()) {
      if (file.endsWith('.ts'))
        hash.update(`${folder}/${file}\0`).update(readFileSync(join(root, folder, file)))
    }
  }
  const require = createRequire(import.meta.url)
  for (const name of packages) hash.update(readFileSync(require.resolve(`${name}/package.json`)))
  return hash.digest('hex')
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const noLine = () => undefined
const quiet = {
  log: noLine,
  trace: noLine,
  debug: noLine,
  info: noLine,
  warn: noLine,
  error: noLine,
}
