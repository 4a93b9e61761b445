import type { StockFindings } from './bench.ts'
import { locations } from './shelves.ts'

/** The line that scripts read; the parts of phases that were not run are absent. */
export function toStockLine(findings: StockFindings): object {
  const { skus, sweep, unchanged, hotLane, standard, plus } = findings
  const all = [sweep, unchanged, hotLane?.sweep, standard, plus]
  const throttled = all.reduce((sum, each) => sum + (each?.throttled ?? 0), 0)
  return {
    bench: 'stock',
    ...(sweep === undefined
      ? {}
      : {
          sweep: {
            skus,
            locations,
            seconds: round(sweep.seconds),
            ratioToBound: round(sweep.ratioToBound),
            megabytes: Math.max(...all.map((each) => each?.megabytes ?? 0)),
            writesWhenUnchanged: unchanged?.written ?? null,
          },
        }),
    ...(standard === undefined && plus === undefined
      ? {}
      : {
          writing: {
            ...(standard === undefined
              ? {}
              : { standard: { shareOfPoints: round(standard.shareOfPoints) } }),
            ...(plus === undefined
              ? {}
              : {
                  plus: {
                    levelsPerSecond: Math.round(plus.levelsPerSecond),
                    shareOfPoints: round(plus.shareOfPoints),
                    limitedBy: plus.limitedBy,
                  },
                }),
          },
        }),
    ...(hotLane === undefined ? {} : { hotLane: { p95Seconds: round(hotLane.seconds.p95) } }),
    throttled,
    ...(sweep === undefined || sweep.written === 0
      ? {}
      : { pointsPerLevel: round(sweep.calls.shopify.pointsActual / sweep.written) }),
  }
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000
}
