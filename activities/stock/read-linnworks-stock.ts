import { setTimeout as sleep } from 'node:timers/promises'
import { activityInfo } from '@temporalio/activity'
import type { StockPass } from '../../ledger/stock-passes.ts'
import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { leaveToOthers } from '../stopping.ts'

export interface StockPassResult {
  /** ISO 8601: what was read is not older. */
  readonly startedAt: string
  readonly items: number
}

/** A reader that was not heard of for so long is dead: another reads on from its page. */
const silentMs = 15_000
const betweenLooksMs = 500

/** Where pages do not tell which items are composites, all are asked about, this often. */
const recipesEveryMs = 3_600_000
const recipesCursor = 'recipes'

/**
 * Reads what Linnworks has, page by page, into the ledger: one pass for all shops. Who comes while one
 * is under way waits for that. Idempotent: a page that is read twice is noted twice, the newer stands;
 * after a kill it goes on from the page that was next.
 */
export function createReadLinnworksStock({
  linnworks,
  ledger,
  stopping,
}: Pick<Dependencies, 'linnworks' | 'ledger' | 'stopping'>) {
  return {
    /** `since`, ISO 8601: a pass that began before it is too old to join. */
    async readLinnworksStock(input: { readonly since: string }): Promise<StockPassResult> {
      const since = new Date(input.since)
      const holder = readerName()
      for (;;) {
        leaveToOthers(stopping)
        const pass = await ledger.stockPasses.join({ since, holder, silentMs })
        if (pass.finishedAt !== null) {
          return { startedAt: pass.startedAt.toISOString(), items: pass.items }
        }
        if (pass.mine) await readOn({ ...pass, holder })
        else await sleep(betweenLooksMs)
        reportProgress(pass.nextPage)
      }
    },
  }

  /** Until the pass is finished, or somebody else took it over. */
  async function readOn(pass: StockPass & { readonly holder: string }): Promise<void> {
    const readAt = await ledger.cursors.find(recipesCursor)
    const asksAll = (readAt?.getTime() ?? 0) < pass.startedAt.getTime() - recipesEveryMs
    for (let page = pass.nextPage; ; page += 1) {
      leaveToOthers(stopping)
      const readAt = await ledger.clock.now()
      const { items } = await linnworks.listStockPage(page)
      const levels = items.flatMap(({ levels: some }) => some)
      await ledger.stockItems.rememberLinnworksItems(items)
      const recipes = items.filter(({ isComposite = asksAll }) => isComposite)
      await readRecipes(recipes.map(({ stockItemId }) => stockItemId))
      await ledger.stockReadings.putStock(
        levels.map(({ stockItemId, locationId, available, tracked }) => ({
          stockItemId,
          linnworksLocationId: locationId,
          available,
          tracked,
        })),
        readAt,
      )
      const held = await ledger.stockPasses.beat(pass, {
        nextPage: page + 1,
        items: items.length,
        emptyLevels: levels.filter(({ available }) => available <= 0).length,
        finished: items.length === 0,
      })
      reportProgress(page)
      if (held && items.length === 0 && asksAll) {
        await ledger.cursors.advance(recipesCursor, pass.startedAt)
      }
      if (!held || items.length === 0) return
    }
  }

  /** What composites consist of decides what is sold with them. */
  async function readRecipes(stockItemIds: readonly string[]): Promise<void> {
    if (stockItemIds.length === 0) return
    const found = await linnworks.listCompositions(stockItemIds)
    const components = [...found].flatMap(([stockItemId, parts]) =>
      parts.map((part) => ({ ...part, stockItemId, componentId: part.stockItemId })),
    )
    await ledger.stockItems.replaceComponents(stockItemIds, components)
  }
}

/** The same over all attempts of one step, so that a second one reads on at once. */
function readerName(): string {
  const { workflowExecution, activityId } = activityInfo()
  return `${workflowExecution?.runId ?? 'none'}/${activityId}`
}
