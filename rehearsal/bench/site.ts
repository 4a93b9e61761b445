import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { stringify } from 'yaml'
import { z } from 'zod'
import { connectTemporal } from '../../client/temporal.ts'
import { checkConfig, type Config } from '../../lib/config.ts'
import { type Database, openDatabase } from '../../ledger/database.ts'
import { createLedger } from '../../ledger/index.ts'
import * as world from '../../sandbox/world.ts'
import { findFreePort } from '../ports.ts'
import { startPostgres } from '../postgres.ts'
import { provisionTemporalProgram } from '../temporal-program.ts'
import { startTemporalServer } from '../temporal-server.ts'
import type { SharedOptions } from './arguments.ts'
import { writeSettings } from './bench-config.ts'
import { forgetMostMegabytes } from './cpu.ts'
import type { Members } from './cpu-watch.ts'
import { runRole, startRole } from './role-process.ts'
import type { TwinsDesk } from './twins-desk.ts'

/** The program that both twins run in. */
export interface TwinsPlace<Desk> {
  readonly program: string
  /** What it is told, beside the plan and the ports. */
  readonly setup: object
  /** What the driver may ask of it, at the address of its desk. */
  readonly createDesk: (url: string) => Desk
}

export interface SiteOptions<Desk> extends Pick<SharedOptions, 'share' | 'settings' | 'profile'> {
  readonly twins: TwinsPlace<Desk>
  /** Emptied at the start. */
  readonly folder: string
  readonly plan: 'standard' | 'plus'
  readonly say: (line: string) => void
}

/** Waybill and all it stands on and talks to, each in a process of its own. */
export interface Site<Desk = TwinsDesk> {
  readonly twins: Desk
  readonly config: Config
  readonly client: Client
  /** The ledger itself: a bench looks without asking the product how it does. */
  readonly database: Database
  members(): Members
  startWorker(): Promise<void>
  stopWorker(): Promise<void>
  stop(): Promise<void>
}

const mainProgram = fileURLToPath(new URL('../../main.ts', import.meta.url))

/** How `npm start` runs it: package.json says with which options of Node. */
const startFlags = readStartFlags()

/** Where the CPU profiles of a process are. */
export function profileFolder(folder: string, name: string): string {
  return join(folder, `profile-${name}`)
}

/** Starts everything; what started before a failure is stopped again. */
export async function startSite<Desk>(options: SiteOptions<Desk>): Promise<Site<Desk>> {
  const endings: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of endings.splice(0).toReversed()) await end().catch(() => undefined)
  }
  try {
    return await build(options, endings, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function build<Desk>(
  options: SiteOptions<Desk>,
  endings: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Site<Desk>> {
  const { folder, plan, share, settings, say } = options
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const log = (name: string) => join(folder, `${name}.log`)
  const profiling = (name: string) =>
    options.profile ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder(folder, name)}`] : []
  const program = await provisionTemporalProgram({ log: say })
  const temporal = await startTemporalServer({
    program: program.path,
    port: await findFreePort(),
    logFile: log('temporal'),
  })
  endings.push(temporal.stop)
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await findFreePort(),
  })
  endings.push(postgres.stop)

  const ports = {
    desk: await findFreePort(),
    shopify: await findFreePort(),
    linnworks: await findFreePort(),
    receiver: await findFreePort(),
    metrics: await findFreePort(),
  }
  const twins = await startRole({
    what: 'The process of the twins',
    args: [
      ...profiling('twins'),
      options.twins.program,
      JSON.stringify({ ...options.twins.setup, plan, ports }),
    ],
    logFile: log('twins'),
    readyUrl: `http://127.0.0.1:${ports.shopify}/_sandbox/stats`,
  })
  endings.push(twins.stop)
  const ledgerUrl = await postgres.createDatabase('waybill')
  const configured = writeSettings({
    ports,
    ledgerUrl,
    temporalAddress: temporal.address,
    share,
    changes: settings,
  })
  const config = join(folder, 'waybill.yaml')
  writeFileSync(config, stringify(configured), { mode: 0o600 })
  const role = (name: string) => ({
    what: `npm start -- ${name}`,
    args: [...startFlags, mainProgram, name, '--config', config],
    logFile: log(name),
  })
  await runRole(role('setup'))
  const checked = checkConfig(configured)
  const database = openDatabase(checked.ledger)
  endings.push(() => database.destroy())
  const { links } = createLedger(database)
  for (const link of world.LOCATION_LINKS) {
    await links.linkLocation({ shop: world.AURORA.shop, actor: 'bench', ...link })
  }
  const client = await connectTemporal(checked, 'waybill-bench')
  endings.push(() => client.connection.close())

  const startWorkerProcess = async () => {
    const { args, ...rest } = role('worker')
    const started = await startRole({
      ...rest,
      args: [...profiling('worker'), ...args],
      readyUrl: `http://127.0.0.1:${ports.metrics}/readyz`,
    })
    // Building the bundle of the workflows takes more memory than any order does.
    forgetMostMegabytes(started.pid)
    return started
  }
  let worker = await startWorkerProcess()
  endings.push(() => worker.stop())
  const receiver = await startRole({
    ...role('receiver'),
    readyUrl: `http://127.0.0.1:${ports.receiver}/readyz`,
  })
  endings.push(receiver.stop)
  return {
    twins: options.twins.createDesk(`http://127.0.0.1:${ports.desk}`),
    config: checked,
    client,
    database,
    members: () => ({
      temporal: temporal.pid,
      postgres: postgres.pid,
      twins: twins.pid,
      receiver: receiver.pid,
      worker: worker.pid,
      driver: process.pid,
    }),
    startWorker: async () => {
      worker = await startWorkerProcess()
    },
    stopWorker: () => worker.stop(),
    stop,
  }
}

function readStartFlags(): readonly string[] {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(text))
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}
