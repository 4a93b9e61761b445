import { describe, expect, test } from 'vitest'
import { apiOf, authorise, CREDENTIALS, orderOf, send, setupOf, startTwin } from './support.ts'

const MINUTE_MS = 60_000

describe('authorising', () => {
  test('gives a session token and the cluster that honours it, and no lifetime', async () => {
    const twin = await startTwin()
    const session = await send(`${twin.url}/api/Auth/AuthorizeByApplication`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(CREDENTIALS),
    })
    expect(session.json).toMatchObject({ TTL: null, Locality: 'EU', UserType: 'Application' })
    const api = apiOf(session.json.Server, session.json.Token)
    expect((await api.get('Inventory/GetStockLocations')).status).toBe(200)
  })

  test('refuses a wrong secret', async () => {
    const twin = await startTwin()
    const reply = await send(`${twin.url}/api/Auth/AuthorizeByApplication`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...CREDENTIALS, ApplicationSecret: CREDENTIALS.Token }),
    })
    expect(reply.status).toBe(401)
  })

  test('the wrong cluster answers a silent 404 to a good token', async () => {
    const twin = await startTwin()
    const { token } = await authorise(twin)
    const reply = await apiOf(twin.url, token).get('Inventory/GetStockLocations')
    expect(reply).toMatchObject({ status: 404, text: '' })
  })

  test('the token goes into the header raw: Bearer is refused', async () => {
    const api = await authorise(await startTwin())
    const bearer = apiOf(api.server, `Bearer ${api.token}`)
    expect((await bearer.get('Inventory/GetStockLocations')).status).toBe(401)
  })

  test('a session dies of idleness, and use keeps it alive', async () => {
    let now = Date.parse('2026-11-23T10:00:00Z')
    const api = await authorise(await startTwin({ clock: () => now }))
    const status = async () => (await api.get('Inventory/GetStockLocations')).status
    now += 19 * MINUTE_MS
    expect(await status()).toBe(200)
    now += 19 * MINUTE_MS
    expect(await status()).toBe(200)
    now += 21 * MINUTE_MS
    expect(await status()).toBe(401)
  })

  test('an operation whose permission the application lacks is refused, others are not', async () => {
    const permissions = ['GlobalPermissions.OrderBook.ViewOrderDetailsNode']
    const api = await authorise(await startTwin({ setup: setupOf({ permissions }) }))
    const read = await api.post('Orders/GetOrdersById', { pkOrderIds: [] })
    const set = await api.post('Stock/SetStockLevel', { stockLevels: [] })
    expect([read.status, set.status]).toEqual([200, 403])
  })
})

describe('bodies', () => {
  test('a form whose fields are JSON says the same as a JSON body', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf()])
    const reply = await api.form('Orders/GetOrdersById', { pkOrderIds: [id] })
    expect(reply.json[0].OrderId).toBe(id)
  })

  test('a wrapped operation refuses the bare body, and a bare one the wrapped body', async () => {
    const api = await authorise(await startTwin())
    const bare = await api.post('Inventory/GetStockItemIdsBySKU', { SKUS: ['MUG'] })
    const wrapped = await api.post('Orders/GetOrdersById', { request: { pkOrderIds: [] } })
    for (const reply of [bare, wrapped]) {
      expect(reply.status).toBe(400)
      expect(reply.json).toEqual({ Code: null, Message: 'The request is invalid.' })
    }
  })

  test('a GET of a POST operation is refused', async () => {
    const api = await authorise(await startTwin())
    expect((await api.get('Orders/GetOrdersById')).status).toBe(405)
  })
})

describe('quotas', () => {
  test('the call above the quota is refused in the vendor’s words, and counted', async () => {
    const setup = setupOf({ quotaScale: 0.02 })
    const twin = await startTwin({ setup })
    const api = await authorise(twin)
    const path = 'Inventory/GetStockLocations'
    const statuses = []
    for (let call = 0; call < 3; call++) statuses.push((await api.get(path)).status)
    const refused = await api.get(path)
    expect(statuses).toEqual([200, 200, 200])
    expect(refused.status).toBe(429)
    expect(refused.json.Message).toBe('API calls quota exceeded! Maximum admitted 3 per Minute.')
    expect(refused.headers.get('retry-after')).toBeNull()
    expect(twin.stats().throttled).toEqual({ GetStockLocations: 1 })
    expect(twin.stats().calls).toMatchObject({ GetStockLocations: 4 })
  })

  test('each operation has its own quota, and a minute later it admits again', async () => {
    let now = Date.parse('2026-11-23T10:00:00Z')
    const setup = setupOf({ quotaScale: 0.01, switches: { retryAfterHeader: true } })
    const api = await authorise(await startTwin({ setup, clock: () => now }))
    await api.get('Inventory/GetStockLocations')
    now += 20_000
    const refused = await api.get('Inventory/GetStockLocations')
    expect(refused.headers.get('retry-after')).toBe('40')
    expect((await api.get('Inventory/GetChannels')).status).toBe(200)
    now += 40_000
    expect((await api.get('Inventory/GetStockLocations')).status).toBe(200)
  })

  test('the words may come under another status', async () => {
    const setup = setupOf({ quotaScale: 0.01, switches: { quotaStatus: 400 } })
    const api = await authorise(await startTwin({ setup }))
    await api.get('Inventory/GetStockLocations')
    const refused = await api.get('Inventory/GetStockLocations')
    expect(refused.status).toBe(400)
    expect(refused.json.Message).toMatch(/^API calls quota exceeded!/)
  })
})
