import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dependencies } from '../../../activities/dependencies.ts'
import { ApiError } from '../../../lib/api-error.ts'
import { createLinnworksClient, type LinnworksClient } from '../../../linnworks/index.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { AURORA, LINNWORKS } from '../../../sandbox/world.ts'
import { createShopifyClient, type ShopifyClient } from '../../../shopify/index.ts'
import { startTestStack } from '../../support/stack.ts'

/** More than either vendor admits in a minute. */
const mostCalls = 400
const atOnce = 40

describe('a burst of calls', () => {
  let stack: Stack
  let paced: Dependencies

  beforeAll(async () => {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 3600 },
      linnworks: { dispatchSweepEverySeconds: 3600 },
      alter: (usual) => {
        paced = usual
        return usual
      },
    })
  })
  afterAll(() => stack.stop())

  test('is slowed down by us, so that no vendor has to refuse any of it', async () => {
    await burst(paced.findShop(AURORA.shop).client, paced.linnworks)
    expect(throttled()).toEqual({ shopify: 0, linnworks: 0 })
  }, 120_000)

  test('the control: with no budgets both vendors refuse what is too much', async () => {
    const { shop, accessToken } = AURORA
    const apiUrl = `${stack.shopify.url}/${shop}`
    const client = createShopifyClient({ shop, accessToken, apiUrl })
    const account = createLinnworksClient({ ...LINNWORKS, authUrl: stack.linnworks.url })
    await burst(client, account)
    client.close()
    account.close()
    const { shopify, linnworks } = throttled()
    expect(shopify).toBeGreaterThan(0)
    expect(linnworks).toBeGreaterThan(0)
  })

  /** As many calls as fit, until one is put off, by us or by the vendor. */
  async function burst(shop: ShopifyClient, account: LinnworksClient): Promise<void> {
    await Promise.all([
      callUntilPutOff(() => shop.listLocations()),
      callUntilPutOff(() => account.findStockItems(['MUG-BLUE'])),
    ])
  }

  function throttled() {
    return {
      shopify: stack.shopify.stats().shops[AURORA.shop]?.throttled,
      linnworks: Object.values(stack.linnworks.stats().throttled).reduce((sum, n) => sum + n, 0),
    }
  }
})

async function callUntilPutOff(call: () => Promise<unknown>): Promise<void> {
  for (let calls = 0; calls < mostCalls; calls += atOnce) {
    const ends = await Promise.allSettled(Array.from({ length: atOnce }, call))
    const reasons: unknown[] = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason] : [],
    )
    if (reasons.some(isThrottled)) return
    expect(reasons).toEqual([])
  }
}

function isThrottled(reason: unknown): boolean {
  return reason instanceof ApiError && reason.details.kind === 'throttled'
}
