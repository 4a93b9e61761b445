import { toLastLine } from './last-line.ts'
import { type BenchOptions, help, parseOptions } from './options.ts'
import { runPhases } from './phases.ts'
import type { BenchKind } from './run-bench.ts'
import { listWrongs } from './wrongs.ts'

/** The path of orders. */
export const ordersBench: BenchKind<BenchOptions> = {
  help,
  parseOptions,
  run: async (options, tools) => {
    const findings = await runPhases({ ...options, ...tools })
    const wrongs = listWrongs(findings)
    for (const sentence of wrongs) tools.say(`Wrong: ${sentence}`)
    return { report: findings, lastLine: toLastLine(findings), isWrong: wrongs.length > 0 }
  },
}
