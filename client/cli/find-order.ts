import type { OrderRow } from '../../ledger/orders.ts'
import { type CliContext, requireShop } from './context.ts'
import { CliError } from './report.ts'

/** How a person names an order: `5512`, `1001`, `#1001`, or with its shop before it. */
export interface OrderWords {
  readonly words: readonly string[]
  readonly shop?: string | undefined
}

/** @throws CliError where no order, or more than one, has the name. */
export async function findOrder(context: CliContext, named: OrderWords): Promise<OrderRow> {
  const { word, shop } = readWords(named)
  const ledger = await context.ledger()
  const found = await ledger.orders.findByWord(word, shop)
  const [only, other] = found
  if (only === undefined) {
    if (shop !== undefined) requireShop(context.config(), shop)
    const where = shop === undefined ? '' : ` of ${shop}`
    throw new CliError(
      `There is no order ${word}${where} in the ledger. Give its Shopify id or its name, and look whether the sweep has seen it: waybill books`,
    )
  }
  if (other !== undefined) {
    const list = found.map((each) => `${each.shop} ${each.orderId} (${each.name ?? 'no name yet'})`)
    throw new CliError(`Several orders are called ${word}: ${list.join(', ')}. Name the shop too.`)
  }
  return only
}

function readWords({ words, shop }: OrderWords): { word: string; shop: string | undefined } {
  const [first, second, ...rest] = words
  if (first === undefined || rest.length > 0) {
    throw new CliError('Name one order: its Shopify id or name, or the shop and the order.', 2)
  }
  if (second === undefined) return { word: first, shop }
  if (shop !== undefined && shop !== first) {
    throw new CliError(`Two shops are named: ${first} and ${shop}.`, 2)
  }
  return { word: second, shop: first }
}
