import { setTimeout as sleep } from 'node:timers/promises'
import { isOver } from '../domain/stage.ts'
import { withinMs } from '../lib/deadline.ts'
import type { Logger } from '../lib/logger.ts'
import type { Ledger } from '../ledger/index.ts'
import type { OrderDesk, OrderInput } from '../workflows/contract.ts'

export interface InboxPump {
  /** There is a new entry: hand it over now. */
  poke(): void
  /** Ends what is under way, then stops. What is left is the next pump's. */
  stop(): Promise<void>
}

export interface InboxPumpSettings {
  readonly ledger: {
    readonly inbox: Pick<Ledger['inbox'], 'drain'>
    readonly orders: Pick<Ledger['orders'], 'receive'>
  }
  readonly orderDesk: Pick<OrderDesk, 'orderPlaced' | 'orderChanged'>
  readonly logger: Logger
  /** Whether there is room for new orders; those that are known already are told anyway. */
  readonly hasRoom?: () => Promise<boolean>
  /** How often to look unpoked: another process may have left something. */
  readonly everyMs?: number
}

const BATCH = 50
/** A new order's webhooks come in a bunch: together they are one signal. */
const GATHER_MS = 25
/** How soon to look again whether there is room. */
const FULL_MS = 100
/** Temporal's client goes on trying by itself for longer; the entries are locked meanwhile. */
const HAND_OVER_WITHIN_MS = 5000
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000

/**
 * Turns entries of the inbox into starts of new orders' workflows and signals to known ones. Orders whose signal fails are
 * tried again with growing pauses, and keep no other order waiting. Several pumps at once, in one
 * process or many, are fine.
 */
export function startInboxPump(settings: InboxPumpSettings): InboxPump {
  const { ledger, orderDesk, logger, everyMs = 5000 } = settings
  const { hasRoom = () => Promise.resolve(true) } = settings
  let isFull = false
  const failed = new Map<string, OrderInput>()
  let retryMs = FIRST_RETRY_MS
  let retryAt = 0
  let inTrouble = false
  let poked = false
  let stopped = false
  let wake: () => void = () => undefined
  const running = run()

  return {
    poke: () => {
      poked = true
      wake()
    },
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }

  async function run(): Promise<void> {
    while (!stopped) {
      if (poked) await sleep(GATHER_MS)
      poked = false
      const isRetry = Date.now() >= retryAt
      if (isRetry) failed.clear()
      const failure = await empty().catch((reason: unknown) => ({ reason }))
      if (failure !== undefined) noteFailure(failure.reason, isRetry)
      else if (failed.size === 0) noteSuccess()
      await pause(inTrouble ? Math.max(0, retryAt - Date.now()) : isFull ? FULL_MS : everyMs)
    }
  }

  /** Hands over all it can; returns a failure, if there was one. */
  async function empty(): Promise<{ readonly reason: unknown } | undefined> {
    let failure: { readonly reason: unknown } | undefined
    for (;;) {
      isFull = !(await hasRoom())
      const batch = { limit: BATCH, except: [...failed.values()], knownOnly: isFull }
      const { taken, failures } = await ledger.inbox.drain(batch, (order) =>
        withinMs(HAND_OVER_WITHIN_MS, () => handOver(order)),
      )
      for (const { shop, orderId, reason } of failures) {
        failed.set(`${shop}:${orderId}`, { shop, orderId })
        failure ??= { reason }
      }
      // So many failures are Temporal being down: the rest would fail too.
      if (stopped || taken < BATCH || failed.size >= BATCH) return failure
    }
  }

  /** An order whose life is over is not woken: most of its webhooks are echoes of our own writes. */
  async function handOver(order: OrderInput): Promise<void> {
    const { stage, isNew } = await ledger.orders.receive(order)
    if (isNew) await orderDesk.orderPlaced(order)
    else if (!isOver(stage)) await orderDesk.orderChanged(order)
  }

  /** A poke between two retries tries new orders only, so it does not put the retry off. */
  function noteFailure(error: unknown, isRetry: boolean): void {
    if (!inTrouble) logger.warn({ error }, 'Orders in the inbox wait: their signals failed')
    inTrouble = true
    if (!isRetry) return
    retryAt = Date.now() + retryMs
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2)
  }

  function noteSuccess(): void {
    if (inTrouble) logger.info('All orders in the inbox were handed over again')
    inTrouble = false
    retryMs = FIRST_RETRY_MS
  }

  async function pause(ms: number): Promise<void> {
    if (poked || stopped) return
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    const timer = setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
  }
}
