import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const ENDS_WITHIN_MS = 15_000

/**
 * Waits for a server that still holds the data to end, as the watchdog of a killed process makes it
 * do, and removes what a killed server left. Throws a sentence when the server stays.
 */
export async function awaitFormerServer(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid')
  const deadline = performance.now() + ENDS_WITHIN_MS
  for (;;) {
    const pid = await readPid(pidFile)
    // Without /proc we cannot tell whose id it is; PostgreSQL itself makes the best of it.
    if (pid === undefined || process.platform !== 'linux') return
    const command = await readCommand(pid)
    if (command === undefined || !command.includes(dataDir)) {
      // The id may belong to a stranger by now, for which PostgreSQL would refuse to start.
      await rm(pidFile, { force: true })
      return
    }
    if (performance.now() > deadline) {
      throw new Error(
        `Another PostgreSQL, process ${pid}, uses the data in ${dataDir}. Is Waybill running there already? End it first`,
      )
    }
    await delay(100)
  }
}

async function readPid(pidFile: string): Promise<number | undefined> {
  try {
    const [line] = (await readFile(pidFile, 'utf8')).split('\n')
    return line === undefined || !/^\d+$/.test(line) ? undefined : Number(line)
  } catch {
    return undefined
  }
}

/** The command line of a process; undefined when there is no such process. */
async function readCommand(pid: number): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return undefined
  }
}
