import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { beforeEach, describe, expect, test } from 'vitest'
import { createReadCatalogue } from '../../../activities/stock/reading/read-catalogue.ts'
import type { ShopItem } from '../../../shopify/index.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { emptyLedger, failure, shopOf } from '../fakes.ts'

const shop = 'aurora'
const ledgers = useLedgers()
/** The failure here is what the test wants: the SDK would print it. */
const quiet = new DefaultLogger('ERROR', () => undefined)

describe('reading what a shop sells', () => {
  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    await ledgers.database.deleteFrom('shopItems').execute()
  })

  test('forgets what it sells no more', async () => {
    await read([['MUG', 'TEA'], ['SET']])
    await ledgers.database.deleteFrom('cursors').execute()
    await read([['MUG'], ['SET', 'NEW']])
    expect(await known()).toEqual(['MUG', 'NEW', 'SET'])
  })

  test('goes on after a kill from its next page, and forgets nothing of the pages before', async () => {
    await read([['OLD']])
    await ledgers.database.deleteFrom('cursors').execute()
    const heartbeats: unknown[] = []
    await expect(read([['MUG'], undefined, ['SET']], { heartbeats })).rejects.toThrow(
      'no complete answer',
    )
    const asked: (string | undefined)[] = []
    await read([['MUG'], ['TEA'], ['SET']], { heartbeatDetails: heartbeats.at(-1), asked })
    expect(asked).toEqual(['1', '2'])
    expect(await known()).toEqual(['MUG', 'SET', 'TEA'])
  })

  /** One attempt over these pages of SKUs; it dies at one that is not told. */
  async function read(
    pages: readonly (readonly string[] | undefined)[],
    {
      heartbeatDetails,
      heartbeats = [],
      asked = [],
    }: {
      readonly heartbeatDetails?: unknown
      readonly heartbeats?: unknown[]
      readonly asked?: (string | undefined)[]
    } = {},
  ): Promise<void> {
    const { ledger } = ledgers
    const { readCatalogue } = createReadCatalogue({
      ledger,
      findShop: () =>
        shopOf([], {
          listItems: async ({ after }) => {
            asked.push(after)
            const nth = Number(after ?? 0)
            const skus = pages[nth]
            if (skus === undefined) throw failure('unavailable', 'productVariants')
            const isLast = nth === pages.length - 1
            return { items: skus.map(itemOf), ...(isLast ? {} : { endCursor: String(nth + 1) }) }
          },
        }),
      stopping: new AbortController().signal,
    })
    const environment = new MockActivityEnvironment({ heartbeatDetails }, { logger: quiet })
    environment.on('heartbeat', (details: unknown) => heartbeats.push(details))
    await environment.run(readCatalogue, { shop })
  }

  async function known(): Promise<readonly string[]> {
    const rows = await ledgers.database
      .selectFrom('shopItems')
      .select('sku')
      .orderBy('sku')
      .execute()
    return rows.map(({ sku }) => sku)
  }
})

function itemOf(sku: string): ShopItem {
  return {
    ...{ inventoryItemId: sku, variantId: sku, sku, title: sku },
    ...{ tracked: true, isBundle: false, productStatus: 'ACTIVE' },
  }
}
