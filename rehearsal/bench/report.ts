import { callsOf, listCalls } from './counts.ts'
import type { Flow } from './flow.ts'
import { measureLatencies, percentiles } from './latencies.ts'
import {
  ceilingPerSecond,
  describeUse,
  explainLimit,
  percent,
  type plans,
  shareOfPoints,
} from './limits.ts'

/** Calls that do not belong to bringing an order over: signing in, and the dispatch sweep's. */
const notOfTheOrderPath = new Set(['AuthorizeByApplication', 'SearchProcessedOrders'])

/** The figures of a phase in which orders came over. */
export function summarizeFlow(plan: keyof typeof plans, flow: Flow) {
  const { counts, drainSeconds } = flow
  const orders = flow.orderIds.length
  const { shopify, linnworks } = counts
  const linnworksCalls = Object.entries(linnworks.calls)
    .filter(([name]) => !notOfTheOrderPath.has(name))
    .reduce((total, [, calls]) => total + calls, 0)
  return {
    orders,
    drainSeconds,
    ordersPerSecond: orders / drainSeconds,
    savedPerSecond: orders / flow.savedSeconds,
    shareOfCeiling: orders / drainSeconds / ceilingPerSecond,
    shareOfPoints: shareOfPoints(plan, { spent: shopify.pointsActual, seconds: drainSeconds }),
    throttled: shopify.throttled + callsOf(linnworks.throttled),
    linnworksCallsPerOrder: linnworksCalls / orders,
    points: {
      requestedPerOrder: shopify.pointsRequested / orders,
      actualPerOrder: shopify.pointsActual / orders,
    },
    latencies: measureLatencies(flow.journeys, flow.waitsMs),
    ackMs: percentiles(flow.acknowledgementsMs),
    limitedBy: explainLimit(plan, flow),
    lost: flow.lost,
    duplicates: flow.duplicates,
    counts,
    cpu: flow.cpu,
  }
}

export type FlowSummary = ReturnType<typeof summarizeFlow>

/** The same for people, a line each. */
export function describeFlow(summary: FlowSummary): string {
  const { cpu, counts, latencies, ackMs, points, orders } = summary
  const each = Object.entries(cpu.used)
    .map(([name, seconds]) => `${name} ${((seconds * 1000) / orders).toFixed(1)}`)
    .join(', ')
  const threads = Object.entries(cpu.workerThreads)
    .filter(([, seconds]) => seconds >= 0.05)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, seconds]) => `${name} ${((seconds * 1000) / orders).toFixed(1)}`)
    .join(', ')
  const spread = ({ p50, p95, p99 }: typeof ackMs) => `p50 ${p50}, p95 ${p95}, p99 ${p99} ms`
  return [
    `${orders} orders in ${summary.drainSeconds.toFixed(1)} s: ${summary.ordersPerSecond.toFixed(1)}/s, ${percent(summary.shareOfCeiling)} of what CreateOrders allows; in Linnworks ${summary.savedPerSecond.toFixed(1)}/s`,
    `limited by      ${summary.limitedBy}`,
    `cores busy      ${describeUse(cpu)} of ${cpu.cores}`,
    `CPU ms/order    ${each}`,
    `worker threads  ${threads} (CPU ms/order)`,
    `Linnworks       ${summary.linnworksCallsPerOrder.toFixed(3)} calls/order: ${listCalls(counts.linnworks.calls)}; throttled: ${listCalls(counts.linnworks.throttled)}`,
    `Shopify         ${points.requestedPerOrder.toFixed(1)} points/order requested, ${points.actualPerOrder.toFixed(1)} actual, ${percent(summary.shareOfPoints)} of the plan's: ${listCalls(counts.shopify.calls)}; throttled: ${counts.shopify.throttled}`,
    `webhook→saved   ${spread(latencies.total)}`,
    `  engine        ${spread(latencies.engine)}`,
    `  in line       ${spread(latencies.inLine)}`,
    `    to the read      ${spread(latencies.beforeRead)}`,
    `    to the create    ${spread(latencies.beforeCreate)}`,
    `receiver        ${counts.webhooks.delivered} webhooks (${counts.webhooks.failedAttempts} failed), ${spread(ackMs)}`,
    `checked         ${summary.lost} lost, ${summary.duplicates} twice`,
  ].join('\n')
}
