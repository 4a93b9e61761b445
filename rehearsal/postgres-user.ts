import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface PostgresUser {
  /** What to put before a command so that it runs as this user. */
  readonly prefix: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

/**
 * PostgreSQL refuses to run as root, so root lends it the id of `postgres`, or of `nobody`, which
 * every machine has. That user keeps root's right to pass through folders: a checkout below `/root`
 * is closed to everybody else. Throws a sentence when the machine allows neither.
 */
export async function choosePostgresUser(program: string): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const { uid, gid } = await findAccount()
  const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const passThrough = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  for (const prefix of [[...asUser, ...passThrough], asUser]) {
    if (await runs([...prefix, program, '--version'])) return { prefix, uid, gid }
  }
  throw new Error(
    `PostgreSQL cannot run as root, and another user cannot run ${program} here. Run Waybill as an ordinary user, or give it a PostgreSQL by its URL`,
  )
}

async function findAccount(): Promise<{ readonly uid: number; readonly gid: number }> {
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const account = accounts.find(([name]) => name === wanted)
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) }
  }
  return { uid: 65534, gid: 65534 }
}

async function runs([program, ...args]: readonly string[]): Promise<boolean> {
  if (program === undefined) return false
  try {
    await promisify(execFile)(program, args)
    return true
  } catch {
    return false
  }
}
