import type { Client, WorkflowHandle } from '@temporalio/client'
import type { ExceptionCode } from '../../domain/exceptions.ts'
import type { Stage } from '../../domain/stage.ts'
import {
  type CancelAnswer,
  cancelOrder,
  type CancelRequest,
  type HoldAnswer,
  holdOrder,
  type OrderDesk,
  type OrderInput,
  type OrderResult,
  type OrderState,
  orderState,
  orderWorkflowId,
  releaseOrder,
  searchAttributes,
} from '../../workflows/contract.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { FakeWorld } from './fakes.ts'

/** One order and all that can be said to it. Messages go the ways that production uses. */
export interface OrderOnTest {
  readonly input: OrderInput
  readonly world: FakeWorld
  readonly handle: WorkflowHandle
  /** A webhook or a sweep says that it changed. Starts its workflow if none runs. */
  poke(): Promise<void>
  /** The dispatch sweep saw this Linnworks order leave the open orders. */
  leaves(linnworksOrderId: string): Promise<void>
  retry(): Promise<void>
  cancel(request?: CancelRequest): Promise<CancelAnswer>
  hold(): Promise<HoldAnswer>
  release(): Promise<HoldAnswer>
  /** Asks as a person does who types an update by hand: with any input or none. */
  ask(update: string, input?: unknown): Promise<unknown>
  state(): Promise<OrderState>
  /** What the Web UI shows of it as text. */
  details(): Promise<string>
  /** Resolves when the ledger was told this stage, with this exception or none, as the newest. */
  reaches(stage: Stage, code?: ExceptionCode): Promise<void>
  /** Resolves with the result of its newest run. */
  ends(): Promise<OrderResult>
  /** What the ledger was told, in order: stages, with the exception where there is one. */
  told(): readonly string[]
  /** What the Web UI's list shows. */
  listed(): Promise<{ readonly stage?: string; readonly exception?: string }>
}

export function openOrderOnTest(on: {
  readonly client: Client
  readonly desk: OrderDesk
  readonly input: OrderInput
  readonly world: FakeWorld
}): OrderOnTest {
  const { client, desk, input, world } = on
  const handle = client.workflow.getHandle(orderWorkflowId(input.shop, input.orderId))

  return {
    input,
    world,
    handle,
    poke: () => desk.orderChanged(input),
    leaves: (linnworksOrderId) => desk.parcelDispatched(input, linnworksOrderId),
    retry: () => desk.retryNow(input),
    cancel: (request = { reason: 'CUSTOMER', actor: 'staff-7' }) =>
      handle.executeUpdate(cancelOrder, { args: [request] }),
    hold: () => handle.executeUpdate(holdOrder, { args: [{ actor: 'staff-7' }] }),
    release: () => handle.executeUpdate(releaseOrder, { args: [{ actor: 'staff-7' }] }),
    ask: async (update, input) =>
      input === undefined
        ? await handle.executeUpdate(update)
        : await handle.executeUpdate<unknown, [unknown]>(update, { args: [input] }),
    state: () => handle.query(orderState),
    details: () => currentDetails(handle),
    reaches: async (stage, code) => {
      await eventually(`order ${input.orderId} to be ${stage} ${code ?? ''}`, () => {
        const newest = world.progress.at(-1)
        return newest?.stage === stage && newest.exception?.code === code
      })
    },
    ends: () => handle.result(),
    told: () =>
      world.progress.map(({ stage, exception }) =>
        exception === undefined ? stage : `${stage} ${exception.code}`,
      ),
    listed: async () => {
      const { typedSearchAttributes } = await handle.describe()
      const stage = typedSearchAttributes.get(searchAttributes.stage)
      const exception = typedSearchAttributes.get(searchAttributes.exception)
      return {
        ...(stage === undefined ? {} : { stage }),
        ...(exception === undefined ? {} : { exception }),
      }
    },
  }
}

/** The Markdown that the Web UI shows beside a workflow. */
export async function currentDetails(handle: Pick<WorkflowHandle, 'query'>): Promise<string> {
  const metadata = await handle.query<{ readonly currentDetails: string }>(
    '__temporal_workflow_metadata',
  )
  return metadata.currentDetails
}
