import { afterEach, describe, expect, test } from 'vitest'
import type { LinnworksClient } from '../../linnworks/index.ts'
import type { LinnworksTransportConfig } from '../../linnworks/transport.ts'
import type { LinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { apiErrorOf, everythingSaidBy } from '../support/api-errors.ts'
import { startRawServer } from '../support/raw-server.ts'
import { clientOf, consignmentOf, CREDENTIALS, LONDON, startTwin } from './twin.ts'

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function world(
  options: Parameters<typeof startTwin>[0] = {},
  config: Partial<LinnworksTransportConfig> = {},
): Promise<{ twin: LinnworksTwin; linnworks: LinnworksClient }> {
  const twin = await startTwin(options)
  closers.push(() => twin.stop())
  const linnworks = clientOf(twin, config)
  closers.push(() => linnworks.close())
  return { twin, linnworks }
}

const creation = { locationName: 'London Warehouse', orders: [consignmentOf()] }
const reference = { shop: 'aurora', reference: '5512' }

describe('a fault', () => {
  test.each([
    ['unavailable', 'unavailable', 'ambiguous'],
    ['reset', 'unavailable', 'ambiguous'],
    ['replyLost', 'unavailable', 'ambiguous'],
    ['malformed', 'malformed', 'ambiguous'],
    ['throttled', 'throttled', 'throttled'],
  ] as const)('%s leaves a read %s and a write %s', async (kind, read, write) => {
    const { twin, linnworks } = await world()
    twin.faults.add({ operation: 'GetOrderDetailsByReferenceId', kind })
    twin.faults.add({ operation: 'CreateOrders', kind })
    const readError = await apiErrorOf(linnworks.findOrdersByReference(reference))
    expect(readError.details).toMatchObject({ kind: read, vendor: 'linnworks' })
    const writeError = await apiErrorOf(linnworks.createOrders(creation))
    expect(writeError.details).toMatchObject({ kind: write, operation: 'CreateOrders' })
  })

  test('slow leaves a write in doubt that did happen', async () => {
    const { twin, linnworks } = await world({}, { timeoutMs: 300 })
    twin.faults.add({ operation: 'CreateOrders', kind: 'slow', delayMs: 5000 })
    const error = await apiErrorOf(linnworks.createOrders(creation))
    expect(error.details.kind).toBe('ambiguous')
    expect(await linnworks.findOrdersByReference(reference)).toHaveLength(1)
  })

  test('at the sign-in leaves even a write as never sent', async () => {
    const { twin, linnworks } = await world()
    twin.faults.add({ operation: 'AuthorizeByApplication', kind: 'replyLost' })
    const error = await apiErrorOf(linnworks.createOrders(creation))
    expect(error.details).toMatchObject({
      kind: 'unavailable',
      operation: 'AuthorizeByApplication',
    })
    expect(await linnworks.findOrdersByReference(reference)).toEqual([])
  })
})

describe('the session', () => {
  test('is renewed once for twenty calls that find it dead together', async () => {
    let nowMs = Date.now()
    const { twin, linnworks } = await world({ clock: () => nowMs })
    await linnworks.listStockLocations()
    nowMs += 30 * 60 * 1000
    const id = crypto.randomUUID()
    await Promise.all(Array.from({ length: 20 }, () => linnworks.getOrdersById([id])))
    expect(callsOf(twin, 'AuthorizeByApplication')).toBe(2)
    expect(callsOf(twin, 'GetOrdersById')).toBe(40)
  })

  test('that died of idleness is renewed, and the call is carried out once', async () => {
    let nowMs = Date.now()
    const { twin, linnworks } = await world({ clock: () => nowMs })
    await linnworks.listStockLocations()
    nowMs += 30 * 60 * 1000
    expect(await linnworks.createOrders(creation)).toHaveLength(1)
    expect(callsOf(twin, 'AuthorizeByApplication')).toBe(2)
    expect(await linnworks.findOrdersByReference(reference)).toHaveLength(1)
  })

  test('refused again after its renewal is an error, not a circle', async () => {
    const { twin, linnworks } = await world()
    twin.faults.add({ operation: 'GetStockLocations', kind: 'unauthorized', times: 5 })
    const error = await apiErrorOf(linnworks.listStockLocations())
    expect(error.details).toMatchObject({ kind: 'unauthorized', status: 401 })
    expect(twin.faults.struck['GetStockLocations:unauthorized']).toBe(2)
  })

  test('is refused to an application with another secret', async () => {
    const { linnworks } = await world({}, { applicationSecret: crypto.randomUUID() })
    const error = await apiErrorOf(linnworks.listStockLocations())
    expect(error.details).toMatchObject({
      kind: 'unauthorized',
      operation: 'AuthorizeByApplication',
    })
  })

  test('at the wrong cluster, which answers 404, is renewed and finds the right one', async () => {
    const { twin } = await world()
    const proxied: string[] = []
    const front = await startRawServer(async (response) => {
      const reply = await fetch(`${twin.url}/api/Auth/AuthorizeByApplication`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ApplicationId: CREDENTIALS.applicationId,
          ApplicationSecret: CREDENTIALS.applicationSecret,
          Token: CREDENTIALS.token,
        }),
      })
      const session = (await reply.json()) as { readonly Server: string }
      // The first session names a host that serves no orders: the sign-in's own.
      const Server = proxied.length === 0 ? twin.url : session.Server
      proxied.push(Server)
      response.end(JSON.stringify({ ...session, Server }))
    })
    closers.push(() => front.stop())
    const linnworks = clientOf(front)
    closers.push(() => linnworks.close())
    expect(await linnworks.createOrders(creation)).toHaveLength(1)
    expect(proxied).toHaveLength(2)
  })
})

