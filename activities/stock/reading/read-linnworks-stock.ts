import { setTimeout as sleep } from 'node:timers/promises'
import { activityInfo } from '@temporalio/activity'
import type { StockPass } from '../../../ledger/stock-passes.ts'
import type { StockPageItem } from '../../../linnworks/index.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { leaveToOthers } from '../../stopping.ts'
import { announceGoneLocations } from './gone-locations.ts'
import { isPushed } from '../pushed-shops.ts'
import { noteStock, readStock } from './read-levels.ts'

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
export function createReadLinnworksStock(
  dependencies: Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger' | 'stopping'>,
) {
  const { linnworks, ledger, stopping } = dependencies

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
      await readRecipes(items, asksAll)
      await noteStock(dependencies, items, readAt)
      if (items.length === 0) {
        await lookForMissing(pass)
        await announceGone()
      }
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

  /** What composites consist of decides what is sold with them; what is none any more has none. */
  async function readRecipes(items: readonly StockPageItem[], asksAll: boolean): Promise<void> {
    const idsOf = (some: readonly StockPageItem[]) => some.map(({ stockItemId }) => stockItemId)
    const asked = idsOf(items.filter(({ isComposite = asksAll }) => isComposite))
    const plain = idsOf(items.filter(({ isComposite }) => isComposite === false))
    const found = asked.length === 0 ? [] : [...(await linnworks.listCompositions(asked))]
    const components = found.flatMap(([stockItemId, parts]) =>
      parts.map((part) => ({ ...part, stockItemId, componentId: part.stockItemId })),
    )
    await ledger.stockItems.replaceComponents([...asked, ...plain], components)
  }

  /**
   * Pages shift while items are created or archived: what is sold, and was on none of them, is asked
   * for by its SKU before it is taken for archived.
   */
  async function lookForMissing({ startedAt }: StockPass): Promise<void> {
    const missing = await ledger.stockItems.listUnseen(startedAt)
    if (missing.length === 0) return
    const found = await linnworks.findStockItems(missing)
    if (found.length === 0) return
    await ledger.stockItems.rememberLinnworksItems(found)
    await readStock(
      dependencies,
      found.map(({ stockItemId }) => stockItemId),
    )
  }

  async function announceGone(): Promise<void> {
    const locations = await linnworks.listStockLocations()
    const links = await ledger.linkedLocations.list()
    const asked = await ledger.stockExceptions.listOpen()
    const gone = links
      .map(({ linnworksLocationId }) => linnworksLocationId)
      .filter((id) => !locations.some(({ locationId }) => locationId === id))
    for (const shop of new Set([...links, ...asked].map((each) => each.shop))) {
      const asks = isPushed(dependencies, shop)
      await announceGoneLocations(dependencies, 'Linnworks', shop, asks ? gone : [])
    }
  }
}

/** The same over all attempts of one step, so that a second one reads on at once. */
function readerName(): string {
  const { workflowExecution, activityId } = activityInfo()
  return `${workflowExecution?.runId ?? 'none'}/${activityId}`
}
