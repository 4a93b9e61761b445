import Fastify, { type FastifyInstance } from 'fastify'
import { withinMs } from './deadline.ts'
import { listen } from './listen.ts'
import type { Metrics } from './metrics.ts'

const CHECK_WITHIN_MS = 2000

/** A dependency by its name, for instance `ledger`; the check rejects where it is down. */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown>>>

export interface HealthSettings {
  readonly checks: HealthChecks
  /** The checks without which the process cannot do its work: all of them unless told. */
  readonly needs?: readonly string[]
  readonly metrics: Pick<Metrics, 'render' | 'contentType'>
}

export interface HealthServer {
  /** For instance `http://127.0.0.1:9464`. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Adds `GET /healthz` (200 while the process lives), `GET /readyz` (200, or 503 where a dependency
 * that it needs is down: `{"ledger":"ok","temporal":"down: …"}`) and `GET /metrics`. They are for operations: show
 * the public nothing but the webhooks' path.
 */
export function registerHealth(server: FastifyInstance, settings: HealthSettings): void {
  const { checks, needs = Object.keys(checks), metrics } = settings
  server.get('/healthz', () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
    )
    const ready = states.every(([name, state]) => state === 'ok' || !needs.includes(name))
    return reply.code(ready ? 200 : 503).send(Object.fromEntries(states))
  })
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  )
}

/** For processes that serve nothing else. Throws PortError where the port is taken. */
export async function startHealthServer(
  settings: HealthSettings & {
    readonly host: string
    readonly port: number
    /** Where the port is configured, for the error. */
    readonly portKey: string
  },
): Promise<HealthServer> {
  const server = Fastify({ logger: false, forceCloseConnections: true })
  registerHealth(server, settings)
  const url = await listen(server, settings)
  return { url, close: () => server.close() }
}

async function stateOf(check: () => Promise<unknown>): Promise<string> {
  try {
    await withinMs(CHECK_WITHIN_MS, check)
    return 'ok'
  } catch (error) {
    return `down: ${reasonOf(error)}`
  }
}

/** Drivers leave the message empty where a host has several addresses and none answers. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.message !== '') return error.message.split('\n', 1).join('')
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
