import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** The Temporal CLI that `tools/temporal/go.mod` pins: server 1.31.2. */
export const PINNED_VERSION = '1.8.2'

const RecordSchema = z.object({ sha256: z.string(), bytes: z.number() })

/**
 * The cached program of the pinned version, if it is whole. A file without a record, or of another
 * size, is the rest of an accident and is passed over with a sentence.
 */
export async function readCachedProgram(
  cacheDir: string,
  log: (sentence: string) => void,
): Promise<string | undefined> {
  const path = programPath(cacheDir)
  const file = await stat(path).catch(() => undefined)
  if (file === undefined) return undefined
  const record = await readRecord(path)
  if (record?.bytes === file.size) return path
  log(`Passing over ${path}: it is not the file that was put there`)
  return undefined
}

/**
 * Lets `produce` write the program to a temporary name, then puts it into the cache in one step with
 * its size and SHA-256 beside it. Returns its path, or undefined when `produce` returns false.
 */
export async function writeCachedProgram(
  cacheDir: string,
  produce: (target: string) => Promise<boolean>,
): Promise<string | undefined> {
  const path = programPath(cacheDir)
  const target = `${path}.${process.pid}.new`
  await mkdir(dirname(path), { recursive: true })
  try {
    if (!(await produce(target))) return undefined
    await chmod(target, 0o755)
    const record = { sha256: await sha256(target), bytes: (await stat(target)).size }
    await writeFile(recordPath(path), `${JSON.stringify(record)}\n`)
    await rename(target, path)
    return path
  } finally {
    await rm(target, { force: true })
  }
}

/** Whether the cached program is, bit for bit, the one that was put there. Reads all of it. */
export async function verifyCachedProgram(path: string): Promise<boolean> {
  const record = await readRecord(path)
  return record?.sha256 === (await sha256(path))
}

function programPath(cacheDir: string): string {
  return join(cacheDir, 'temporal', PINNED_VERSION, 'temporal')
}

function recordPath(path: string): string {
  return `${path}.json`
}

async function readRecord(path: string): Promise<z.infer<typeof RecordSchema> | undefined> {
  try {
    return RecordSchema.parse(JSON.parse(await readFile(recordPath(path), 'utf8')))
  } catch {
    return undefined
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
