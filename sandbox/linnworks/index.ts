import type { CallWatch } from '../call-moment.ts'
import { createFaultScript, type FaultScript } from '../faults.ts'
import type { SeenCall } from '../wire.ts'
import { archiveOperations } from './archive.ts'
import { authOperations } from './auth.ts'
import { type Backroom, createBackroom } from './backroom.ts'
import { catalogueOperations } from './catalogue.ts'
import { channelMappingOperations } from './channel-mappings.ts'
import { createOrderOperations } from './create-orders.ts'
import { dispatchOperations } from './dispatch.ts'
import { kinOperations } from './kin.ts'
import { orderChangeOperations } from './order-changes.ts'
import { orderEditOperations } from './order-edits.ts'
import { orderLineOperations } from './order-lines.ts'
import { orderReadOperations } from './order-reads.ts'
import { processedSearchOperations } from './processed-search.ts'
import { returnOperations } from './returns.ts'
import { addSandboxRoutes } from './sandbox-routes.ts'
import { createServer, type ServerStats } from './server.ts'
import { LinnworksSetupSchema, type LinnworksSetup } from './setup.ts'
import { shippingOperations } from './shipping.ts'
import { splitOperations } from './split.ts'
import { openState } from './state.ts'
import { stockWriteOperations } from './stock-writes.ts'
import { stockOperations } from './stock.ts'

export type { Backroom, KeptOrder } from './backroom.ts'
export type { KeptLevel, KeptStock, SaleElsewhere } from './stock-backroom.ts'
export { DEFAULT_LOCATION_ID } from './setup.ts'
export type { LinnworksItem, LinnworksSetup, LinnworksSwitches } from './setup.ts'

export interface LinnworksTwinOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** The SQLite file that outlives the process; absent, everything is forgotten at the stop. */
  readonly statePath?: string
  readonly setup: LinnworksSetup
  readonly faults?: FaultScript
  /** Milliseconds since the epoch. Delays of faults run in real time all the same. */
  readonly clock?: () => number
  readonly log?: (line: string) => void
  /** Told of every call that was answered. */
  readonly watchCalls?: (call: SeenCall) => void
  /** Told of a call before and after it is carried out, and may hold it up there. */
  readonly onCall?: CallWatch
}

export interface LinnworksTwin {
  /** Where to authorise; all else is served at the `Server` that authorising answers. */
  readonly url: string
  readonly port: number
  readonly faults: FaultScript
  stats(): ServerStats
  /** From now on calls take this long on their way; at the start they take none. */
  setRoundTrip(ms: number): void
  readonly backroom: Backroom
  /** Cuts every connection. Late commits that are still to come never come. */
  stop(): Promise<void>
}

/** A Linnworks account on 127.0.0.1, as strict as the vendor's documents and observers say. */
export async function startLinnworksTwin(options: LinnworksTwinOptions): Promise<LinnworksTwin> {
  const faults = options.faults ?? createFaultScript()
  const state = openState({
    account: LinnworksSetupSchema.parse(options.setup),
    clock: options.clock ?? Date.now,
    ...(options.statePath === undefined ? {} : { path: options.statePath }),
  })
  let port = options.port
  const { app, stats, wire } = createServer({
    state,
    faults,
    log: options.log ?? (() => undefined),
    ...(options.watchCalls === undefined ? {} : { watchCalls: options.watchCalls }),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
    operations: [
      ...authOperations(state, () => `http://localhost:${port}`),
      ...createOrderOperations(state),
      ...orderReadOperations(state),
      ...processedSearchOperations(state),
      ...dispatchOperations(state),
      ...orderChangeOperations(state),
      ...orderEditOperations(state),
      ...orderLineOperations(state),
      ...shippingOperations(state),
      ...splitOperations(state),
      ...kinOperations(state),
      ...stockOperations(state),
      ...stockWriteOperations(state),
      ...returnOperations(state),
      ...archiveOperations(state),
      ...catalogueOperations(state),
      ...channelMappingOperations(state),
    ],
  })
  const backroom = createBackroom(state)
  addSandboxRoutes(app, { state, faults, stats: () => stats, stock: backroom })
  try {
    await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    state.close()
    throw error
  }
  const address = app.server.address()
  if (address !== null && typeof address === 'object') port = address.port
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faults,
    stats: () => ({ calls: { ...stats.calls }, throttled: { ...stats.throttled } }),
    setRoundTrip: wire.setRoundTrip,
    backroom,
    stop: async () => {
      await app.close()
      state.close()
    },
  }
}
