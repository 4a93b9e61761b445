import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql'
import { z } from 'zod'
import { readEnvironment } from '../../lib/environment.ts'

const run = promisify(execFile)

const packed = {
  package: '@shopify/dev-mcp@1.16.0',
  tarball: 'shopify-dev-mcp-1.16.0.tgz',
  file: 'package/dist/data/admin_2026-10.json.gz',
  sha256: 'f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593',
}

const cacheFolder = join(readEnvironment().cacheDir, 'shopify')
const cachedFile = join(cacheFolder, 'admin_2026-10.json.gz')

/**
 * The schema of the Admin API 2026-10 as Shopify publishes it in an npm package. The file is
 * taken once, checked against its hash, and cached outside the checkout; two processes may do so
 * at once, for the file appears by a rename.
 */
export async function loadPublishedSchema(): Promise<GraphQLSchema> {
  const packedSchema = (await readCached()) ?? (await fetchIntoCache())
  const document: unknown = JSON.parse(gunzipSync(packedSchema).toString())
  const { data } = PublishedSchema.parse(document)
  return buildClientSchema(data)
}

const PublishedSchema = z.object({
  data: z.custom<IntrospectionQuery>(
    (value) => typeof value === 'object' && value !== null && '__schema' in value,
  ),
})

async function readCached(): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(cachedFile)
    return isGenuine(bytes) ? bytes : undefined
  } catch {
    return undefined
  }
}

async function fetchIntoCache(): Promise<Buffer> {
  const folder = join(tmpdir(), `waybill-schema-${randomUUID()}`)
  await mkdir(folder, { recursive: true })
  try {
    await run('npm', ['pack', packed.package, '--silent', '--pack-destination', folder])
    await run('tar', ['xzf', join(folder, packed.tarball), '-C', folder, packed.file])
    const bytes = await readFile(join(folder, packed.file))
    if (!isGenuine(bytes)) throw new Error(`${packed.package} holds another schema than expected`)
    await mkdir(cacheFolder, { recursive: true })
    const fresh = `${cachedFile}.${randomUUID()}`
    await writeFile(fresh, bytes)
    await rename(fresh, cachedFile)
    return bytes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function isGenuine(bytes: Buffer): boolean {
  return createHash('sha256').update(bytes).digest('hex') === packed.sha256
}
