import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseWebhookHeaders,
  readWebhookInventoryLevel,
  readWebhookOrderId,
  verifyWebhookHmac,
} from '../../shopify/webhook-delivery.ts'

function sign(rawBody: Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(rawBody).digest('base64')
}

describe('the signature of a delivery', () => {
  const rawBody = Buffer.from('{"id":1,"note":"naïve ☃"}')

  test('is good under the new secret and, for a while, the old one', () => {
    const secrets = ['new', 'old']
    for (const secret of secrets) {
      const header = sign(rawBody, secret)
      expect(verifyWebhookHmac({ rawBody, header, secrets })).toBe(true)
      expect(verifyWebhookHmac({ rawBody, header, secrets: ['another'] })).toBe(false)
    }
  })

  test('fails when a single byte of the body is another', () => {
    fc.assert(
      fc.property(fc.nat(rawBody.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const forged = Buffer.from(rawBody)
        forged[at] = (forged[at] ?? 0) ^ flip
        const header = sign(rawBody, 'secret')
        expect(verifyWebhookHmac({ rawBody: forged, header, secrets: ['secret'] })).toBe(false)
      }),
    )
  })

  test.each([undefined, '', 'AAAA', '%%%', 'x'.repeat(5000)])(
    'fails without a proper header: %j',
    (header) => {
      expect(verifyWebhookHmac({ rawBody, header, secrets: ['secret'] })).toBe(false)
    },
  )

  test('never passes under an empty secret or none', () => {
    const header = sign(rawBody, '')
    expect(verifyWebhookHmac({ rawBody, header, secrets: [''] })).toBe(false)
    expect(verifyWebhookHmac({ rawBody, header, secrets: [] })).toBe(false)
  })
})

describe('the headers of a delivery', () => {
  const complete = {
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': 'aurora.myshopify.com',
    'x-shopify-webhook-id': 'w-1',
    'x-shopify-api-version': '2026-10',
  }

  test('say what happened where', () => {
    const headers = { ...complete, 'x-shopify-event-id': 'e-1', 'x-shopify-triggered-at': 't' }
    expect(parseWebhookHeaders(headers)).toEqual({
      topic: 'orders/create',
      shopDomain: 'aurora.myshopify.com',
      webhookId: 'w-1',
      apiVersion: '2026-10',
      eventId: 'e-1',
      triggeredAt: 't',
    })
  })

  test.each(Object.keys(complete))('are no delivery without %s', (missing) => {
    expect(parseWebhookHeaders({ ...complete, [missing]: undefined })).toBeUndefined()
  })
})

describe('the order that a delivery is about', () => {
  test('is known exactly when its id exceeds what a number holds', () => {
    const body = '{"id":820982911946154508,"line_items":[{"id":487817672276298554}]}'
    expect(readWebhookOrderId('orders/create', body)).toBe('820982911946154508')
    expect(String(JSON.parse(body).id)).not.toBe('820982911946154508')
  })

  test('is named by the body of its topic', () => {
    const gid = 'gid://shopify/Order/820982911946154508'
    expect(readWebhookOrderId('orders/updated', `{"id":1,"admin_graphql_api_id":"${gid}"}`)).toBe(
      '820982911946154508',
    )
    const edit = '{"order_edit":{"id":7,"order_id":820982911946154509,"line_items":{}}}'
    expect(readWebhookOrderId('orders/edited', edit)).toBe('820982911946154509')
    expect(readWebhookOrderId('refunds/create', '{"id":9,"order_id":5512}')).toBe('5512')
    expect(
      readWebhookOrderId('returns/approve', `{"order":{"admin_graphql_api_id":"${gid}"}}`),
    ).toBe('820982911946154508')
  })

  test('may come as the bytes that were received', () => {
    expect(readWebhookOrderId('orders/paid', Buffer.from('{"id":5512}'))).toBe('5512')
  })

  test.each(['', '{', 'null', '[]', '"5512"', '{"id":null}', '{"id":1.5}', '{"id":"x"}'])(
    'is not made up from a body that names none: %j',
    (body) => {
      expect(readWebhookOrderId('orders/create', body)).toBeUndefined()
    },
  )

  test('is not read from what a body inherits', () => {
    const body = '{"__proto__":{"id":5512}}'
    expect(readWebhookOrderId('orders/create', body)).toBeUndefined()
  })
})

describe('the stock level that a delivery is about', () => {
  test('is known exactly when its ids exceed what a number holds', () => {
    const body =
      '{"inventory_item_id":271878346596884015,"location_id":820982911946154508,"available":null}'
    const level = { inventoryItemId: '271878346596884015', locationId: '820982911946154508' }
    expect(readWebhookInventoryLevel(body)).toEqual(level)
    expect(readWebhookInventoryLevel(Buffer.from(body))).toEqual(level)
    expect(String(JSON.parse(body).inventory_item_id)).not.toBe(level.inventoryItemId)
  })

  test.each(['', '{', 'null', '[]', '{"inventory_item_id":1}', '{"location_id":1}', '{"id":1}'])(
    'is not made up from a body that names none: %j',
    (body) => {
      expect(readWebhookInventoryLevel(body)).toBeUndefined()
    },
  )

  test('is no order', () => {
    const body = '{"inventory_item_id":1,"location_id":2,"available":3}'
    expect(readWebhookOrderId('inventory_levels/update', body)).toBeUndefined()
  })
})
