import type { Owner } from '../../domain/exceptions.ts'
import { type CliContext, requireShop } from './context.ts'
import { formatExceptions, groupByCause } from './exceptions-text.ts'
import type { Report } from './report.ts'
import { listStockQuestions } from './stock-questions.ts'

/** What waits for a person, and the vendors that do not serve us. */
export async function listExceptions(
  context: CliContext,
  filter: { readonly shop?: string; readonly owner?: Owner },
): Promise<Report> {
  const { shop, owner } = filter
  const { shops: all } = context.config()
  const shops = (shop === undefined ? all : [requireShop({ shops: all }, shop)]).map(
    (each) => each.shop,
  )
  const ledger = await context.ledger()
  const [exceptions, stock, outages] = await Promise.all([
    ledger.exceptions.listOpen(filter),
    listStockQuestions(ledger, { shops, now: context.now, ...(owner && { owner }) }),
    ledger.outages.list(),
  ])
  const questions = [...groupByCause(exceptions), ...stock.questions].toSorted(
    (one, other) => one.openedAt.getTime() - other.openedAt.getTime(),
  )
  return {
    json: { outages, exceptions, stockExceptions: stock.exceptions, questions },
    text: formatExceptions(questions, outages, context),
  }
}
