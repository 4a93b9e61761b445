import * as world from '../../sandbox/world.ts'
import { changeClocks } from './changed-clocks.ts'
import { type OtherChannel, planDemand, type Want } from './demand.ts'
import { type Good, stockGoods } from './goods.ts'
import { openMarket, type Takings } from './market.ts'
import type { FlashSaleOptions } from './options.ts'
import type { Play, Policy } from './policy.ts'
import { importLagMs, planTimetable } from './timetable.ts'
import { openTown, type Town } from './town.ts'

/** What one policy came to, in units and in calls of the whole sale. */
export interface Outcome extends Takings {
  readonly name: string
  readonly about: string
  readonly shopifyCalls: number
  readonly linnworksCalls: number
  readonly throttled: number
  readonly summary: string
  /** Of real time. */
  readonly seconds: number
}

/** What everybody meets, whatever the policy. */
export interface Sale {
  readonly goods: readonly Good[]
  readonly wants: readonly Want[]
  readonly minutes: number
  readonly seed: number
}

export function planSale({
  skus,
  minutes,
  seed,
}: Pick<FlashSaleOptions, 'skus' | 'minutes' | 'seed'>): Sale {
  const goods = stockGoods({ skus, hot: Math.round(skus / 50), seed })
  return { goods, wants: planDemand({ goods, minutes, seed }), minutes, seed }
}

/** Something that happens at its moment, by whoever it is done. */
interface Happening {
  readonly atMs: number
  readonly happen: () => void
}

const minuteMs = 60_000

/** Holds the sale once, on vendors of its own and an empty ledger at `ledgerUrl`. */
export async function holdSale(
  sale: Sale,
  settings: {
    readonly policy: Policy
    readonly ledgerUrl: string
    readonly roundTripMs: number
    readonly share: number
    readonly say: (line: string) => void
  },
): Promise<Outcome> {
  const beganAt = process.hrtime.bigint()
  const { policy, ledgerUrl, say } = settings
  const clocks = await changeClocks(ledgerUrl)
  const { time, database } = clocks
  const town = await openTown(sale.goods, () => time.nowMs())
  let play: Play | undefined
  try {
    const timetable = planTimetable(sale)
    play = await ended(
      policy.open({ ...settings, town, time, database, goods: sale.goods, timetable }),
    )
    const before = countCalls(town)
    const market = openMarket(town, sale.goods)
    const happenings = listHappenings(sale, market, play, timetable)
    const beginsMs = time.nowMs()
    play.beginSale()
    let place = 0
    for (let minute = 1; minute <= sale.minutes; minute += 1) {
      const untilMs = minute * minuteMs
      const due = happenings.slice(place).filter(({ atMs }) => atMs <= untilMs)
      place += due.length
      const moments = due.map(({ atMs, happen }) => ({ atMs: beginsMs + atMs, happen }))
      await time.run(beginsMs + untilMs, moments, ({ happen }) => happen())
      const failure = play.failure()
      if (failure !== undefined) throw failure
      const { soldInShop, oversoldUnits } = market.takings()
      say(
        `${policy.name}: minute ${minute} of ${sale.minutes}, ${soldInShop} sold in the shop, ${oversoldUnits} too many`,
      )
    }
    const takings = market.takings()
    const after = countCalls(town)
    const summary = play.summary()
    return {
      ...takings,
      name: policy.name,
      about: policy.about,
      shopifyCalls: after.shopify - before.shopify,
      linnworksCalls: after.linnworks - before.linnworks,
      throttled: after.throttled,
      summary,
      seconds: Number(process.hrtime.bigint() - beganAt) / 1e9,
    }
  } finally {
    await stop()
    await town.stop()
    await clocks.restore()
  }

  async function stop(): Promise<void> {
    const ending = play
    play = undefined
    if (ending !== undefined) await ended(ending.stop())
  }

  /** Time passes until it has ended. */
  async function ended<T>(work: Promise<T>): Promise<T> {
    let isOver = false
    const over = work.finally(() => {
      isOver = true
    })
    over.catch(() => undefined)
    while (!isOver) await time.run(time.nowMs() + 100, [], () => undefined)
    return await over
  }
}

/** Shoppers, what other channels sold as it reaches Linnworks, and what they offer from then on. */
function listHappenings(
  { wants }: Sale,
  market: ReturnType<typeof openMarket>,
  play: Play,
  timetable: ReturnType<typeof planTimetable>,
): readonly Happening[] {
  const meet = (want: Want) => {
    const sold = market.meet(want)
    if (sold !== undefined) play.onSale(sold)
  }
  const sync = (channel: OtherChannel) => () => market.syncChannel(channel)
  return [
    ...wants.map((want) => ({ atMs: want.afterMs, happen: () => meet(want) })),
    ...wants
      .filter(({ channel }) => channel !== 'shopify')
      .map((want) => ({
        atMs: want.afterMs + importLagMs,
        happen: () => market.importSale(want),
      })),
    ...timetable.market.map((atMs) => ({ atMs, happen: sync('market') })),
    ...timetable.auction.map((atMs) => ({ atMs, happen: sync('auction') })),
  ].toSorted((one, other) => one.atMs - other.atMs)
}

function countCalls(town: Town) {
  const shop = town.shopify.stats().shops[world.AURORA.shop]
  const linnworks = town.linnworks.stats()
  const sum = (counts: Readonly<Record<string, number>> = {}) =>
    Object.values(counts).reduce((total, count) => total + count, 0)
  return {
    shopify: sum(shop?.calls),
    linnworks: sum(linnworks.calls),
    throttled: (shop?.throttled ?? 0) + sum(linnworks.throttled),
  }
}
