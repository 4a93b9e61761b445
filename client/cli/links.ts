import { skuCause } from '../../domain/exceptions.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { OrderKey } from '../../ledger/order-key.ts'
import type { CliContext } from './context.ts'
import { requireShop } from './context.ts'
import { wake } from './order-messages.ts'
import { CliError, type Report } from './report.ts'
import { count, formatTable, formatTime } from './table.ts'

/** Sells a Shopify SKU as a Linnworks SKU from now on, and wakes the orders that wait for it. */
export async function linkSku(
  context: CliContext,
  link: { readonly shop: string; readonly sku: string; readonly linnworksSku: string },
  { force }: { readonly force: boolean },
): Promise<Report> {
  const { shop } = link
  const [sku, linnworksSku] = [link.sku.trim(), link.linnworksSku.trim()]
  requireShop(context.config(), shop)
  const ledger = await context.ledger()
  const found = force ? [] : await context.linnworks().findStockItems([linnworksSku])
  if (!force && !found.some((item) => item.sku === linnworksSku)) {
    throw new CliError(
      `Linnworks has no item with the SKU ${linnworksSku}${found[0] === undefined ? '' : ` (it has ${found[0].sku})`}. Nothing was linked; correct the SKU, or link it all the same with --force.`,
    )
  }
  await ledger.links.linkSku({ shop, sku, linnworksSku, actor: context.actor })
  await ledger.links.rememberItems(found)
  return await wakeWaiting(context, ledger, {
    causeKey: skuCause(shop, sku),
    linked: `${sku} of ${shop} is sold as ${linnworksSku} in Linnworks.`,
  })
}

/** The shop's links of both kinds. */
export async function listLinks(context: CliContext, shop: string): Promise<Report> {
  requireShop(context.config(), shop)
  const { links, linkedLocations } = await context.ledger()
  const [skus, all] = await Promise.all([links.listSkuLinks(shop), linkedLocations.list()])
  const locations = all.filter((each) => each.shop === shop)
  const skuRows = skus.map((each) => [
    each.sku,
    each.linnworksSku,
    each.linkedBy,
    formatTime(each.linkedAt),
  ])
  const locationRows = locations.map((each) => [
    each.locationId,
    each.linnworksLocationId,
    each.linnworksLocationName,
    each.ships ? 'ships, and its stock counts' : 'its stock counts too',
  ])
  const parts = [
    locationRows.length === 0
      ? `No location of ${shop} is linked: no order can leave.`
      : formatTable(
          ['Shopify location', 'Linnworks location', 'Name', 'For'],
          locationRows,
          context.width,
        ),
    skuRows.length === 0
      ? `No SKU of ${shop} is linked: each is sold as the same SKU in Linnworks.`
      : formatTable(['Shopify SKU', 'Linnworks SKU', 'By', 'Since'], skuRows, context.width),
  ]
  return { json: { locations, skus }, text: parts.join('\n') }
}

interface Woken extends Report {
  readonly json: { readonly causeKey: string; readonly woken: readonly OrderKey[] }
  readonly warnings: readonly string[]
}

/** A link stands even if nobody can be woken: the review of causes does it within a minute. */
export async function wakeWaiting(
  context: CliContext,
  ledger: Ledger,
  { causeKey, linked }: { readonly causeKey: string; readonly linked: string },
): Promise<Woken> {
  const waiting = await ledger.exceptions.listWaiting([causeKey])
  if (waiting.length === 0) {
    const text = `${linked} No order was waiting for it.`
    return { json: { causeKey, woken: [] }, text, warnings: [] }
  }
  try {
    const client = await context.temporal()
    for (const order of waiting) await wake(client, order, context.actor)
    return {
      json: { causeKey, woken: waiting },
      text: `${linked} ${count(waiting.length, 'order')} waiting for it ${waiting.length === 1 ? 'goes' : 'go'} on now.`,
      warnings: [],
    }
  } catch {
    return {
      json: { causeKey, woken: [] },
      text: linked,
      warnings: [
        `Temporal does not answer: ${count(waiting.length, 'order')} waiting for it will go on within a minute of its return.`,
      ],
    }
  }
}
