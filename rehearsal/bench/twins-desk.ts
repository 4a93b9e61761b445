import { z } from 'zod'
import { createAsking } from './desk-calls.ts'

export const CountsSchema = z.object({
  shopify: z.object({
    calls: z.record(z.string(), z.number()),
    throttled: z.number(),
    pointsRequested: z.number(),
    pointsActual: z.number(),
  }),
  linnworks: z.object({
    calls: z.record(z.string(), z.number()),
    throttled: z.record(z.string(), z.number()),
  }),
  webhooks: z.object({ delivered: z.number(), failedAttempts: z.number(), pending: z.number() }),
})

const SpanSchema = z.tuple([z.number(), z.number()])

const JourneySchema = z.object({
  orderId: z.string(),
  /** The first of its webhooks; milliseconds since the epoch, as all times here. */
  sentAtMs: z.number().nullable(),
  /** Its first save in Linnworks. */
  savedAtMs: z.number().nullable(),
  /** Calls that named it, each from arrival to answer, the wire included. */
  shopifyCalls: z.array(SpanSchema),
  createCalls: z.array(SpanSchema),
})

const WaitingOrderSchema = z.object({
  orderId: z.string(),
  name: z.string(),
  locationId: z.string(),
  lines: z
    .array(
      z.object({
        lineId: z.string(),
        sku: z.string(),
        quantity: z.number(),
        unitPriceMinor: z.number(),
      }),
    )
    .readonly(),
  linnworksOrderId: z.string(),
  linnworksNumber: z.number(),
})

/** What both vendors counted since they were started. */
export type TwinsCounts = z.infer<typeof CountsSchema>
/** One order's way, as the vendors saw it. */
export type Journey = z.infer<typeof JourneySchema>
export type WaitingOrder = z.infer<typeof WaitingOrderSchema>

/** What the driver asks of the process that both twins run in. */
export interface TwinsDesk {
  /** Places orders; their webhooks are withheld. Answers their ids. */
  placeOrders(input: { readonly count: number }): Promise<readonly string[]>
  setRoundTrip(input: { readonly ms: number }): Promise<null>
  /** Sends the webhooks that were withheld evenly over this time, and all later ones at once. */
  release(input: { readonly withinMs: number }): Promise<null>
  /** Orders that stand in both systems since some hours, as if Waybill had brought them over. */
  standOrders(input: { readonly count: number }): Promise<readonly WaitingOrder[]>
  dispatch(input: { readonly references: readonly string[] }): Promise<null>
  counts(input: object): Promise<TwinsCounts>
  journeys(input: object): Promise<readonly Journey[]>
  /** How long the receiver took over each webhook, in milliseconds. */
  acknowledgements(input: object): Promise<readonly number[]>
  /** How many orders Linnworks has of each reference. */
  copies(input: object): Promise<Readonly<Record<string, number>>>
}

/** Reaches the twins' process at its address: each request is one POST of JSON. */
export function createTwinsDesk(url: string): TwinsDesk {
  const ask = createAsking<keyof TwinsDesk>(url)
  return {
    placeOrders: ask('placeOrders', z.array(z.string())),
    setRoundTrip: ask('setRoundTrip', z.null()),
    release: ask('release', z.null()),
    standOrders: ask('standOrders', z.array(WaitingOrderSchema)),
    dispatch: ask('dispatch', z.null()),
    counts: ask('counts', CountsSchema),
    journeys: ask('journeys', z.array(JourneySchema)),
    acknowledgements: ask('acknowledgements', z.array(z.number())),
    copies: ask('copies', z.record(z.string(), z.number())),
  }
}
