import { openDatabase } from '../../ledger/database.ts'
import type { Ledger } from '../../ledger/index.ts'
import { listExcesses } from './bound.ts'
import { listFalseReadings, listStockWrites, listWriteBases, watchAccord } from './readings.ts'
import { openTruth, type Truth } from './truth.ts'
import { poisonedItem } from './verdict.ts'
import { startWatcher } from './watcher.ts'

export interface StockWatch {
  /** Looks at both twins now. */
  look(): void
  latest(): Truth
  readonly looks: number
  /** Ends the watch and judges all that was seen. */
  judge(): Promise<StockJudgement>
  stop(): Promise<void>
}

export interface StockJudgement {
  /** Levels that Waybill wrote. */
  readonly written: number
  /** Moments at which a level was over, and readings that were none, a sentence each. */
  readonly failures: readonly string[]
}

/**
 * Watches every level of the sandbox's shop from now on, when it is at rest. The twins keep their state
 * in files of the folder.
 */
export function watchStock(
  stage: Parameters<typeof openTruth>[0] & { readonly ledger: Pick<Ledger, 'levelViews'> },
  { folder, ledgerUrl }: { readonly folder: string; readonly ledgerUrl: string },
): StockWatch {
  const truth = openTruth(stage, folder)
  const watcher = startWatcher(truth)
  const accord = watchAccord(stage.ledger)
  let stopped = false

  async function stop(): Promise<void> {
    if (stopped) return
    stopped = true
    watcher.look()
    watcher.stop()
    await accord.stop()
    truth.close()
  }

  return {
    look: () => {
      if (!stopped) watcher.look()
    },
    latest: watcher.latest,
    get looks() {
      return watcher.looks
    },
    judge: async () => {
      await stop()
      const database = openDatabase({ url: ledgerUrl })
      const writes = await listStockWrites(database)
      await database.destroy()
      const writeBases = listWriteBases(watcher.samples, writes)
      const excesses = [...watcher.samples]
        .filter(([level]) => !level.startsWith(poisonedItem))
        .flatMap(([level, samples]) => {
          const found = [...(writeBases.get(level) ?? []), ...(accord.found.get(level) ?? [])]
          return listExcesses(level, samples, found)
        })
      return {
        written: writes.filter(({ answer }) => answer === 'written').length,
        failures: [
          ...excesses.map((sentence) => `Over: ${sentence}`),
          ...listFalseReadings(watcher.samples, writes).map((line) => `Misread: ${line}`),
        ],
      }
    },
    stop,
  }
}
