import { showAmount } from './amount.ts'
import { isLinked } from './expectations.ts'
import type { CarriedOrder } from './linnworks-truth.ts'
import {
  hasSurplusUnits,
  isMissingUnits,
  listNumbers,
  nameOf,
  type OrderCase,
} from './order-case.ts'
import { finding, type Finding } from './report.ts'
import { countItems } from './units.ts'

/** P1 and the money: the order is in Linnworks once, whole, at its place, for its price. */
export function judgeInjection(each: OrderCase): readonly Finding[] {
  return [
    ...judgeUnits(each),
    ...judgeContents(each),
    ...judgeEligibility(each),
    ...judgeLocations(each),
    ...judgeTotal(each),
  ]
}

function judgeUnits(each: OrderCase): Finding[] {
  const { order, live, exempt, waiting } = each
  const found: Finding[] = []
  const unrelated = listUnrelated(each)
  if (hasSurplusUnits(each)) {
    const sentence = `${nameOf(order)} has more units in Linnworks than were sold (orders ${listNumbers(live)}).`
    found.push(finding('duplicate', order, sentence))
  } else if (unrelated.length > 0) {
    const sentence = `${nameOf(order)} has one reference on Linnworks orders that were not split from each other (${listNumbers(unrelated)}).`
    found.push(finding('duplicate', order, sentence))
  }
  const exemptAndAbsent = exempt !== undefined && live.length === 0
  if (!order.cancelled && !waiting && !exemptAndAbsent && isMissingUnits(each)) {
    const what = live.length === 0 ? 'is not in Linnworks' : 'is in Linnworks only in part'
    found.push(finding('lost', order, `${nameOf(order)} ${what}, and nobody waits for it.`))
  }
  return found
}

/** Live orders of one reference that no split explains. */
function listUnrelated({ live, isFamily }: OrderCase): CarriedOrder[] {
  return live.filter((one) =>
    live.some((other) => other.reference === one.reference && !isFamily(one, other)),
  )
}

function judgeContents({ order, unknownItems, wrongItems }: OrderCase): Finding[] {
  const judge = (numbers: readonly string[], what: string): Finding[] => {
    if (numbers.length === 0) return []
    const shown = numbers.map((number) => (number === '' ? 'none' : number)).join(', ')
    const sentence = `${nameOf(order)} has lines in Linnworks that ${what} (item numbers: ${shown}).`
    return [finding('wrongContents', order, sentence)]
  }
  return [
    ...judge(unknownItems, 'nobody bought'),
    ...judge(wrongItems, 'are not the stock item that was bought'),
  ]
}

/** What was refunded or put on hold later may well be there already. */
function judgeEligibility({ order, live, exempt }: OrderCase): Finding[] {
  const digital = order.lines.every(({ requiresShipping }) => !requiresShipping)
  if (order.cancelled || live.length === 0 || exempt === undefined) return []
  if (!order.test && order.paid && !digital) return []
  const sentence = `${nameOf(order)} is in Linnworks (${listNumbers(live)}) although ${exempt}.`
  return [finding('notEligible', order, sentence)]
}

/** Open orders only: a parcel's place is that of its fulfilment. */
function judgeLocations(each: OrderCase): Finding[] {
  const { order, live, waiting, expectations } = each
  if (order.cancelled || waiting || hasSurplusUnits(each)) return []
  const open = live.filter(({ state }) => state === 'open')
  const places = Object.groupBy(open, ({ locationId }) => locationId)
  return Object.entries(places).flatMap(([locationId, here = []]) => {
    const items = here.flatMap(({ items }) => items)
    const misplaced = [...countItems(order, items).units].some(([lineId, quantity]) => {
      const open = order.openUnits.filter((part) => part.lineId === lineId)
      const atPlace = open.filter((part) => isLinked(expectations, part.locationId, locationId))
      // Fewer open units in all is not a matter of place.
      return quantity > sum(atPlace) && quantity <= sum(open)
    })
    if (!misplaced) return []
    const sentence = `${nameOf(order)} waits in Linnworks at another location than Shopify assigned (${listNumbers(here)}).`
    return [finding('wrongLocation', order, sentence)]
  })
}

/** Judged of orders that are in Linnworks whole: the sum of their consignments, to the penny. */
function judgeTotal(each: OrderCase): Finding[] {
  const { order, live, waiting, byHand, unknownItems } = each
  const whole = live.length > 0 && !hasSurplusUnits(each) && !isMissingUnits(each)
  const judged = whole && unknownItems.length === 0 && listUnrelated(each).length === 0
  if (!judged || order.cancelled || waiting || byHand.size > 0) return []
  const wanted = wasRefundedAfterDispatch(each) ? order.originalTotal : order.total
  const total = live.reduce((sum, carried) => sum + carried.total, 0n)
  const currencies = new Set(live.map(({ currency }) => currency))
  if (total === wanted && currencies.size === 1 && currencies.has(order.currency)) return []
  const shown = `${showAmount(total)} ${[...currencies].join(' and ')}`
  const sentence = `${nameOf(order)} costs ${showAmount(wanted)} ${order.currency} in Shopify and ${shown} in Linnworks (${listNumbers(live)}).`
  return [finding('wrongTotal', order, sentence)]
}

/** Then Linnworks rightly keeps what was dispatched. Shopify's times are in whole seconds. */
function wasRefundedAfterDispatch({ order, live }: OrderCase): boolean {
  const dispatchedAt = live.flatMap(({ processedAt }) =>
    processedAt === '' ? [] : Math.floor(Date.parse(processedAt) / 1000) * 1000,
  )
  const first = Math.min(...dispatchedAt)
  return order.refundedAt.length > 0 && order.refundedAt.every((time) => Date.parse(time) >= first)
}

function sum(parts: readonly { readonly quantity: number }[]): number {
  return parts.reduce((total, { quantity }) => total + quantity, 0)
}
