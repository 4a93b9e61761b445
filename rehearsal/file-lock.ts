import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

const RETRY_EVERY_MS = 200

export interface FileLockOptions {
  readonly path: string
  /** Called once, when another process holds the lock. */
  readonly onWait: () => void
}

/**
 * Runs `work` while no other process of this machine holds the same lock. It is the kernel's lock on
 * a SQLite file, so it goes with the process that held it: there is no stale lock to take over.
 */
export async function withFileLock<T>(
  options: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(options.path), { recursive: true })
  const lock = new DatabaseSync(options.path)
  try {
    for (let attempt = 0; !tryLock(lock); attempt += 1) {
      if (attempt === 0) options.onWait()
      await delay(RETRY_EVERY_MS)
    }
    return await work()
  } finally {
    lock.close()
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false
    throw error
  }
}
