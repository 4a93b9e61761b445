import type { LevelKey } from '../../ledger/level-key.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { LevelWrite } from '../../ledger/stock-writes.ts'
import { uniqueName } from '../support/servers.ts'

export interface StampedCall {
  readonly key: string
  readonly levels: readonly LevelKey[]
}

/** So many levels of aurora that nobody else uses, as Shopify had them at a moment. */
export async function levelsRead(
  { stockReadings }: Pick<Ledger, 'stockReadings'>,
  read: { readonly count: number; readonly onHand: number; readonly at: Date },
): Promise<readonly LevelKey[]> {
  const levels = Array.from({ length: read.count }, () => ({
    ...{ shop: 'aurora', inventoryItemId: uniqueName('item'), locationId: '7001' },
  }))
  await stockReadings.putShopLevels(
    'aurora',
    levels.map((level) => ({ ...level, onHand: read.onHand, committed: 0, isActive: true })),
    read.at,
  )
  return levels.toSorted((one, other) => (one.inventoryItemId < other.inventoryItemId ? -1 : 1))
}

/** One call that gives each of the levels another number, on its way. */
export async function stampCall(
  { stockLevels, stockWrites }: Pick<Ledger, 'stockLevels' | 'stockWrites'>,
  call: {
    readonly key: string
    readonly levels: readonly LevelKey[]
    readonly onHand: number
    readonly at: Date
  },
): Promise<StampedCall> {
  const { key, levels, onHand, at } = call
  const rows = await stockLevels.list(levels)
  const writes = rows.map((row): LevelWrite => ({
    ...{ shop: row.shop, inventoryItemId: row.inventoryItemId, locationId: row.locationId },
    ...{ changeFrom: row.onHand, onHand, committed: row.committed, readAt: row.readAt },
    ...{ available: onHand, inLinnworks: 0, leftShelf: 0, elsewhere: 0, buffer: 0 },
    ...{ stockReadAt: row.readAt, ledgerReadAt: row.readAt },
  }))
  await stockWrites.stamp(writes, { key, lane: 'sweep', at })
  return { key, levels }
}
