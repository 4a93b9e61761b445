import type { CliContext } from '../context.ts'
import { findOrder, type OrderWords } from '../find-order.ts'
import { CliError, type Report } from '../report.ts'
import { count } from '../table.ts'

/**
 * A person says that Linnworks' stock is right about what left the shelf of an order without Waybill:
 * it is kept off sale no more.
 */
export async function settleLeft(context: CliContext, named: OrderWords): Promise<Report> {
  const order = await findOrder(context, named)
  const { shop, orderId } = order
  const ledger = await context.ledger()
  const levels = await ledger.consignedUnits.settleLeft({ shop, orderId, actor: context.actor })
  const name = order.name ?? orderId
  if (levels.length === 0) {
    throw new CliError(
      `Nothing of order ${name} is kept off sale: nothing left the shelf without Waybill, or it is settled already.`,
    )
  }
  await ledger.stockLevels.heat(levels, 'settled by a person')
  return {
    json: { shop, orderId, outcome: 'settled', levels },
    text: `What left of order ${name} is settled: ${count(levels.length, 'level')} ${levels.length === 1 ? 'goes' : 'go'} by Linnworks alone from now on, within a minute.`,
  }
}
