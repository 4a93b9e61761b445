import { inParallel } from '../../../lib/in-parallel.ts'
import { type LevelKey, levelText } from '../../../ledger/level-key.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import type { HeldEmptying } from './held-emptying.ts'
import { type JudgedLevel, judgeLevels } from '../judging/judge-levels.ts'
import { pushLevels } from '../writing/push-levels.ts'
import { readStockIfServed, stockItemsOf } from '../reading/read-levels.ts'
import type { ShopMoment } from '../judging/shop-moment.ts'
import type { ShopSweep } from './shop-sweep.ts'
import { countEmptying, type SweepWrites } from './sweep-writes.ts'

/** Judges levels of a sweep in slices, and hands on what is to be written. */
export interface SweepSlices {
  judge(moment: ShopMoment, levels: readonly LevelKey[]): Promise<void>
  /** Judges what was held: it is not held again, however old what Linnworks said is by then. */
  judgeReleased(moment: ShopMoment, levels: readonly LevelKey[]): Promise<void>
  totals(): SweepTotals
}

/** How many levels were judged, and how many of them written and left out. */
export interface SweepTotals {
  readonly levels: number
  readonly written: number
  readonly skipped: number
}

const mostAtOnce = 250
const slicesAtOnce = 16
/** As many stock items as one call of Linnworks answers. */
const mostAsked = 200

/** What would empty a level goes to `held`, whatever else is to be written to `writes`. */
export function createSweepSlices(
  dependencies: Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger'>,
  sweep: ShopSweep,
  { held, writes }: { readonly held: HeldEmptying; readonly writes: SweepWrites },
): SweepSlices {
  const { ledger } = dependencies
  const { shop, everyMs } = sweep
  let [levels, skipped] = [0, 0]
  /** Judged before, and again in this sweep. */
  const again = new Set<string>()
  /** Of those the ones that were counted: what Linnworks is asked for again was not yet. */
  const counted = new Set<string>()
  const released = new Set<string>()

  return { judge, judgeReleased, totals }

  async function judge(moment: ShopMoment, keys: readonly LevelKey[]): Promise<void> {
    const toAsk: LevelRow[] = []
    await inParallel(inChunks(keys, mostAtOnce), slicesAtOnce, async (slice) => {
      if (writes.stopped() !== undefined) return
      const judged = await judgeSlice(moment, slice)
      const old = moment.stopped === undefined ? judged.filter(isToAsk) : []
      for (const { facts } of old) {
        toAsk.push(facts.row)
        again.add(levelText(facts.row))
      }
      await handOn(judged.filter((each) => !old.includes(each)))
    })
    // The hot lane has its own to watch: the sweep asks by itself.
    for (const asked of inChunks(toAsk, mostAsked)) {
      await readStockIfServed(dependencies, stockItemsOf(asked))
      await handOn(await judgeSlice(moment, asked))
      reportProgress(totals())
    }
  }

  async function judgeReleased(moment: ShopMoment, keys: readonly LevelKey[]): Promise<void> {
    for (const key of keys) released.add(levelText(key))
    await judge(moment, keys)
  }

  async function judgeSlice(moment: ShopMoment, slice: readonly LevelKey[]) {
    const pace = { everyMs, judged: again }
    return await judgeLevels(dependencies, { ...moment, sweep: pace }, slice)
  }

  async function handOn(judged: readonly JudgedLevel[]): Promise<void> {
    const emptying = judged.filter(
      ({ empties, facts }) => empties && !released.has(levelText(facts.row)),
    )
    held.hold(emptying)
    await count(judged)
    const settled = judged.filter(({ write }) => write === undefined)
    await pushLevels(dependencies, shop, 'sweep', settled)
    await writes.add(judged.filter((each) => each.write !== undefined && !emptying.includes(each)))
  }

  async function count(judged: readonly JudgedLevel[]): Promise<void> {
    const fresh = judged.filter(({ facts }) => !counted.has(levelText(facts.row)))
    const more = {
      levels: fresh.length,
      skipped: fresh.filter(isLeftOut).length,
      wouldEmpty: countEmptying(fresh),
      written: 0,
    }
    levels += more.levels
    skipped += more.skipped
    held.count(fresh)
    for (const { facts } of judged.filter(isToComeAgain)) {
      counted.add(levelText(facts.row))
      again.add(levelText(facts.row))
    }
    await ledger.stockSweeps.add(sweep, more)
  }

  function totals(): SweepTotals {
    return { levels, written: writes.count(), skipped }
  }
}

function inChunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, nth) =>
    items.slice(nth * size, (nth + 1) * size),
  )
}

/** It is ours to write, and what Linnworks said of it is too old for that. */
function isToAsk({ isOld, verdict: { standing } }: JudgedLevel): boolean {
  return isOld && standing !== 'skipped' && standing !== 'paused'
}

/** It is judged again in this sweep: when emptying is let go, or when its orders are known. */
function isToComeAgain({ empties, drift, verdict }: JudgedLevel): boolean {
  return empties || drift.kind === 'asked' || verdict.standing === 'raiseWaits'
}

function isLeftOut({ verdict: { standing } }: JudgedLevel): boolean {
  return standing === 'skipped' || standing === 'paused' || standing === 'frozen'
}
