import net from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifyWebhookHmac } from '../../shopify/webhook-delivery.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import {
  countAll,
  countWebhooks,
  deliver,
  deliveryOf,
  NOTHING,
  readFigure,
  SECRETS,
  startTestReceiver,
} from './receiver-harness.ts'

describe('a webhook about an order', () => {
  test.each([
    'orders/create',
    'orders/paid',
    'orders/updated',
    'orders/cancelled',
    'orders/fulfilled',
    'orders/partially_fulfilled',
  ])('of the topic %s tells the order that it changed', async (topic) => {
    const { url, double, ledger } = await startTestReceiver()
    expect(await deliver(url, deliveryOf({ topic, orderId: '820982911946154508' }))).toBe(200)
    const order = { shop: 'aurora', orderId: '820982911946154508' }
    await eventually('the order to be told', () => double.told.length > 0)
    expect(double.told).toEqual([order])
    expect(await ledger.orders.find(order)).toMatchObject({ stage: 'received' })
    expect(await countWebhooks(url, { shop: 'aurora', topic, outcome: 'accepted' })).toBe(1)
  })

  test('that was edited names it elsewhere in the body', async () => {
    const { url, double } = await startTestReceiver()
    const body = '{"order_edit":{"id":7,"order_id":5513}}'
    expect(await deliver(url, deliveryOf({ topic: 'orders/edited', body }))).toBe(200)
    await eventually('the order to be told', () => double.told.length > 0)
    expect(double.told).toEqual([{ shop: 'aurora', orderId: '5513' }])
  })

  test('leaves nothing personal behind', async () => {
    const { url, database, lines } = await startTestReceiver()
    await deliver(url, deliveryOf())
    const rows = await database.selectFrom('inbox').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows) + lines.join('')).not.toContain('canary')
    expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(/canary|\b5512\b/)
  })

  test('that is delivered twice is one entry, and both deliveries are acknowledged', async () => {
    const receiver = await startTestReceiver()
    const delivery = deliveryOf()
    const statuses = await Promise.all([1, 2, 3].map(() => deliver(receiver.url, delivery)))
    expect(statuses).toEqual([200, 200, 200])
    expect(await countAll(receiver)).toMatchObject({ entries: 1 })
    const labels = { shop: 'aurora', topic: 'orders/create' }
    expect(await countWebhooks(receiver.url, { ...labels, outcome: 'accepted' })).toBe(1)
    expect(await countWebhooks(receiver.url, { ...labels, outcome: 'duplicate' })).toBe(2)
  })

  test('is signed with the new or, for a while, the old secret', async () => {
    const receiver = await startTestReceiver()
    for (const secret of SECRETS) {
      expect(await deliver(receiver.url, deliveryOf({ secret }))).toBe(200)
    }
    expect(await countAll(receiver)).toMatchObject({ entries: 2 })
  })

  test('comes from the domain that was configured, under that shop’s own secret', async () => {
    const { url } = await startTestReceiver()
    const headers = { 'x-shopify-shop-domain': 'Shop.Borealis.example' }
    expect(await deliver(url, deliveryOf({ headers, secret: 'other' }))).toBe(200)
    expect(await deliver(url, deliveryOf({ headers, secret: SECRETS[0] }))).toBe(401)
  })
})

test('a webhook about something else is acknowledged, counted and forgotten', async () => {
  const receiver = await startTestReceiver()
  expect(await deliver(receiver.url, deliveryOf({ topic: 'products/update', body: '{}' }))).toBe(
    200,
  )
  expect(await countAll(receiver)).toEqual(NOTHING)
  const labels = { shop: 'aurora', topic: 'other', outcome: 'ignored' }
  expect(await countWebhooks(receiver.url, labels)).toBe(1)
})

