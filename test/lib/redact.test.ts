import { expect, test } from 'vitest'
import { redactRequestTexts } from '../../lib/redact.ts'

const opaque = (key: string) => key === 'reference'

test('what a vendor quotes of an address is taken out, in any letter case', () => {
  const request = { orders: [{ reference: '5512', address: { name: 'Ada Canaryperson' } }] }
  const sentence = 'Order 5512: ADA CANARYPERSON is not a valid name'
  expect(redactRequestTexts(sentence, request, opaque)).toBe('Order 5512: […] is not a valid name')
})

test('a text inside another goes with the longer one', () => {
  const request = { a: 'Lane', b: '1 Canary Wharf Lane' }
  expect(redactRequestTexts('no 1 Canary Wharf Lane', request, opaque)).toBe('no […]')
})

test('a text with signs that mean something to a pattern is only itself', () => {
  expect(redactRequestTexts('bad a.c+ here', { note: 'a.c+' }, opaque)).toBe('bad […] here')
  expect(redactRequestTexts('abcc stays', { note: 'a.c+' }, opaque)).toBe('abcc stays')
})

test('a reference stays where it happens to be a text as well', () => {
  const request = { reference: '5512', title: '5512' }
  expect(redactRequestTexts('Order 5512 is known', request, opaque)).toBe('Order 5512 is known')
})

test('a part of a name or a street is taken out as the whole is', () => {
  const request = { name: 'Ada Canaryperson', street: '1 Canary Wharf Lane', zip: 'CA1 1RY' }
  const sentence = 'canaryperson of Wharf Lane, 1RY: not a valid order'
  expect(redactRequestTexts(sentence, request, opaque)).toBe('[…] of […], […]: not a valid order')
})

test('what a vendor brings in itself goes by its looks', () => {
  const sentence =
    'Cannot cancel Order 100234: Ada Müller, 1 Wharf Lane QX9 7ZZ, ada@müller.example, +44 7700 900123, 07700900123'
  const said = redactRequestTexts(sentence, { reference: '5512' }, opaque)
  expect(said).toBe('Cannot cancel Order 100234: […], 1 […], […], […], […]')
})

test('what vendors are known to say stays as it is', () => {
  for (const sentence of [
    'Fulfillment order gid://shopify/FulfillmentOrder/1007 has an unfulfillable status= closed.',
    'Access denied for fulfillmentCreate field. Required access: `write_orders` access scope.',
    'Order cannot be cancelled, it is processed',
    'API calls quota exceeded! maximum admitted 150 per Minute.',
    'Channel SKU MUG-BLUE is duplicated',
    'Field FulfillmentInput.trackingInfo is ACCESS_DENIED',
  ]) {
    expect(redactRequestTexts(sentence, { reference: 'MUG-BLUE' }, opaque)).toBe(sentence)
  }
})
