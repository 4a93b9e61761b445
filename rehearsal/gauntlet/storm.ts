import { setTimeout as sleep } from 'node:timers/promises'
import { bookColumnOf } from '../../domain/stage.ts'
import { AURORA } from '../../sandbox/world.ts'
import { causeReviewId, duplicateSweepId } from '../../workflows/contract.ts'
import { renamedSku } from '../fates.ts'
import type { Stack } from '../stack.ts'
import type { DayPlan, PlannedOrder } from './day-plan.ts'
import type { Executioner } from './executioner.ts'
import { listUnstruck } from './fault-plan.ts'
import type { Disturbance, Town } from './town.ts'
import type { LivedOrder } from './verdict.ts'

const encoreEveryMs = 1500
/** With so many orders on their way there is enough to strike: no more are placed. */
const enoughMoving = 25
/** What Waybill does every minute or less, so often that it can be struck at each boundary. */
const rareSweepsEveryMs = 5000
const longestStormMs = { full: 9 * 60_000, small: 4 * 60_000 } as const
/** So few points that are left are named. */
const mostNamed = 5

export interface Storm {
  readonly stack: Stack
  readonly town: Town
  readonly plan: DayPlan
  readonly executioner: Executioner
  readonly kills: number
  readonly full: boolean
  /** Those that were placed are added. */
  readonly lived: LivedOrder[]
  readonly say: (line: string) => void
}

/** Orders are placed and lived, until the plan is through. Answers what went wrong with that. */
export async function liveStorm(storm: Storm): Promise<readonly string[]> {
  const { stack, town, plan, executioner, kills, full, lived, say } = storm
  const failures: string[] = []
  const startedAtMs = performance.now()
  const elapsedMs = () => performance.now() - startedAtMs
  const place = async ({ story, wish, pace }: PlannedOrder) => {
    const { place: bringAbout = (_, wanted) => town.shopper.placeOrder(wanted) } = story
    const order = await insistOn(() => bringAbout(town, wish))
    lived.push({ order, story })
    story.live(town, order, pace).catch((error: unknown) => {
      failures.push(`The people of ${order.name} (${story.title}) gave up: ${String(error)}`)
    })
  }
  const listToGo = () => [
    ...executioner.listOpen(),
    ...(full ? [...listUnstruck(countStruck(stack)), ...listUnmet(town.met)] : []),
  ]
  const isThrough = () => executioner.kills >= kills && (!full || listToGo().length === 0)
  // While a SKU is unknown, the review of causes has something to ask Linnworks about.
  const isReviewOpen = () =>
    executioner.listOpen().some((point) => point.startsWith('reviewCauses'))
  let saidAtMs = 0
  let sweptAtMs = 0
  let linked = false
  let placed = 0
  let encoreAtMs = 0
  const capMs = full ? longestStormMs.full : longestStormMs.small
  while (placed < plan.orders.length || !isThrough()) {
    if (elapsedMs() > capMs) {
      failures.push(`The storm did not get through its plan in ${capMs / 1000} s.`)
      break
    }
    const due = plan.orders[placed]
    if (due !== undefined && due.placedAtMs <= elapsedMs()) {
      placed += 1
      await place(due)
      encoreAtMs = elapsedMs() + encoreEveryMs
      continue
    }
    if (due === undefined && encoreAtMs <= elapsedMs()) {
      encoreAtMs = elapsedMs() + encoreEveryMs
      const encore = pickEncore(plan, listToGo(), lived.length)
      if ((await countMoving(stack)) < enoughMoving) await place(encore)
    }
    if (!linked && placed > plan.orders.length * 0.7 && !isReviewOpen()) {
      linked = true
      await linkTowel(stack)
    }
    if (elapsedMs() - sweptAtMs > rareSweepsEveryMs) {
      sweptAtMs = elapsedMs()
      for (const id of [causeReviewId, duplicateSweepId]) {
        await stack.client.schedule.getHandle(id).trigger()
      }
    }
    if (elapsedMs() - saidAtMs > 10_000) {
      saidAtMs = elapsedMs()
      const faults = Object.values(countStruck(stack)).reduce((sum, count) => sum + count, 0)
      const open = listToGo()
      const toGo = open.length > mostNamed ? `${open.length}` : open.join(', ') || 'none'
      const moving = await countMoving(stack)
      say(
        `${Math.round(saidAtMs / 1000)} s: ${lived.length} orders placed, ${moving} of them on their way, ${executioner.kills} workers killed, ${executioner.struck.size} points struck (to go: ${toGo}), ${faults} faults`,
      )
    }
    await sleep(50)
  }
  if (!linked) await linkTowel(stack)
  return failures
}

/** What people did to no order of which a create was unsettled. */
export function listUnmet(met: Town['met']): readonly Disturbance[] {
  const all = ['cancels', 'addressEdits'] as const
  return all.filter((what) => met[what] === 0)
}

/** One after the other, of those that lead to something that is still open where there are any. */
function pickEncore({ encores }: DayPlan, open: readonly string[], turn: number): PlannedOrder {
  const leading = encores.filter(({ story: { leadsTo = [] } }) =>
    leadsTo.some((word) => open.some((point) => point.split(/[ :]/).includes(word))),
  )
  const candidates = leading.length > 0 ? leading : encores
  const encore = candidates[turn % candidates.length]
  if (encore === undefined) throw new Error('the plan has no order to place once more')
  return encore
}

async function countMoving({ ledger }: Pick<Stack, 'ledger'>): Promise<number> {
  const moving = (await ledger.orders.countAll()).filter(
    ({ stage }) => bookColumnOf(stage) === 'moving',
  )
  return moving.reduce((sum, { count }) => sum + count, 0)
}

/** What `waybill link sku` writes; the review of causes wakes whoever waits for it. */
async function linkTowel({ ledger }: Pick<Stack, 'ledger'>): Promise<void> {
  const { shop } = AURORA
  const { shop: sku, linnworks: linnworksSku } = renamedSku
  await ledger.links.linkSku({ shop, sku, linnworksSku, actor: 'staff-7' })
}

/** How often each fault of either vendor struck. */
export function countStruck({ shopify, linnworks }: Pick<Stack, 'shopify' | 'linnworks'>) {
  return { ...shopify.faults.struck, ...linnworks.faults.struck }
}

async function insistOn<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      if (tries >= 10) throw error
      await sleep(500)
    }
  }
}
