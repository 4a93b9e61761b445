import type { Owner } from '../../domain/exceptions.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { OpenStockException } from '../../ledger/stock-exceptions.ts'
import type { Question } from './exceptions-text.ts'
import { count } from './table.ts'

/** What left an order's shelf is noted a moment before the order is sent: this is no moment. */
const transientMs = 10 * 60_000

/** More of one kind in one shop than this are one line. */
const mostLines = 5

/** What of stock waits for a person: open exceptions, and units that are to be settled. */
export async function listStockQuestions(
  ledger: Pick<Ledger, 'stockExceptions' | 'consignedUnits'>,
  filter: { readonly shops: readonly string[]; readonly owner?: Owner; readonly now: Date },
): Promise<{
  readonly exceptions: readonly OpenStockException[]
  readonly questions: readonly Question[]
}> {
  const { shops, owner, now } = filter
  const perShop = await Promise.all(
    shops.map(async (shop) => [
      ...(await ledger.stockExceptions.listOpen(shop)),
      ...(await listUnsettledLeft(ledger, shop, now)),
    ]),
  )
  const exceptions = perShop
    .flat()
    .filter((exception) => owner === undefined || exception.owner === owner)
  return { exceptions, questions: toQuestions(exceptions) }
}

/** One line each, or one for many of a kind in one shop. */
export function toQuestions(exceptions: readonly OpenStockException[]): readonly Question[] {
  const kinds = Map.groupBy(exceptions, ({ shop, code }) => `${shop}:${code}`)
  return [...kinds.values()].flatMap((some) => {
    const [first] = some
    if (first === undefined || some.length <= mostLines) return some.map(toQuestion)
    const sentences = some.slice(0, 3).map(({ sentence }) => sentence)
    const sentence = `${count(some.length, 'level')} of ${first.shop}, among them: ${sentences.join(' ')}`
    return [{ ...toQuestion(first), sentence }]
  })
}

function toQuestion(exception: OpenStockException): Question {
  const { openedAt, code, owner, shop, sentence, remedy } = exception
  return { openedAt, code, owner, about: `stock of ${shop}`, orders: [], sentence, remedy }
}

/** No exception of its own is kept for what left the shelf: it is open while it is not settled. */
async function listUnsettledLeft(
  { consignedUnits }: Pick<Ledger, 'consignedUnits'>,
  shop: string,
  now: Date,
): Promise<readonly OpenStockException[]> {
  const left = await consignedUnits.listLeft(shop)
  const byOrder = Map.groupBy(left, ({ orderId }) => orderId)
  return [...byOrder].flatMap(([orderId, some]): OpenStockException[] => {
    const openedAt = new Date(Math.min(...some.map(({ notedAt }) => notedAt.getTime())))
    if (now.getTime() - openedAt.getTime() < transientMs) return []
    const units = some.reduce((sum, { quantity }) => sum + quantity, 0)
    return [
      {
        ...{ shop, openedAt, causeKey: `left:${shop}:${orderId}` },
        code: 'STOCK_LEFT',
        owner: 'operations',
        sentence: `${count(units, 'unit')} of order ${orderId} left the shelf without Waybill, and Linnworks does not know: as many are kept off sale.`,
        remedy: `Take them off in Linnworks too, then: waybill stock settle ${shop} ${orderId}`,
      },
    ]
  })
}
