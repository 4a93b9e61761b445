import type { Owner } from '../../domain/exceptions.ts'
import type { CliContext } from './context.ts'
import { formatExceptions, groupByCause } from './exceptions-text.ts'
import type { Report } from './report.ts'

/** What waits for a person, and the vendors that do not serve us. */
export async function listExceptions(
  context: CliContext,
  filter: { readonly shop?: string; readonly owner?: Owner },
): Promise<Report> {
  const ledger = await context.ledger()
  const [exceptions, outages] = await Promise.all([
    ledger.exceptions.listOpen(filter),
    ledger.outages.list(),
  ])
  const questions = groupByCause(exceptions)
  return {
    json: { outages, exceptions, questions },
    text: formatExceptions(questions, outages, context),
  }
}
