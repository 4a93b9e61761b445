import { type BookPage, boundsOf, formatBooks, listBookDays, toBookPage } from './books-text.ts'
import { type CliContext, requireShop } from './context.ts'
import type { Report } from './report.ts'

/** Counts each shop's orders from both sides, day by day. A difference is exit 1. */
export async function balanceBooks(
  context: CliContext,
  period: { readonly shop?: string; readonly day?: string; readonly days: number },
): Promise<Report> {
  const config = context.config()
  const shops = period.shop === undefined ? config.shops : [requireShop(config, period.shop)]
  const days = listBookDays(period.day ?? context.now.toISOString().slice(0, 10), period.days)
  const { orders } = await context.ledger()
  const pages: BookPage[] = []
  for (const { shop } of shops) {
    const client = context.shopify(shop)
    for (const day of days) {
      const { from, to } = boundsOf(day)
      const createdBetween = { createdFrom: from.toISOString(), createdTo: to.toISOString() }
      const inShopify = await client.countOrders(createdBetween)
      const page = toBookPage({ shop, day, inShopify }, await orders.countByStage(shop, from, to))
      if (page.inShopify > 0 || page.difference !== 0) pages.push(page)
    }
  }
  const balanced = pages.every(({ difference }) => difference === 0)
  return {
    json: { balanced, pages },
    text: formatBooks(pages, context),
    exitCode: balanced ? 0 : 1,
  }
}
