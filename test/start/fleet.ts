import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { openDatabase } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { onTestFinished } from 'vitest'
import { compose, makeFolder } from './deployment.ts'
import type { BuiltImage } from './image.ts'
import type { StartConfig } from './surroundings.ts'
import { startProgram, type WaybillProcess } from './waybill-process.ts'

/** A container, as far as it is a process: started by its service's command, asked for its health. */
export interface Container extends WaybillProcess {
  /** Resolves when the health check of the service says yes; fails where the process ends before. */
  untilHealthy(): Promise<void>
  /** What the worker's SDK counts. */
  readSdkMetrics(): Promise<string>
  /** The exit code and words of the health check. */
  askHealth(): Promise<{ readonly code: number | null; readonly said: string }>
}

export interface Fleet {
  readonly ledger: Ledger
  /** Starts the service of docker-compose.yml, of that build. */
  start(service: string, build?: string): Promise<Container>
}

/**
 * Runs services of docker-compose.yml from an image on this machine: each by the image's entrypoint
 * and the service's own command, with the image's variables, under the image's user. A port of a
 * container is another one here, for all share one address.
 */
export function createFleet(built: BuiltImage, config: StartConfig): Fleet {
  const database = openDatabase({ url: String(config.ledger['url']) })
  onTestFinished(() => database.destroy())
  const ports = new Map<string, number>()
  // The receiver's address is told to Shopify by setup, before there is a receiver.
  const portOf = async (service: string) => {
    const port = ports.get(service) ?? (await findFreePort())
    ports.set(service, port)
    return port
  }
  return {
    ledger: createLedger(database),
    start: async (name, build) => {
      const { command, environment, healthcheck } = compose.services[name]!
      const port = await portOf(build === undefined ? name : `${name} ${build}`)
      const receiverPort = await portOf('receiver')
      const sdkMetricsPort = await findFreePort()
      const source = join(makeFolder(), 'waybill.yaml')
      writeFileSync(
        source,
        stringify({
          ...config,
          receiver: { port: receiverPort, publicUrl: `http://127.0.0.1:${receiverPort}` },
          worker: {
            metricsPort: port,
            sdkMetricsPort,
            deployment: { buildId: '${WAYBILL_BUILD_ID}' },
          },
        }),
        { mode: 0o644 },
      )
      const surroundings = {
        cwd: built.folder,
        env: {
          ...built.variables,
          ...environment,
          WAYBILL_CONFIG: source,
          ...(build === undefined ? {} : { WAYBILL_BUILD_ID: build }),
        },
        ...built.user,
      }
      const child = startProgram([...built.entrypoint, ...command], surroundings)
      const test = healthcheck !== undefined && 'test' in healthcheck ? healthcheck.test : []
      const askHealth = async () => {
        const words = test.slice(1).map((word) => (/^\d+$/.test(word) ? `${port}` : word))
        const { code, out } = await startProgram(words, surroundings).ended
        return { code, said: out }
      }
      return {
        ...child,
        readSdkMetrics: async () =>
          await (await fetch(`http://127.0.0.1:${sdkMetricsPort}/metrics`)).text(),
        askHealth,
        untilHealthy: async () => {
          let ended: string | undefined
          void child.ended.then(({ sentence, log }) => (ended = `${name}: ${sentence}\n${log}`))
          await eventually(`${name} is ready`, async () => {
            if (ended !== undefined) return true
            const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
            return answer?.status === 200
          })
          if (ended !== undefined) throw new Error(ended)
          const { code, said } = await askHealth()
          if (code !== 0) throw new Error(`${name} is ready, but its health check says: ${said}`)
        },
      }
    },
  }
}