test.each([
  'http://eu-ext.linnworks.net',
  'https://linnworks.net.evil.example',
  'https://evil-linnworks.net',
  'https://eu-ext.linnworks.net@evil.example',
  'http://192.168.0.1:4012',
  'nonsense',
])('a session that names %s as its server is not used', async (Server) => {
  const server = await startRawServer((response) => {
    response.end(JSON.stringify({ Token: crypto.randomUUID(), Server }))
  })
  closers.push(() => server.stop())
  const linnworks = clientOf(server)
  closers.push(() => linnworks.close())
  const error = await apiErrorOf(linnworks.createOrders(creation))
  expect(error.details).toMatchObject({ kind: 'malformed', operation: 'AuthorizeByApplication' })
})

describe('a call refused for the rate', () => {
  test('is known by its text, whatever its status, and says how long to wait', async () => {
    const statuses = [429, 400, 500, 200]
    const server = await startRawServer((response, request, nth) => {
      if (request.url === '/api/Auth/AuthorizeByApplication') {
        response.end(JSON.stringify({ Token: 't', Server: `http://${request.headers.host}` }))
        return
      }
      response.writeHead(statuses[nth - 2] ?? 500)
      response.end('{"Message":"API calls quota exceeded! Maximum admitted 20 per Minute."}')
    })
    closers.push(() => server.stop())
    const linnworks = clientOf(server)
    closers.push(() => linnworks.close())
    for (const status of statuses) {
      const error = await apiErrorOf(linnworks.createOrders(creation))
      expect(error.details).toMatchObject({ kind: 'throttled', status, retryAfterMs: 3000 })
    }
  })

  test('waits as long as Linnworks says, where it says so', async () => {
    const { twin, linnworks } = await world()
    twin.faults.add({ operation: 'CreateOrders', kind: 'throttled' })
    const error = await apiErrorOf(linnworks.createOrders(creation))
    expect(error.details.retryAfterMs).toBeGreaterThanOrEqual(1000)
  })

  test('does not come at all while the budget holds it back', async () => {
    const reserved: string[] = []
    const budget = {
      reserve: async ({ operation, cost }: { operation: string; cost: number }) => {
        reserved.push(`${operation} ${cost}`)
        if (reserved.length > 2) throw new Error('spent')
      },
    }
    const { twin, linnworks } = await world({}, { budget })
    await linnworks.listStockLocations()
    await expect(linnworks.createOrders(creation)).rejects.toThrow('spent')
    expect(reserved).toEqual(['AuthorizeByApplication 1', 'GetStockLocations 1', 'CreateOrders 1'])
    expect(callsOf(twin, 'CreateOrders')).toBe(0)
  })
})

test('an account in maintenance is unavailable', async () => {
  const server = await startRawServer((response) => {
    const Status = { State: 'MAINTENANCE', Reason: 'tonight' }
    response.end(JSON.stringify({ Token: 't', Server: 'https://eu-ext.linnworks.net', Status }))
  })
  closers.push(() => server.stop())
  const linnworks = clientOf(server)
  closers.push(() => linnworks.close())
  expect((await apiErrorOf(linnworks.listChannels())).details.kind).toBe('unavailable')
})

test('neither a credential nor a person is in what an error says', async () => {
  const session = crypto.randomUUID()
  const { deliveryAddress } = consignmentOf()
  const Message = `Address of ${deliveryAddress.fullName}, ${deliveryAddress.address1} is invalid: 5512`
  const server = await startRawServer((response, request) => {
    if (request.url === '/api/Auth/AuthorizeByApplication') {
      response.end(JSON.stringify({ Token: session, Server: `http://${request.headers.host}` }))
      return
    }
    response.writeHead(400)
    response.end(JSON.stringify({ Code: null, Message }))
  })
  closers.push(() => server.stop())
  const linnworks = clientOf(server)
  closers.push(() => linnworks.close())
  const error = await apiErrorOf(linnworks.createOrders(creation))
  expect(error.message).toContain('Address of […], […] is invalid: 5512')
  const said = everythingSaidBy(error)
  expect(said).not.toMatch(/canary/i)
  for (const secret of [session, ...Object.values(CREDENTIALS)]) expect(said).not.toContain(secret)
})

test('a missing permission is named as such', async () => {
  const server = await startRawServer((response, request) => {
    if (request.url !== '/api/Auth/AuthorizeByApplication') response.writeHead(403)
    response.end(JSON.stringify({ Token: 't', Server: `http://${request.headers.host}` }))
  })
  closers.push(() => server.stop())
  const linnworks = clientOf(server)
  closers.push(() => linnworks.close())
  const cancel = { linnworksOrderId: crypto.randomUUID(), locationId: LONDON, note: '' }
  const error = await apiErrorOf(linnworks.cancelOrder(cancel))
  expect(error.details).toMatchObject({ kind: 'unauthorized', status: 403 })
})

function callsOf(twin: LinnworksTwin, operation: string): number {
  return twin.stats().calls[operation] ?? 0
}
