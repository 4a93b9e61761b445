import { expect, onTestFinished, test } from 'vitest'
import { startLinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { startShopifyTwin } from '../../sandbox/shopify/index.ts'
import type { SeenCall } from '../../sandbox/wire.ts'
import { AURORA, LINNWORKS } from '../../sandbox/world.ts'

const farMs = 120

test('Calls take their time on the way, side by side, and nobody waits for another', async () => {
  const { ask, shopify } = await startBoth()
  shopify.setRoundTrip(farMs)
  const begunAt = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  const tookMs = performance.now() - begunAt
  expect(answers).toEqual(Array.from({ length: 20 }, () => 200))
  expect(tookMs).toBeGreaterThanOrEqual(farMs - 2)
  expect(tookMs).toBeLessThan(20 * farMs)
})

test('The way is as short as before once it is set so', async () => {
  const { ask, shopify } = await startBoth()
  shopify.setRoundTrip(60_000)
  shopify.setRoundTrip(0)
  expect(await ask()).toBe(200)
})

test('A call of Linnworks takes effect in the middle of its way', async () => {
  const { linnworks, seen } = await startBoth()
  linnworks.setRoundTrip(farMs)
  const { applicationId, applicationSecret, token } = LINNWORKS
  const response = await fetch(`${linnworks.url}/api/Auth/AuthorizeByApplication`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ApplicationId: applicationId,
      ApplicationSecret: applicationSecret,
      Token: token,
    }),
  })
  expect(response.status).toBe(200)
  await expect.poll(() => seen).toHaveLength(1)
  const [call] = seen
  expect(call?.path).toBe('/api/Auth/AuthorizeByApplication')
  expect((call?.answeredAtMs ?? 0) - (call?.arrivedAtMs ?? 0)).toBeGreaterThanOrEqual(farMs - 2)
})

test('What the sandbox adds to a vendor stays near', async () => {
  const { shopify } = await startBoth()
  shopify.setRoundTrip(60_000)
  expect((await fetch(`${shopify.url}/_sandbox/stats`)).status).toBe(200)
})

async function startBoth() {
  const seen: SeenCall[] = []
  const watchCalls = (call: SeenCall) => {
    seen.push(call)
  }
  const [shopify, linnworks] = await Promise.all([
    startShopifyTwin({ port: 0, shops: [AURORA] }),
    startLinnworksTwin({ port: 0, setup: LINNWORKS, watchCalls }),
  ])
  onTestFinished(async () => {
    await Promise.all([shopify.stop(), linnworks.stop()])
  })
  const ask = async () => {
    const response = await fetch(`${shopify.url}/${AURORA.shop}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shopify-access-token': AURORA.accessToken,
      },
      body: JSON.stringify({ query: '{ shop { name } }' }),
    })
    await response.text()
    return response.status
  }
  return { shopify, linnworks, seen, ask }
}
