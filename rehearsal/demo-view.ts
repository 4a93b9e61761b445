import logUpdate from 'log-update'
import type { LedgerEvent } from '../ledger/events.ts'
import type { Ledger } from '../ledger/index.ts'
import { orderSubject } from '../ledger/order-key.ts'
import type { KeptAnswer, KeptWrite } from '../ledger/stock-writes.ts'
import { AURORA } from '../sandbox/world.ts'
import type { WatchedLevel } from './stock-day.ts'

/**
 * A calm picture of orders and stock levels: one line each, and a new line only where there is no
 * terminal.
 */
export interface DemoView {
  add(order: { readonly orderId: string; readonly name: string }, title: string): void
  addLevel(level: WatchedLevel): void
  /** Lets something else be printed below, and goes on in lines after it. */
  pause(print: () => void): Promise<void>
  stop(): Promise<void>
}

const marks: Readonly<Record<string, string>> = {
  fulfilled: '✓',
  cancelled: '✕',
  skipped: '–',
  needsAttention: '!',
}

interface Row {
  readonly describe: () => Promise<string>
  line: string
}

export function startDemoView(
  ledger: Ledger,
  screen: { readonly columns: number } | undefined,
): DemoView {
  let terminal = screen
  const rows: Row[] = []
  let stopped = false
  const drawing = draw()
  return {
    add: (order, title) => {
      rows.push({ describe: () => describeOrder(ledger, order, title), line: '' })
    },
    addLevel: (level) => {
      rows.push({ describe: () => describeLevel(ledger, level), line: '' })
    },
    pause: async (print) => {
      await refresh()
      if (terminal !== undefined) logUpdate.done()
      terminal = undefined
      print()
    },
    stop: async () => {
      stopped = true
      await drawing
      await refresh()
      if (terminal !== undefined) logUpdate.done()
    },
  }

  async function draw(): Promise<void> {
    while (!stopped) {
      await refresh()
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }

  async function refresh(): Promise<void> {
    for (const row of rows) {
      const line = await row.describe().catch(() => row.line)
      if (line === row.line) continue
      row.line = line
      if (terminal === undefined) console.log(line)
    }
    if (terminal === undefined) return
    const { columns } = terminal
    logUpdate(rows.map(({ line }) => line.slice(0, columns - 1)).join('\n'))
  }
}

async function describeOrder(
  ledger: Ledger,
  { orderId, name }: { readonly orderId: string; readonly name: string },
  title: string,
): Promise<string> {
  const key = { shop: AURORA.shop, orderId }
  const order = await ledger.orders.find(key)
  if (order === undefined) return `· ${name}  placed            ${title}`
  const [exception] = await ledger.exceptions.listOpen(key)
  const last = (await ledger.events.list(orderSubject(key))).at(-1)
  const says = exception?.sentence ?? (last === undefined ? title : sayEvent(last))
  return `${marks[order.stage] ?? '·'} ${name}  ${order.stage.padEnd(17)} ${says}`
}

/** The wish of a person has a reason, which is no sentence. */
function sayEvent({ actor, what, why }: LedgerEvent): string {
  return what === 'cancelOrder' ? `${actor} asks for its cancellation: ${why}.` : why
}

async function describeLevel(
  ledger: Ledger,
  { sku, locationId, place, title }: WatchedLevel,
): Promise<string> {
  const [level] = await ledger.levelViews.find({ shop: AURORA.shop, skus: [sku], locationId })
  const start = `${sku} at ${place}`.padEnd(25)
  if (level === undefined) return `≡ ${start} ${title}`
  const { onHand, committed, available, standing, reason, target } = level
  const writes = await ledger.stockWrites.listUpTo(level, new Date(), 3)
  // One that is under way tells nothing yet: the line would flicker.
  const write = writes.find(({ answer }) => answer !== null)
  const written = write === undefined ? '' : `; ${sayWrite(write)}`
  const linnworks = available === null ? (reason ?? '') : `Linnworks has ${available}`
  const mark = standing === 'skipped' ? '–' : onHand === target ? '=' : '≠'
  return `${mark} ${start} ${Math.max(0, onHand - committed)} on offer (${onHand} − ${committed} sold); ${linnworks}${written}`
}

const ends: Readonly<Record<KeptAnswer, string>> = {
  written: 'set',
  stale: 'came too late and is read again:',
  poisoned: 'Shopify refuses',
  refused: 'Shopify refuses',
  dropped: 'refused with another level of its call, sent again:',
  notSent: 'did not reach Shopify:',
  ambiguous: 'sent, nobody knows yet whether it was done:',
  unknown: 'never learned whether it was done:',
}

function sayWrite({ answer, message, changeFrom, onHand, lane }: KeptWrite): string {
  const change = `${changeFrom} → ${onHand} by the ${lane === 'hot' ? 'hot lane' : 'sweep'}`
  const code = answer === 'poisoned' && message !== null ? ` (${message.split(':')[0]})` : ''
  return `${answer === null ? 'sending' : ends[answer]} ${change}${code}`
}
