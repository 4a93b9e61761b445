import { LedgerError } from '../../ledger/database.ts'
import { ApiError } from '../../lib/api-error.ts'
import { ConfigError } from '../../lib/config.ts'
import { TemporalError } from '../temporal.ts'

/** What a command found: for machines, for people, and whether all is well. */
export interface Report {
  readonly json: unknown
  readonly text: string
  /** 0 unless told. */
  readonly exitCode?: number
  /** Goes to stderr: what did not work, though the command did. */
  readonly warnings?: readonly string[]
}

/** Why a command cannot do what was asked, in a sentence. Exit 1, or 2 where the input is wrong. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: 1 | 2

  constructor(sentence: string, exitCode: 1 | 2 = 1) {
    super(sentence)
    this.exitCode = exitCode
  }
}

/** Any failure in words for the person at the keyboard: never a stack. */
export function explainFailure(error: unknown): { readonly sentence: string; exitCode: number } {
  if (error instanceof CliError) return { sentence: error.message, exitCode: error.exitCode }
  const isClear =
    error instanceof ConfigError ||
    error instanceof LedgerError ||
    error instanceof TemporalError ||
    error instanceof ApiError
  const { message } = error instanceof Error ? error : { message: String(error) }
  if (isClear) return { sentence: message, exitCode: 1 }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
  const reasons = [message, cause].filter((text) => text !== '').map(firstLine)
  return { sentence: `It did not work: ${reasons.join(': ')}`, exitCode: 1 }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
