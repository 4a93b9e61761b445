import { z } from 'zod'
import type { LinnworksOperation } from './answer.ts'
import type { LinnworksTransport } from './transport.ts'
import { flag, textOrUndefined, timeOrUndefined } from './wire.ts'

export interface ProcessedSearch {
  readonly dateField: 'processed' | 'cancelled'
  /** ISO 8601, UTC. */
  readonly from: string
  readonly to: string
  /** The first page is 1. */
  readonly page: number
  /** From 20 to 500. */
  readonly pageSize: number
}

export interface ProcessedPage {
  readonly page: number
  readonly totalPages: number
  readonly totalEntries: number
  readonly rows: readonly ProcessedRow[]
}

export interface ProcessedRow {
  readonly linnworksOrderId: string
  readonly number: number
  readonly source: string
  readonly subSource: string
  readonly reference: string
  readonly processedAt?: string
  readonly cancelledAt?: string
  readonly cancelled: boolean
}

/** ProcessedOrders/SearchProcessedOrders, of whose rows only what names the order is kept. */
export const WireProcessedPageSchema = z.object({
  ProcessedOrders: z.object({
    PageNumber: z.int(),
    TotalPages: z.int(),
    TotalEntries: z.int(),
    Data: z
      .array(
        z.object({
          pkOrderID: z.guid(),
          nOrderId: z.int(),
          Source: textOrUndefined,
          SubSource: textOrUndefined,
          ReferenceNum: textOrUndefined,
          dProcessedOn: timeOrUndefined,
          dCancelledOn: timeOrUndefined,
          HoldOrCancel: flag,
        }),
      )
      .nullable()
      .transform((rows) => rows ?? []),
  }),
})

const SEARCH_PROCESSED: LinnworksOperation<z.infer<typeof WireProcessedPageSchema>> = {
  operation: 'SearchProcessedOrders',
  path: '/api/ProcessedOrders/SearchProcessedOrders',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireProcessedPageSchema,
}

export function createDispatches(transport: Pick<LinnworksTransport, 'call'>) {
  return {
    /**
     * One page of what was processed or cancelled in a time, of every source. No person's data
     * leaves this function. Pages shift while orders are processed: read with an overlap.
     */
    searchProcessed: async (search: ProcessedSearch): Promise<ProcessedPage> => {
      const { ProcessedOrders: found } = await transport.call(SEARCH_PROCESSED, {
        request: {
          DateField: search.dateField,
          FromDate: search.from,
          ToDate: search.to,
          PageNumber: search.page,
          ResultsPerPage: search.pageSize,
        },
      })
      return {
        page: found.PageNumber,
        totalPages: found.TotalPages,
        totalEntries: found.TotalEntries,
        rows: found.Data.map(toRow),
      }
    },
  }
}

type WireRow = z.infer<typeof WireProcessedPageSchema>['ProcessedOrders']['Data'][number]

function toRow(wire: WireRow): ProcessedRow {
  const { dProcessedOn: processedAt, dCancelledOn: cancelledAt } = wire
  return {
    linnworksOrderId: wire.pkOrderID,
    number: wire.nOrderId,
    source: wire.Source ?? '',
    subSource: wire.SubSource ?? '',
    reference: wire.ReferenceNum ?? '',
    ...(processedAt !== undefined && { processedAt }),
    ...(cancelledAt !== undefined && { cancelledAt }),
    cancelled: wire.HoldOrCancel || cancelledAt !== undefined,
  }
}
