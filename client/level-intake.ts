import { z } from 'zod'
import type { Ledger } from '../ledger/index.ts'
import { readWebhookInventoryLevel } from '../shopify/webhook-delivery.ts'

const NumberSchema = z.object({ available: z.number().int().nullable() })

/**
 * Takes a delivery of `inventory_levels/update`: a level that was changed is made hot. One whose
 * number is what the ledger holds is an echo of our own write, or of a sale that we read already: it
 * would keep the level hot for ever. A body without a number is no echo. What Waybill never read is
 * not its own.
 */
export async function takeLevelUpdate(
  stockLevels: Pick<Ledger['stockLevels'], 'list' | 'heat'>,
  shop: string,
  rawBody: Uint8Array,
): Promise<'accepted' | 'ignored' | 'malformed'> {
  const named = readWebhookInventoryLevel(rawBody)
  if (named === undefined) return 'malformed'
  const key = { shop, ...named }
  const [level] = await stockLevels.list([key])
  if (level === undefined) return 'ignored'
  const body = NumberSchema.safeParse(JSON.parse(Buffer.from(rawBody).toString()))
  const isEcho = body.success && body.data.available === level.onHand - level.committed
  if (isEcho) return 'ignored'
  await stockLevels.heat([key], 'changed in Shopify')
  return 'accepted'
}
