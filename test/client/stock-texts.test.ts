import { describe, expect, test } from 'vitest'
import { parseMoment, parseUnits } from '../../client/cli/options.ts'
import { toQuestions } from '../../client/cli/stock-questions.ts'
import { sayScope } from '../../client/cli/stock/scope.ts'
import { formatSum } from '../../client/cli/stock/sum.ts'
import { listCountedTwice } from '../../client/stock-links.ts'
import type { OpenStockException } from '../../ledger/stock-exceptions.ts'

const terms = { available: 12, inLinnworks: 3, leftShelf: 1, elsewhere: 2, buffer: 4 }
const places = [{ units: 12, says: 'in London' }]
const sumOf = (
  change: Partial<typeof terms>,
  target: number,
  rules?: { readonly cap?: number; readonly floor?: number },
) =>
  formatSum(
    { ...terms, ...change },
    {
      available: [{ units: { ...terms, ...change }.available, says: 'in London' }],
      bufferSays: 'buffer',
      target,
      ...(rules && { rules }),
    },
  ).split('\n')

describe('the sum of a level', () => {
  test('adds and takes off, term by term, and ends in what is set', () => {
    const lines = formatSum(terms, { available: places, bufferSays: 'buffer', target: 8 })
    const numbers = [...lines.matchAll(/^ *([+−=]?) +(\d+) /gm)].map(
      ([, sign, units]) => `${sign}${units}`,
    )
    expect(numbers).toEqual(['12', '+3', '−1', '−2', '−4', '=8'])
  })

  test.each([
    ['nothing is set below zero', sumOf({ available: -5 }, 0)],
    ['the cap: never more than 2 are offered', sumOf({}, 5, { cap: 2 })],
    ['the floor: as soon as no more than 5', sumOf({}, 3, { floor: 5 })],
    ['by a rule that held then, or in a brownout', sumOf({}, 1)],
  ])('says where a rule made another number of it: %s', (sentence, lines) => {
    expect(lines.at(-2)).toContain('on_hand, were it not for this:')
    expect(lines.at(-1)).toContain(sentence)
  })
})

describe('stock that waits for a person', () => {
  const refused = (item: number): OpenStockException => ({
    shop: 'aurora',
    causeKey: `level:aurora:${item}:7001`,
    code: 'STOCK_REFUSED',
    owner: 'ecommerce',
    sentence: `Shopify does not take item ${item}.`,
    remedy: 'Mend it.',
    openedAt: new Date('2026-11-23T10:00:00Z'),
  })

  test('is a line each, while there are few', () => {
    const questions = toQuestions([1, 2, 3].map(refused))
    expect(questions.map(({ sentence }) => sentence)).toHaveLength(3)
    expect(questions[0]).toMatchObject({ about: 'stock of aurora', orders: [] })
  })

  test('is one line for many of a kind, with their ids and what helps all of them', () => {
    const other: OpenStockException = { ...refused(9), code: 'STOCK_DISPUTED' }
    const questions = toQuestions([...[1, 2, 3, 4, 5, 6, 7].map(refused), other])
    expect(questions).toMatchObject([
      {
        code: 'STOCK_REFUSED',
        sentence: `7 levels of aurora are not taken by Shopify: ${[1, 2, 3, 4, 5].map((item) => `item ${item} at location 7001`).join(', ')} and 2 more.`,
        remedy: expect.stringContaining('Mend each item in Shopify'),
      },
      { code: 'STOCK_DISPUTED', sentence: other.sentence },
    ])
  })

  test('and so are links to locations that are gone, by their locations', () => {
    const gone = (nth: number): OpenStockException => ({
      ...refused(nth),
      ...{ code: 'STOCK_LOCATION_GONE', causeKey: `gone:linnworks:70${nth}:guid-${nth}` },
    })
    expect(toQuestions([1, 2, 3, 4, 5, 6].map(gone))).toMatchObject([
      {
        sentence:
          '6 links of aurora lead to a location that is gone: location 701, location 702, location 703, location 704, location 705 and 1 more.',
        remedy: expect.stringContaining('waybill link location aurora LOCATION --remove'),
      },
    ])
  })

  test('is orders, where units of many left the shelf', () => {
    const left = (order: number): OpenStockException => ({
      ...{ ...refused(order), code: 'STOCK_LEFT', causeKey: `left:aurora:${order}` },
      remedy: `waybill stock settle aurora ${order}`,
    })
    const [question, ...rest] = toQuestions([11, 12, 13, 14, 15, 16].map(left))
    expect(rest).toEqual([])
    expect(question?.sentence).toMatch(
      /^6 orders of aurora have units .*: 11, 12, 13, 14, 15 and 1 more\.$/,
    )
    expect(question?.remedy).toContain('waybill stock settle aurora ORDER')
  })
})

test('a Linnworks location that counts for two locations of one shop is counted twice', () => {
  const link = (shop: string, locationId: string, linnworksLocationId: string) => ({
    ...{ shop, locationId, linnworksLocationId, linnworksLocationName: linnworksLocationId },
    ships: true,
  })
  const links = [
    link('aurora', '1', 'london'),
    link('aurora', '2', 'london'),
    link('aurora', '3', 'leeds'),
    link('borealis', '4', 'leeds'),
  ]
  expect(listCountedTwice(links).map((each) => each.linnworksLocationId)).toEqual(['london'])
})

test('a scope is said in words', () => {
  const shop = 'aurora'
  expect(sayScope({ shop })).toBe('aurora')
  expect(sayScope({ shop, sku: 'MUG' })).toBe('MUG of aurora')
  expect(sayScope({ shop, locationId: '7001' })).toBe('location 7001 of aurora')
  expect(sayScope({ shop, sku: 'MUG', locationId: '7001' })).toBe('MUG at location 7001 of aurora')
})

describe('what is typed', () => {
  test.each([
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T10:32', '2026-11-23T10:32:00.000Z'],
    ['2026-11-23 10:32:05', '2026-11-23T10:32:05.000Z'],
    ['2026-11-23T10:32+01:00', '2026-11-23T09:32:00.000Z'],
  ])('%s is a moment, in UTC unless it says otherwise', (text, moment) => {
    expect(parseMoment(text).toISOString()).toBe(moment)
  })

  test.each(['yesterday', '2026-13-01', '10:32', '2026-11-23T25:00'])('%s is none', (text) => {
    expect(() => parseMoment(text)).toThrow('Expected a moment')
  })

  test('units are whole, and not below zero', () => {
    expect(parseUnits('0')).toBe(0)
    for (const text of ['-1', '1.5', '', 'many']) {
      expect(() => parseUnits(text)).toThrow('Expected a whole number')
    }
  })
})
