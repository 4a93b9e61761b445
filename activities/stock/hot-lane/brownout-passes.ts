import { cancellationSignal } from '@temporalio/activity'
import { low } from '../../../domain/stock-risk.ts'
import { brownoutReasons } from '../../../domain/stock-standing.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { leaveToOthers } from '../../stopping.ts'
import { judgeLevels } from '../judging/judge-levels.ts'
import { type HotRound, hotRoundOf, pushGuarded, pushHotSlice } from './push-hot-slice.ts'
import { readShopMoment } from '../judging/shop-moment.ts'

/** What a brownout begins and ends with: in each round a part, so that what is hot does not wait. */
export interface BrownoutPasses {
  /**
   * Offers less of all that is hot or low, however much that is: the hot lane alone watches some of it
   * only. Nothing is read: what was changed in Shopify meanwhile is refused there, and made hot. Once
   * all is done it is done, unless it begins `anew`. Idempotent: what offers less already keeps its
   * number.
   */
  dim(round: HotRound, options: { readonly anew: boolean }): Promise<void>
  /**
   * Reads and writes all that was judged while Linnworks could not be asked. Answers whether all of it
   * is done. Idempotent as any push.
   */
  restore(round: HotRound): Promise<boolean>
}

/** How far a pass came. */
interface PassCursor {
  readonly after?: LevelKey
  readonly done: boolean
}

/** Judged together from the ledger. */
const mostDimmed = 250
/** Read together from both vendors. */
const mostRestored = 100
const front: PassCursor = { done: false }

/** The passes of one watch; each goes on for so long a round, and one page at least. */
export function createBrownoutPasses(
  dependencies: Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'>,
  mostMsARound = 20_000,
): BrownoutPasses {
  const { ledger, stopping } = dependencies
  let dimmed = front
  let restored = front

  return {
    dim: async (round, { anew }) => {
      const { shop, shops } = round
      restored = front
      if (anew) dimmed = front
      const page = (after: LevelKey | undefined) =>
        ledger.stockLevels.listHotOrLow(shop, { most: low, after, limit: mostDimmed })
      dimmed = await goOn(dimmed, page, mostDimmed, async (levels) => {
        const moment = await readShopMoment(dependencies, shop, shops)
        const judged = await judgeLevels(dependencies, { ...moment, asksNobody: true }, levels)
        await pushGuarded(dependencies, round, 'sweep', judged)
      })
    },

    restore: async ({ shop, shops }) => {
      dimmed = front
      const page = (after: LevelKey | undefined) =>
        ledger.stockLevels.listStandingFor(shop, {
          ...{ reasons: brownoutReasons, after, limit: mostRestored },
        })
      restored = await goOn(restored, page, mostRestored, async (levels) => {
        const { judged } = await pushHotSlice(dependencies, hotRoundOf(shop, shops), levels)
        const waiting = judged.filter(({ verdict }) => verdict.standing === 'raiseWaits')
        await ledger.stockLevels.heat(
          waiting.map(({ facts }) => facts.row),
          'raise waits',
        )
      })
      const { done } = restored
      if (done) restored = front
      return done
    },
  }

  async function goOn(
    from: PassCursor,
    read: (after: LevelKey | undefined) => Promise<readonly LevelRow[]>,
    size: number,
    visit: (levels: readonly LevelRow[]) => Promise<void>,
  ): Promise<PassCursor> {
    const until = performance.now() + mostMsARound
    let { after, done } = from
    while (!done) {
      cancellationSignal().throwIfAborted()
      leaveToOthers(stopping)
      const levels = await read(after)
      if (levels.length > 0) await visit(levels)
      reportProgress(levels.length)
      after = levels.at(-1)
      done = after === undefined || levels.length < size
      if (performance.now() >= until) break
    }
    return { done, ...(after === undefined ? {} : { after }) }
  }
}
