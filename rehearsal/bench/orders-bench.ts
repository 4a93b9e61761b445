import { toLastLine } from './last-line.ts'
import { type BenchOptions, help, parseOptions } from './options.ts'
import { isWrong, runPhases } from './phases.ts'
import type { BenchKind } from './run-bench.ts'

/** The path of orders. */
export const ordersBench: BenchKind<BenchOptions> = {
  help,
  parseOptions,
  run: async (options, tools) => {
    const findings = await runPhases({ ...options, ...tools })
    return { report: findings, lastLine: toLastLine(findings), isWrong: isWrong(findings) }
  },
}
