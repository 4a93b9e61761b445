import type { Findings } from './phases.ts'

/** The line that scripts read; the parts of phases that were not run are absent. */
export function toLastLine({ burst, standard, latency, waiting, story }: Findings): object {
  return {
    bench: 'orders',
    ...(burst === undefined
      ? {}
      : {
          ordersPerSecond: round(burst.ordersPerSecond),
          shareOfCeiling: round(burst.shareOfCeiling),
        }),
    ...(standard === undefined ? {} : { standardShareOfPoints: round(standard.shareOfPoints) }),
    throttled: [burst, standard, latency, waiting?.postBack].reduce(
      (sum, each) => sum + (each?.throttled ?? 0),
      0,
    ),
    ...(burst === undefined
      ? {}
      : {
          linnworksCallsPerOrder: round(burst.linnworksCallsPerOrder),
          pointsPerOrder: round(burst.points.actualPerOrder),
        }),
    ...(latency === undefined
      ? {}
      : {
          latencyMs: latency.latencies.total,
          engineShareMs: { p50: latency.latencies.engine.p50 },
        }),
    ...(burst === undefined ? {} : { ackMs: { p99: burst.ackMs.p99 } }),
    ...(waiting === undefined
      ? {}
      : {
          openOrders: {
            count: waiting.openOrders,
            workerMegabytes: Math.max(waiting.megabytes.opening, waiting.megabytes.restarted),
          },
          postBackShareOfCeiling: round(waiting.postBack.shareOfPoints),
        }),
    ...(story === undefined
      ? {}
      : { eventsPerOrder: story.events, actionsPerOrder: story.actions }),
    ...(burst === undefined ? {} : { limitedBy: burst.limitedBy }),
  }
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000
}
