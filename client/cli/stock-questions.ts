import type { Owner } from '../../domain/exceptions.ts'
import { type StockExceptionCode, unitsLeft } from '../../domain/stock-exceptions.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { OpenStockException } from '../../ledger/stock-exceptions.ts'
import type { Question } from './exceptions-text.ts'
import { count } from './table.ts'

/** What left an order's shelf is noted a moment before the order is sent: this is no moment. */
const transientMs = 10 * 60_000

/** More of one kind in one shop than this are one line, which names so many. */
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
    const openedAt = new Date(Math.min(...some.map((each) => each.openedAt.getTime())))
    return [{ ...toQuestion(first), openedAt, ...sayMany(first, some) }]
  })
}

/** What many of a kind have in common. */
interface Kind {
  readonly noun: string
  readonly says: string
  readonly remedy: (shop: string) => string
}

const kindOf: Readonly<Partial<Record<StockExceptionCode, Kind>>> = {
  STOCK_REFUSED: {
    noun: 'level',
    says: 'are not taken by Shopify',
    remedy: () =>
      'Mend each item in Shopify; the next push tries again. Why: waybill stock explain --item ITEM',
  },
  STOCK_DISPUTED: {
    noun: 'level',
    says: 'hold another number in Shopify than was last right, and nothing explains it',
    remedy: (shop) =>
      `Find out what else sets stock in Shopify and stop it, or correct the counts in Linnworks. Until then they are lowered and not raised. If Linnworks is right: waybill stock accept ${shop}`,
  },
  STOCK_LEFT: {
    noun: 'order',
    says: 'have units that left the shelf without Waybill, and Linnworks does not know: as many are kept off sale',
    remedy: (shop) =>
      `Take them off in Linnworks too, then for each: waybill stock settle ${shop} ORDER`,
  },
  STOCK_LOCATION_GONE: {
    noun: 'link',
    says: 'lead to a location that is gone',
    remedy: (shop) =>
      `Take each back, or link another location: waybill link list ${shop}, waybill link location ${shop} LOCATION --remove`,
  },
}
const anyKind: Kind = {
  noun: 'question',
  says: 'are open',
  remedy: (shop) => `Each has its own: waybill exceptions --shop ${shop} --json`,
}

/** What holds for all of them, with some of their ids. */
function sayMany(
  { shop, code }: OpenStockException,
  some: readonly OpenStockException[],
): Pick<Question, 'sentence' | 'remedy'> {
  const { noun, says, remedy } = kindOf[code] ?? anyKind
  const shown = some.slice(0, mostLines).map(sayCause).join(', ')
  return {
    sentence: `${count(some.length, noun)} of ${shop} ${says}: ${shown} and ${some.length - mostLines} more.`,
    remedy: remedy(shop),
  }
}

/** `item 9001 at location 7001`, `location 7001`, or an order's id. */
function sayCause({ shop, causeKey, code }: OpenStockException): string {
  if (code === 'STOCK_LOCATION_GONE') return `location ${causeKey.split(':')[2] ?? causeKey}`
  const [, ids = causeKey] = causeKey.split(`:${shop}:`)
  return ids.includes(':') ? `item ${ids.replace(':', ' at location ')}` : ids
}

function toQuestion(exception: OpenStockException): Question {
  const { openedAt, code, owner, shop, sentence, remedy } = exception
  return { openedAt, code, owner, about: `stock of ${shop}`, orders: [], sentence, remedy }
}

/** No exception of its own is kept for what left the shelf: it is open while it is not settled. */
export async function listUnsettledLeft(
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
    return [{ ...unitsLeft({ shop, orderId }, units), openedAt }]
  })
}
