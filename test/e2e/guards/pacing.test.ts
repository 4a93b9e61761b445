import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dependencies } from '../../../activities/dependencies.ts'
import { ApiError } from '../../../lib/api-error.ts'
import { createLinnworksClient, type LinnworksClient } from '../../../linnworks/index.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA, LINNWORKS } from '../../../sandbox/world.ts'
import { createShopifyClient, type ShopifyClient } from '../../../shopify/index.ts'
import { startTestStack } from '../../support/stack.ts'
import { awaitStage, buy } from '../people.ts'

/** Long enough for more calls than either vendor admits. */
const burstMs = 5000
const callers = 10

describe('a burst of calls', () => {
  let stack: Stack
  let paced: Dependencies
  let order: PlacedOrder

  beforeAll(async () => {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 3600 },
      linnworks: { dispatchSweepEverySeconds: 3600 },
      alter: (usual) => {
        paced = usual
        return usual
      },
    })
    order = await buy(stack, VARIANTS.mug)
    await awaitStage(stack, [order], 'awaitingDispatch')
  })
  afterAll(() => stack.stop())

  test('is slowed down by us, so that no vendor has to refuse any of it', async () => {
    await burst(paced.findShop(AURORA.shop).client, paced.linnworks)
    expect(throttled()).toEqual({ shopify: 0, linnworks: 0 })
  })

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

  /** As many calls as fit, until one is put off. */
  async function burst(shop: ShopifyClient, account: LinnworksClient): Promise<void> {
    await Promise.all([
      callUntilPutOff(() => shop.getOrders([order.orderId], { money: 'shop' })),
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

/** Several callers who ask again as soon as they are answered, for a while. */
async function callUntilPutOff(call: () => Promise<unknown>): Promise<void> {
  const endsAtMs = performance.now() + burstMs
  let putOff = false
  const keepCalling = async () => {
    while (!putOff && performance.now() < endsAtMs) {
      try {
        await call()
      } catch (error) {
        if (!isThrottled(error)) throw error
        putOff = true
      }
    }
  }
  await Promise.all(Array.from({ length: callers }, keepCalling))
}

function isThrottled(reason: unknown): boolean {
  return reason instanceof ApiError && reason.details.kind === 'throttled'
}
