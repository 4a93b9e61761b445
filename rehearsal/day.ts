import type { AuditReport, StockExpectations } from '../sandbox/auditor/index.ts'
import type { PlacedOrder } from '../sandbox/shopper.ts'
import { AURORA } from '../sandbox/world.ts'
import { auditVendors } from './audit-vendors.ts'
import { type Fate, fates, liveFate } from './fates.ts'
import type { Stack } from './stack.ts'

export interface LivedFate {
  readonly fate: Fate
  readonly order: PlacedOrder
}

/**
 * Lets every fate be lived, side by side, in the order they are told. One whose webhooks are lost
 * comes last, on its own: the loss would strike the others too.
 */
export async function liveFates(
  stack: Stack,
  placed: (order: PlacedOrder, title: string) => void,
  which: readonly Fate[] = fates,
): Promise<readonly LivedFate[]> {
  const live = async (fate: Fate): Promise<LivedFate> => {
    const order = await liveFate(stack, fate, (each) => placed(each, fate.title))
    return { fate, order }
  }
  const heard = which.filter(({ webhooksLost }) => webhooksLost !== true)
  const lived = await Promise.all(heard.map(live))
  stack.shopify.setWebhookFaults(AURORA.shop, { lostShare: 1, duplicateShare: 0, shuffle: false })
  try {
    for (const fate of which.filter(({ webhooksLost }) => webhooksLost === true)) {
      lived.push(await live(fate))
    }
  } finally {
    stack.shopify.setWebhookFaults(AURORA.shop, undefined)
  }
  return lived
}

/**
 * What the auditor, who knows nothing of Waybill but its promises, finds at both vendors; of stock
 * too, where that is pushed.
 */
export async function auditStack(
  stack: Pick<Stack, 'shopify' | 'linnworks'>,
  lived: readonly LivedFate[],
  stock?: StockExpectations,
): Promise<AuditReport> {
  const withEnd = (wanted: string) =>
    lived.filter(({ fate }) => fate.end === wanted).map(({ order }) => order.orderId)
  return await auditVendors(stack, {
    expectDispatchedDespiteCancel: withEnd('needsAttention'),
    ...(stock === undefined ? {} : { stock }),
  })
}

/** The day in one line, for machines: whether all ended as told, and what the auditor found. */
export function summarize(lived: readonly LivedFate[], report: AuditReport) {
  const count = (...ends: readonly string[]) =>
    lived.filter(({ fate }) => ends.includes(fate.end)).length
  return {
    ok: report.findings.length === 0,
    orders: lived.length,
    fulfilled: count('fulfilled'),
    cancelled: count('cancelled'),
    waiting: count('needsAttention'),
    skipped: count('skipped'),
    duplicates: report.duplicates,
    lost: report.lost,
    wrongTotals: report.wrongTotals,
    toldTwice: report.toldTwice,
    wrongTracking: report.wrongTracking,
    ...(report.stock === undefined ? {} : { oversold: report.stock.oversold }),
    findings: report.findings.map(({ promise, sentence }) => `${promise}: ${sentence}`),
  }
}
