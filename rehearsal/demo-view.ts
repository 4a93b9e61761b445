import logUpdate from 'log-update'
import type { Ledger } from '../ledger/index.ts'
import { orderSubject } from '../ledger/order-key.ts'
import { AURORA } from '../sandbox/world.ts'

/** A calm picture of the orders: one line each, and a new line only where there is no terminal. */
export interface DemoView {
  add(order: { readonly orderId: string; readonly name: string }, title: string): void
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
  readonly orderId: string
  readonly name: string
  readonly title: string
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
    add: ({ orderId, name }, title) => {
      rows.push({ orderId, name, title, line: '' })
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
      const line = await describe(row).catch(() => row.line)
      if (line === row.line) continue
      row.line = line
      if (terminal === undefined) console.log(line)
    }
    if (terminal === undefined) return
    const { columns } = terminal
    logUpdate(rows.map(({ line }) => line.slice(0, columns - 1)).join('\n'))
  }

  async function describe({ orderId, name, title }: Row): Promise<string> {
    const key = { shop: AURORA.shop, orderId }
    const order = await ledger.orders.find(key)
    if (order === undefined) return `· ${name}  placed            ${title}`
    const [exception] = await ledger.exceptions.listOpen(key)
    const last = (await ledger.events.list(orderSubject(key))).at(-1)
    const says = exception?.sentence ?? last?.why ?? title
    return `${marks[order.stage] ?? '·'} ${name}  ${order.stage.padEnd(17)} ${says}`
  }
}
