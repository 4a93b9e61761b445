import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  locationCause,
  locationUnmapped,
  orderException,
  parseCause,
  skuCause,
  skuUnmapped,
} from '../../domain/exceptions.ts'

const order = { shop: 'aurora', name: '#1001', orderId: '5512' }
const skus = fc.stringMatching(/^[A-Z0-9:/ _-]{1,12}$/).map((sku) => sku.trim() || 'X')

describe('an unmapped SKU', () => {
  test('every one is named, and every one is a cause', () => {
    fc.assert(
      fc.property(fc.array(skus, { minLength: 1, maxLength: 8 }), (offenders) => {
        const exception = skuUnmapped(
          order,
          offenders.map((sku) => ({ sku, title: 'A thing' })),
        )
        for (const sku of offenders) {
          expect(exception.sentence).toContain(sku)
          expect(exception.causeKeys).toContain(skuCause('aurora', sku))
        }
        expect(exception.causeKeys).toHaveLength(new Set(offenders).size)
      }),
    )
  })

  test('has a sentence and a remedy that a person acts on', () => {
    expect(skuUnmapped(order, [{ sku: 'ABC-1', title: 'Mug' }])).toEqual({
      code: 'SKU_UNMAPPED',
      causeKeys: ['sku:aurora:ABC-1'],
      owner: 'ecommerce',
      sentence: 'Order #1001 waits: Linnworks has no item with SKU ABC-1.',
      remedy:
        'Create the item in Linnworks, or link it: waybill link sku aurora ABC-1 LINNWORKS_SKU',
    })
  })

  test('can be pasted into a shell, whatever is in it', () => {
    const { remedy } = skuUnmapped(order, [{ sku: "MUG $5 'XL'", title: 'Mug' }])
    expect(remedy).toContain(String.raw`link sku aurora 'MUG $5 '\''XL'\''' LINNWORKS_SKU`)
  })

  test('that is no SKU at all asks for the line to be replaced, for nothing can be linked', () => {
    const { sentence, remedy } = skuUnmapped(order, [{ sku: '', title: 'Mug' }])
    expect(sentence).toBe('Order #1001 waits: a line of it has no SKU at all.')
    expect(remedy).toMatch(/^Edit the order in Shopify/)
  })

  test('beside a line without SKU is the one that the remedy links', () => {
    const exception = skuUnmapped(order, [
      { sku: '', title: 'Mug' },
      { sku: 'POT', title: 'Pot' },
    ])
    expect(exception.sentence).toContain('SKU POT, and a line of it has no SKU')
    expect(exception.remedy).toContain('link sku aurora POT')
  })
})

test('an unmapped location is named once, by name and id, with the command that links it', () => {
  const leeds = { locationId: '8002', locationName: 'Leeds' }
  expect(locationUnmapped(order, [leeds, leeds])).toEqual({
    code: 'LOCATION_UNMAPPED',
    causeKeys: ['location:aurora:8002'],
    owner: 'operations',
    sentence:
      'Order #1001 waits: no Linnworks location is linked to the Shopify location Leeds (8002).',
    remedy: 'Link it: waybill link location aurora 8002 "LINNWORKS LOCATION"',
  })
})

test("a total that differs is finance's question, any other of an order's own is operations'", () => {
  const text = { sentence: 'It is so.', remedy: 'Do this.' }
  expect(orderException('TOTAL_MISMATCH', order, text).owner).toBe('finance')
  expect(orderException('DISPATCH_OVERDUE', order, text)).toEqual({
    code: 'DISPATCH_OVERDUE',
    causeKeys: ['order:5512'],
    owner: 'operations',
    ...text,
  })
})

test('a shared cause reads back as what it was made of', () => {
  fc.assert(
    fc.property(skus, (sku) => {
      expect(parseCause(skuCause('aurora', sku))).toEqual({ kind: 'sku', shop: 'aurora', id: sku })
    }),
  )
  expect(parseCause(locationCause('aurora', '8002'))).toEqual({
    kind: 'location',
    shop: 'aurora',
    id: '8002',
  })
  expect(parseCause('order:5512')).toBeUndefined()
})
