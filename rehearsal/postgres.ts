import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type ChildProcess, readLogTail, startChildProcess } from './child-process.ts'
import { preparePostgresBinaries } from './postgres-binaries.ts'
import { awaitFormerServer } from './postgres-former.ts'
import { choosePostgresUser, type PostgresUser } from './postgres-user.ts'

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 10_000
/** Only this machine reaches it, so its one user needs no password. */
const USER = 'waybill'

export interface PostgresOptions {
  /** Made at the first start. `<dataDir>.log` takes the server's log. */
  readonly dataDir: string
  /** On 127.0.0.1. */
  readonly port: number
  /** False deletes the data at stop. Default true. */
  readonly persistent?: boolean
  /** False trades safety against a crash of the machine for speed: tests only. Default true. */
  readonly durable?: boolean
}

export interface Postgres {
  /** Of the database `postgres`. */
  readonly url: string
  readonly pid: number
  /** The URL of the database, made from `template` if it is not there yet. */
  createDatabase(name: string, template?: string): Promise<string>
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL 18 whose programs came with npm, on 127.0.0.1, and resolves when it answers.
 * Whatever killed its former server, the data is taken up again. Works as root as well, under
 * another user's id. Throws with the end of its log when it does not start. It never outlives us.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dataDir = resolve(options.dataDir)
  const logFile = `${dataDir}.log`
  const { initdb, postgres } = await preparePostgresBinaries()
  const user = await choosePostgresUser(postgres)
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(initdb, dataDir, user)
  await awaitFormerServer(dataDir)

  const [program, ...prefix] = [...user.prefix, postgres]
  const server = await startChildProcess({
    program,
    args: [...prefix, '-D', dataDir, ...toSettings(options)],
    logFile,
    stopSignal: 'SIGINT',
    stopWithinMs: STOP_WITHIN_MS,
  })
  const urlOf = (name: string) => `postgresql://${USER}@127.0.0.1:${options.port}/${name}`
  const url = urlOf('postgres')
  await awaitReady(server, url, logFile)
  return {
    url,
    pid: server.pid,
    createDatabase: async (name, template) => {
      await createDatabase(url, name, template)
      return urlOf(name)
    },
    stop: async () => {
      await server.stop()
      if (options.persistent === false) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Makes the database on the server of `url` unless it is there. */
export async function createDatabase(url: string, name: string, template?: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount !== 0) return
    const from = template === undefined ? '' : ` TEMPLATE ${client.escapeIdentifier(template)}`
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${from}`)
  } finally {
    await client.end()
  }
}

/** Made under another name first: a kill half-way leaves nothing that looks like data. */
async function initialise(initdb: string, dataDir: string, user: PostgresUser): Promise<void> {
  const draft = `${dataDir}.new`
  await mkdir(dirname(dataDir), { recursive: true })
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (user.uid !== undefined && user.gid !== undefined) await chown(draft, user.uid, user.gid)
  const [program, ...prefix] = [...user.prefix, initdb]
  await promisify(execFile)(program, [
    ...[...prefix, '--pgdata', draft, '--username', USER, '--auth', 'trust'],
    ...['--encoding', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'],
  ])
  await rename(draft, dataDir)
}

function toSettings({ port, durable = true }: PostgresOptions): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  return settings.flatMap((setting) => ['-c', setting])
}

async function awaitReady(server: ChildProcess, url: string, logFile: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await answers(url))) {
    if (server.running() && performance.now() < deadline) {
      await delay(50)
      continue
    }
    await server.stop()
    const ending = await server.exited
    throw new Error(`PostgreSQL did not start (${ending}):\n${readLogTail(logFile)}`)
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
