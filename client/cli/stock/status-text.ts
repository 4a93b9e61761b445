import { isStopped } from '../../../ledger/stock-stops.ts'
import type { StockSweep } from '../../../ledger/stock-sweeps.ts'
import { count, formatAge, formatTable, formatTime } from '../table.ts'
import type { ShopStock, StandingCount } from './status.ts'

interface View {
  readonly width: number
  readonly now: Date
}

/** One shop's stock: whether it is pushed, how far, what waits, and what is wrong. */
export function formatShopStock(stock: ShopStock, view: View): string {
  const { shop, enabled, schedule, sweeps, standings, backlog, exceptions } = stock
  if (!enabled && sweeps.length === 0) {
    return `The stock of ${shop} is not switched on (shops[].stock.enabled): nothing is read or written.`
  }
  const on = enabled ? `is pushed (${schedule}, UTC)` : 'is not switched on any more'
  const paused = stock.paused ? ', but paused as a whole: waybill stock resume ' + shop : ''
  return [
    `The stock of ${shop} ${on}${paused}.`,
    ...sayStop(stock, view.now),
    ...stock.countedTwice.map(
      (name) =>
        `${name} counts for two locations of ${shop}: no level there is written, for its stock would be offered twice. Link each Shopify location to one of its own.`,
    ),
    formatSweeps(sweeps, view),
    standings.length === 0 ? 'No level was read yet.' : formatStandings(standings, view),
    sayAges(standings, view.now),
    `Waiting: ${backlog.toWrite} to write, ${backlog.raiseWaits} to be raised once all orders are heard of${backlog.toJudge === 0 ? '' : `, ${backlog.toJudge} of ${backlog.levels} to be compared`}.${sayDrain(stock)}`,
    ...sayUnseen(stock),
    ...(stock.unsettled.length === 0
      ? []
      : [
          `${count(stock.unsettled.length, 'write')} of unknown fate, the oldest for ${formatAge(stock.unsettled[0]?.sentAt ?? view.now, view.now)}: the hot lane settles them.`,
        ]),
    ...(stock.left.orders === 0
      ? []
      : [
          `${count(stock.left.units, 'unit')} of ${count(stock.left.orders, 'order')} left the shelf without Waybill and are kept off sale until Linnworks knows, or a person settles them: waybill stock settle ORDER`,
        ]),
    exceptions.length === 0
      ? 'No stock exception is open.'
      : `${count(exceptions.length, 'stock exception')} open: ${sayCodes(exceptions)}. See: waybill exceptions --shop ${shop}`,
  ].join('\n')
}

function sayStop({ shop, stop }: ShopStock, now: Date): readonly string[] {
  if (stop === undefined) return []
  if (isStopped(stop)) {
    return [
      `STOPPED for ${formatAge(stop.since, now)}: ${stop.sentence} Look whether Linnworks is right. If it is: waybill stock resume ${shop}`,
    ]
  }
  const { releasedUntil, releasedBy } = stop
  return releasedUntil !== null && releasedUntil > now
    ? [
        `Let go on by ${releasedBy ?? 'a person'} until ${formatTime(releasedUntil)}: ${stop.sentence}`,
      ]
    : []
}

/** One of them holds up every raise of the shop. */
function sayUnseen({ shop, unseen }: ShopStock): readonly string[] {
  const [first] = unseen
  if (first === undefined) return []
  const names = unseen.map(({ name }) => name).join(', ')
  return [
    `Nothing is raised until Waybill has looked at ${names}: units may have left a shelf. See: waybill order show ${shop} ${first.orderId}`,
  ]
}

function formatSweeps(sweeps: readonly StockSweep[], { width, now }: View): string {
  if (sweeps.length === 0) return 'No sweep has run yet.'
  const rows = sweeps.map(({ startedAt, finishedAt, levels, written, skipped, wouldEmpty }) => [
    `${formatTime(startedAt)} (${formatAge(startedAt, now)} ago)`,
    finishedAt === null
      ? 'not ended'
      : `${Math.ceil((finishedAt.getTime() - startedAt.getTime()) / 1000)} s`,
    ...[levels, written, skipped, wouldEmpty].map(String),
  ])
  const head = ['Sweep', 'Took', 'Compared', 'Written', 'Left out', 'Would empty']
  return formatTable(head, rows, width)
}

const standingWords: Readonly<Record<string, string>> = {
  inAccord: 'in accord',
  lower: 'to be lowered',
  raise: 'to be raised',
  raiseWaits: 'to be raised later',
  skipped: 'never written',
  paused: 'paused',
  frozen: 'not written now',
}

/** Sentences that name their level are as many as levels: shown are the most frequent. */
const mostReasons = 12

function formatStandings(standings: readonly StandingCount[], { width }: View): string {
  const shown = groupNumbers(standings)
  const rows = shown
    .slice(0, mostReasons)
    .map(({ standing, reason, count: levels }) => [
      String(levels),
      standing === null ? 'not judged yet' : (standingWords[standing] ?? standing),
      reason ?? '',
    ])
  const more = shown.length - rows.length
  const table = formatTable(['Levels', 'Stand', 'Why'], rows, width)
  return more > 0 ? `${table}\n… and ${count(more, 'further reason')}: --json has them all.` : table
}

/** Reasons that differ by a number or a SKU alone are one. */
function groupNumbers(standings: readonly StandingCount[]): readonly StandingCount[] {
  const alike = Map.groupBy(standings, ({ standing, reason }) => {
    const said = (reason ?? '').replace(/^\d+ instead of \d+/, 'the number differs')
    return `${standing}\n${said.replace(/for SKU .*/, 'for its SKU')}`
  })
  return [...alike]
    .flatMap(([key, group]) => {
      const [first] = group
      if (first === undefined) return []
      const levels = group.reduce((sum, each) => sum + each.count, 0)
      const reason = group.length === 1 ? first.reason : (key.split('\n')[1] ?? first.reason)
      return [{ ...first, reason, count: levels }]
    })
    .toSorted((one, other) => other.count - one.count)
}

function sayAges(standings: readonly StandingCount[], now: Date): string {
  const ours = standings.filter(({ standing }) => standing !== 'skipped')
  const oldest = (times: readonly (Date | null)[]) =>
    times.reduce<Date | undefined>(
      (first, time) => (time !== null && (first === undefined || time < first) ? time : first),
      undefined,
    )
  const shopify = oldest(ours.map(({ oldestReadAt }) => oldestReadAt))
  const linnworks = oldest(ours.map(({ oldestStockReadAt }) => oldestStockReadAt))
  const say = (time: Date | undefined) =>
    time === undefined ? 'none' : `${formatAge(time, now)} old`
  return `Oldest reading of what is written: Shopify ${say(shopify)}, Linnworks ${say(linnworks)}.`
}

function sayDrain({ pace }: ShopStock): string {
  const { perMinute, calls, drainSeconds } = pace
  const wrote = ` Written in the last 10 minutes: ${count(perMinute, 'level')} a minute, in ${count(calls, 'call')}`
  if (drainSeconds === undefined || drainSeconds === 0) return `${wrote}.`
  const shown = drainSeconds < 120 ? `${drainSeconds} s` : `${Math.ceil(drainSeconds / 60)} min`
  return `${wrote}; at this pace through in ${shown}.`
}

function sayCodes(exceptions: ShopStock['exceptions']): string {
  const byCode = Map.groupBy(exceptions, ({ code }) => code)
  return [...byCode].map(([code, some]) => `${some.length} × ${code}`).join(', ')
}
