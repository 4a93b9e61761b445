import { parseCause } from '../domain/exceptions.ts'
import type { Dependencies } from './dependencies.ts'
import { leaveToOthers } from './stopping.ts'

export interface CauseReview {
  readonly open: number
  readonly cured: number
  readonly woken: number
}

/**
 * Looks whether the causes that orders wait for are gone, and wakes those orders. A message that was
 * lost when something was linked delays and strands nothing. Idempotent: an order woken too early
 * looks, and waits on.
 */
export function createCauseReview(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'>,
) {
  const { linnworks, ledger, orderDesk, stopping } = dependencies

  return {
    async reviewCauses(): Promise<CauseReview> {
      const open = await ledger.exceptions.listOpenCauses()
      const cured = [...(await findCuredSkus(open)), ...(await findCuredLocations(open))]
      const waiting = await ledger.exceptions.listWaiting(cured)
      for (const order of waiting) {
        leaveToOthers(stopping)
        await orderDesk.retryNow(order)
      }
      return { open: open.length, cured: cured.length, woken: waiting.length }
    },
  }

  async function findCuredSkus(causeKeys: readonly string[]): Promise<readonly string[]> {
    const causes = causeKeys.flatMap((causeKey) => {
      const cause = parseCause(causeKey)
      return cause?.kind === 'sku' && cause.id !== '' ? [{ causeKey, ...cause }] : []
    })
    if (causes.length === 0) return []
    const targets = new Map<string, string>()
    for (const { causeKey, shop, id } of causes) {
      leaveToOthers(stopping)
      const links = await ledger.links.findSkuLinks(shop, [id])
      targets.set(causeKey, links.get(id) ?? id)
    }
    const found = await linnworks.findStockItems([...new Set(targets.values())])
    const existing = new Set(found.map(({ sku }) => sku))
    return causes
      .map(({ causeKey }) => causeKey)
      .filter((causeKey) => existing.has(targets.get(causeKey) ?? ''))
  }

  async function findCuredLocations(causeKeys: readonly string[]): Promise<readonly string[]> {
    const cured: string[] = []
    for (const causeKey of causeKeys) {
      const cause = parseCause(causeKey)
      if (cause?.kind !== 'location') continue
      const links = await ledger.links.listLocationLinks(cause.shop)
      if (links.some(({ locationId }) => locationId === cause.id)) cured.push(causeKey)
    }
    return cured
  }
}
