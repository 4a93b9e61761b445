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
