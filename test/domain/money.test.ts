import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMinor, parseMinor } from '../../domain/money.ts'

test.each([
  ['14.5', 'GBP', 1450],
  ['10.00', 'GBP', 1000],
  ['0.0', 'GBP', 0],
  ['-0.00', 'GBP', 0],
  ['-3.25', 'USD', -325],
  ['1500', 'JPY', 1500],
  ['1500.0', 'JPY', 1500],
  ['1.5', 'KWD', 1500],
  ['0.125', 'KWD', 125],
  ['90071992547409.91', 'GBP', 9007199254740991],
])('%s %s is %d minor units', (amount, currency, minor) => {
  expect(parseMinor(amount, currency)).toBe(minor)
})

test.each([
  ['0.005', 'GBP', 1],
  ['0.0049999', 'GBP', 0],
  ['-0.005', 'GBP', -1],
  ['1.5', 'JPY', 2],
  ['19.995000', 'GBP', 2000],
])(
  'what is below the minor unit is rounded half away from zero: %s %s',
  (amount, currency, minor) => {
    expect(parseMinor(amount, currency)).toBe(minor)
  },
)

test.each(['', '1,50', '1e3', ' 1.00', '.5', '5.', 'NaN', '90071992547409.92'])(
  'an amount that is no exact decimal is refused: %j',
  (amount) => {
    expect(() => parseMinor(amount, 'GBP')).toThrow(RangeError)
  },
)

test('an amount survives being written and read again, in every kind of currency', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('GBP', 'JPY', 'KWD'), (minor, currency) => {
      expect(parseMinor(formatMinor(minor, currency), currency)).toBe(minor === 0 ? 0 : minor)
    }),
  )
})

test('an amount is written with all the decimals of its currency', () => {
  expect(formatMinor(5, 'GBP')).toBe('0.05')
  expect(formatMinor(-1450, 'GBP')).toBe('-14.50')
  expect(formatMinor(5, 'JPY')).toBe('5')
  expect(formatMinor(5, 'KWD')).toBe('0.005')
})
