import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { choosePort } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { provisionTemporalProgram } from './temporal-program.ts'
import { startTemporalServer } from './temporal-server.ts'

/** What Waybill stands on: a real Temporal server and a real PostgreSQL. */
export interface Ground {
  readonly temporalAddress: string
  readonly temporalUiUrl: string
  readonly temporalProgram: string
  readonly ledgerUrl: string
  stop(): Promise<void>
}

/** Starts both afresh in `folder`, on their usual ports where those are free, and says so if not. */
export async function startGround(folder: string, say: (line: string) => void): Promise<Ground> {
  rmSync(folder, { recursive: true, force: true })
  const program = await provisionTemporalProgram({ log: say })
  const [grpc, ui, database] = [
    await takePort(7233, 'Temporal', say),
    await takePort(8233, 'the Temporal Web UI', say),
    await takePort(5433, 'PostgreSQL', say),
  ]
  const [temporal, postgres] = await Promise.all([
    startTemporalServer({
      program: program.path,
      port: grpc,
      uiPort: ui,
      logFile: join(folder, 'temporal.log'),
    }),
    startPostgres({ dataDir: join(folder, 'postgres'), port: database }),
  ])
  return {
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl ?? '',
    temporalProgram: program.path,
    ledgerUrl: await postgres.createDatabase('waybill'),
    stop: async () => {
      await Promise.all([temporal.stop(), postgres.stop()])
    },
  }
}

/** A taken port is replaced by a free one, and said so. */
export async function takePort(
  preferred: number,
  what: string,
  say: (line: string) => void,
): Promise<number> {
  const { port, replaced } = await choosePort(preferred)
  if (replaced) say(`Port ${preferred} for ${what} is taken; using ${port}.`)
  return port
}
