import { spawn } from 'node:child_process'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ANSWER_WITHIN_MS = 10_000
const DOWNLOAD_WITHIN_MS = 180_000
const DOWNLOADER = fileURLToPath(new URL('temporal-downloader.ts', import.meta.url))

export interface DownloadOptions {
  /** Where to write the `temporal` program. */
  readonly target: string
  readonly version: string
  readonly log: (sentence: string) => void
  /** Where to ask whether the download can be reached at all. */
  readonly service: string
}

/**
 * Has the Temporal SDK download the program, in a process of its own because the SDK's download
 * cannot be called off. Returns false, with one sentence, when it cannot be had: a machine without
 * the service learns that within ten seconds.
 */
export async function downloadTemporalProgram(options: DownloadOptions): Promise<boolean> {
  const { target, version, log, service } = options
  if (!(await answers(service))) {
    log(`${service} does not answer, so the Temporal dev server is not downloaded`)
    return false
  }
  log(`Downloading the Temporal dev server ${version}`)
  const folder = join(dirname(target), 'download')
  await mkdir(folder, { recursive: true })
  try {
    const child = spawn(process.execPath, [DOWNLOADER, folder, `v${version}`], { stdio: 'ignore' })
    const bound = new AbortController()
    const code = await Promise.race([
      new Promise<number | null>((resolve) => {
        child.once('exit', resolve)
        child.once('error', () => resolve(null))
      }),
      delay(DOWNLOAD_WITHIN_MS, null, { signal: bound.signal }),
    ])
    bound.abort()
    child.kill('SIGKILL')
    if (code !== 0) {
      log('The download of the Temporal dev server failed')
      return false
    }
    // The SDK's name for it: sdk-core, `ephemeral_server`.
    await rename(join(folder, `temporal-v${version}`), target)
    return true
  } catch {
    log('The download of the Temporal dev server failed')
    return false
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function answers(service: string): Promise<boolean> {
  try {
    await fetch(service, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return true
  } catch {
    return false
  }
}
