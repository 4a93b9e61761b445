import type { Journey } from './twins-desk.ts'

export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Milliseconds of the way from an order's first webhook to its save in Linnworks. */
export interface Latencies {
  readonly total: Percentiles
  /** All of it but the calls that named the order and the waiting in the line of creates. */
  readonly engine: Percentiles
  /** From the claim to the departure of the create: waiting for company and for the budget. */
  readonly inLine: Percentiles
  /** The engine's part before the first call arrived at Shopify. */
  readonly beforeRead: Percentiles
  /** The engine's part from the last answer of Shopify to the arrival of the create. */
  readonly beforeCreate: Percentiles
}

/** Of the orders that went the whole way; the times of calls hold the wire. */
export function measureLatencies(
  journeys: readonly Journey[],
  waits: ReadonlyMap<string, number>,
): Latencies {
  const stretches = journeys.flatMap((journey) => toStretches(journey, waits))
  return {
    inLine: percentiles(stretches.map(({ inLine }) => inLine)),
    total: percentiles(stretches.map(({ total }) => total)),
    engine: percentiles(stretches.map(({ engine }) => engine)),
    beforeRead: percentiles(stretches.map(({ beforeRead }) => beforeRead)),
    beforeCreate: percentiles(stretches.map(({ beforeCreate }) => beforeCreate)),
  }
}

/** The nearest rank, rounded to whole milliseconds; NaN where there is nothing. */
export function percentiles(numbers: readonly number[]): Percentiles {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? NaN)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

function toStretches(
  { orderId, sentAtMs, savedAtMs, shopifyCalls, createCalls }: Journey,
  waits: ReadonlyMap<string, number>,
) {
  if (sentAtMs === null || savedAtMs === null) return []
  const within = (spans: readonly (readonly [number, number])[]) =>
    spans
      .filter(([from, to]) => to > sentAtMs && from < savedAtMs)
      .map(([from, to]) => [Math.max(from, sentAtMs), Math.min(to, savedAtMs)] as const)
  const reads = within(shopifyCalls)
  const creates = within(createCalls)
  const firstRead = Math.min(...reads.map(([from]) => from))
  const createdFrom = Math.max(...creates.map(([from]) => from))
  const answered = reads.map(([, to]) => to).filter((to) => to <= createdFrom)
  const lastAnswer = Math.max(...answered)
  const whole = Number.isFinite(firstRead) && Number.isFinite(createdFrom) && answered.length > 0
  if (!whole) return []
  const inLine = waits.get(orderId) ?? 0
  return [
    {
      total: savedAtMs - sentAtMs,
      engine: savedAtMs - sentAtMs - covered([...reads, ...creates]) - inLine,
      inLine,
      beforeRead: firstRead - sentAtMs,
      beforeCreate: createdFrom - lastAnswer,
    },
  ]
}

/** How much time the spans cover together. */
function covered(spans: readonly (readonly [number, number])[]): number {
  let [total, until] = [0, -Infinity]
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    total += Math.max(0, to - Math.max(from, until))
    until = Math.max(until, to)
  }
  return total
}