describe('what is refused starts nothing and is counted', () => {
  const good = deliveryOf()
  const oversized = deliveryOf({ body: `{"id":1,"note":"${'x'.repeat(5000)}"}` })
  const of = (shop: string, outcome: string, topic = 'orders/create') => ({ shop, topic, outcome })
  const signedBy = (header: string | undefined) =>
    deliveryOf({ headers: { 'x-shopify-hmac-sha256': header } })

  test.each([
    ['no signature', 401, signedBy(undefined), of('aurora', 'unauthorized')],
    ['a forged signature', 401, deliveryOf({ secret: 'guess' }), of('aurora', 'unauthorized')],
    ['an empty signature', 401, signedBy(''), of('aurora', 'unauthorized')],
    [
      'another body than was signed',
      401,
      { ...good, body: new Uint8Array(Buffer.from('{"id":9}')) },
      of('aurora', 'unauthorized'),
    ],
    [
      'a body that is no JSON, forged',
      401,
      deliveryOf({ body: '{"id":', secret: 'guess' }),
      of('aurora', 'unauthorized'),
    ],
    [
      'a shop that is not ours',
      401,
      deliveryOf({ headers: { 'x-shopify-shop-domain': 'evil.myshopify.com' } }),
      of('unknown', 'unknown_shop'),
    ],
    [
      'no shop',
      401,
      deliveryOf({ headers: { 'x-shopify-shop-domain': undefined } }),
      of('unknown', 'unknown_shop'),
    ],
    ['a body that is no JSON', 400, deliveryOf({ body: '{"id":' }), of('aurora', 'malformed')],
    ['no body', 400, deliveryOf({ body: '' }), of('aurora', 'malformed')],
    ['no order', 400, deliveryOf({ body: '{"id":null}' }), of('aurora', 'malformed')],
    [
      'no delivery id',
      400,
      deliveryOf({ headers: { 'x-shopify-webhook-id': undefined } }),
      of('aurora', 'malformed'),
    ],
    [
      'a topic that somebody made up',
      400,
      deliveryOf({ topic: 'orders/5512', body: 'x' }),
      of('aurora', 'malformed', 'other'),
    ],
    ['too large a body', 413, oversized, of('aurora', 'too_large')],
  ])('%s: %i', async (_, status, delivery, labels) => {
    const receiver = await startTestReceiver({ maxBodyBytes: 4096 })
    expect(await deliver(receiver.url, delivery)).toBe(status)
    expect(await countWebhooks(receiver.url, labels)).toBe(1)
    expect(await countAll(receiver)).toEqual(NOTHING)
    expect(receiver.lines.join('')).toContain(`"outcome":"${labels.outcome}"`)
    expect(receiver.lines.join('')).not.toContain('canary')
  })

  test('too large a body that does not say its size', async () => {
    const receiver = await startTestReceiver({ maxBodyBytes: 4096 })
    const { headers } = oversized
    const body = new ReadableStream({
      start(stream) {
        for (let sent = 0; sent < 3; sent += 1) stream.enqueue(new Uint8Array(2000))
        stream.close()
      },
    })
    const request = { method: 'POST', headers, body, duplex: 'half' } as const
    const answer = await fetch(`${receiver.url}/webhooks/shopify`, request)
    expect(answer.status).toBe(413)
    expect(await countWebhooks(receiver.url, of('aurora', 'too_large'))).toBe(1)
    expect(await countAll(receiver)).toEqual(NOTHING)
  })

  test('a single byte changed on the way, wherever it is', async () => {
    const receiver = await startTestReceiver()
    let sent = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.body.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const body = new Uint8Array(good.body)
          body[at] = body[at]! ^ flip
          expect(await deliver(receiver.url, { ...good, body })).toBe(401)
          sent += 1
        },
      ),
      { numRuns: 60 },
    )
    expect(await countWebhooks(receiver.url, of('aurora', 'unauthorized'))).toBe(sent)
    expect(await countAll(receiver)).toEqual(NOTHING)
    expect(await deliver(receiver.url, good)).toBe(200)
  })

  test('the signature is what refuses: without the right secret’s check it would pass', () => {
    const body = Buffer.from('{"id":9}')
    const header = deliveryOf({ body, secret: 'guess' }).headers['x-shopify-hmac-sha256']
    const check = (secrets: readonly string[]) =>
      verifyWebhookHmac({ rawBody: body, header, secrets })
    expect([check(SECRETS), check([...SECRETS, 'guess'])]).toEqual([false, true])
  })
})

test('a body that never ends is given up on', async () => {
  const { url } = await startTestReceiver({ requestTimeoutMs: 300 })
  const { port } = new URL(url)
  const socket = net.connect(Number(port), '127.0.0.1')
  const received: string[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk.toString()))
  socket.write('POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"id"')
  await new Promise((resolve) => socket.once('close', resolve))
  expect(received.join('')).toContain('408')
})

test('an answered webhook is in the histogram of how long answers take', async () => {
  const { url } = await startTestReceiver()
  await deliver(url, deliveryOf())
  expect(await readFigure(url, 'waybill_webhook_ack_seconds_count{outcome="accepted"} ')).toBe(1)
})

test('what was never asked for is not found, and tells nothing of what serves it', async () => {
  const { url } = await startTestReceiver()
  const answer = await fetch(`${url}/debug`)
  expect(answer.status).toBe(404)
  expect(answer.headers.get('server')).toBeNull()
  expect((await fetch(`${url}/webhooks/shopify`)).status).toBe(404)
})

test('a refund tells its order that it changed', async () => {
  const { url, double } = await startTestReceiver()
  const body = '{"id":7,"order_id":5513}'
  expect(await deliver(url, deliveryOf({ topic: 'refunds/create', body }))).toBe(200)
  await eventually('the order to be told', () => double.told.length > 0)
  expect(double.told).toEqual([{ shop: 'aurora', orderId: '5513' }])
})
