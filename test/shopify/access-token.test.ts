import { afterEach, beforeEach, expect, test } from 'vitest'
import { createShopifyClient, type ShopifyClient } from '../../shopify/index.ts'
import { apiErrorOf, everythingSaidBy } from '../support/api-errors.ts'
import { startRawServer, type RawServer } from '../support/raw-server.ts'

const clientSecret = 'shpss_canary_9876543210'

/** The shop takes only the token it granted last, unless `valid` says none. */
let shop: RawServer
let client: ShopifyClient
let granted = 0
let refusedAll = false
let nowMs = 0

beforeEach(async () => {
  granted = 0
  refusedAll = false
  shop = await startRawServer((response, request) => {
    if (request.url === '/admin/oauth/access_token') {
      granted += 1
      response.end(JSON.stringify({ access_token: `shpat_canary_${granted}`, expires_in: 86399 }))
      return
    }
    const current = `shpat_canary_${granted}`
    if (refusedAll || request.headers['x-shopify-access-token'] !== current) {
      response.writeHead(401)
      response.end('{"errors":"[API] Invalid API key or access token"}')
      return
    }
    const locations = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }
    response.end(JSON.stringify({ data: { locations } }))
  })
  client = createShopifyClient({
    shop: 'aurora',
    apiUrl: shop.url,
    clientId: 'client-canary-id',
    clientSecret,
    clock: () => nowMs,
  })
})

afterEach(async () => {
  client.close()
  await shop.stop()
})

test('twenty calls refused together share one renewal and all succeed', async () => {
  await client.listLocations()
  granted += 1
  const all = await Promise.all(Array.from({ length: 20 }, () => client.listLocations()))
  expect(all).toHaveLength(20)
  expect(granted).toBe(3)
  const asked = shop.received.filter((body) => body.includes('grant_type'))
  expect(asked).toHaveLength(2)
  expect(new URLSearchParams(asked[0]).get('client_secret')).toBe(clientSecret)
})

test('a token refused although it is new is an error, not a circle, and is not shown', async () => {
  refusedAll = true
  const error = await apiErrorOf(client.listLocations())
  expect(error.details).toMatchObject({ kind: 'unauthorized', status: 401 })
  expect(shop.received).toHaveLength(4)
  expect(everythingSaidBy(error)).not.toContain('canary')
})

test('a token given for good is not asked for, and its refusal is final', async () => {
  refusedAll = true
  const forGood = createShopifyClient({ shop: 'aurora', apiUrl: shop.url, accessToken: 'x' })
  const error = await apiErrorOf(forGood.listLocations())
  expect(error.details.kind).toBe('unauthorized')
  expect(shop.received).toHaveLength(1)
  forGood.close()
})

test('a token is used until it is near its end, and then renewed before it fails', async () => {
  await Promise.all(Array.from({ length: 5 }, () => client.listLocations()))
  expect(granted).toBe(1)
  nowMs += 23 * 60 * 60 * 1000
  await client.listLocations()
  expect(granted).toBe(1)
  nowMs += 55 * 60 * 1000
  await client.listLocations()
  expect(granted).toBe(2)
})
