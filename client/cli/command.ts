import type { Report } from './report.ts'
import type { CliContext } from './context.ts'
import type { CommonOptions } from './options.ts'

/** Opens what the command needs, runs it, and shows its report. */
export type Run = (
  options: CommonOptions & { readonly actor?: string },
  command: (context: CliContext) => Promise<Report>,
) => Promise<void>

/** The lines that end a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  npm run waybill -- ${line}`).join('\n')}`
}
