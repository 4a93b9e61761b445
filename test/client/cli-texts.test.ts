import { describe, expect, test } from 'vitest'
import { boundsOf, formatBooks, listBookDays, toBookPage } from '../../client/cli/books-text.ts'
import { formatExceptions, groupByCause } from '../../client/cli/exceptions-text.ts'
import { formatOrder } from '../../client/cli/order-text.ts'
import { pick } from '../../client/cli/pick.ts'
import { formatAge, formatTable } from '../../client/cli/table.ts'
import { locationUnmapped, orderException, skuUnmapped } from '../../domain/exceptions.ts'
import type { ExceptionRow } from '../../ledger/exceptions.ts'

const now = new Date('2026-11-23T12:00:00Z')
const view = { width: 140, now }

describe('exceptions', () => {
  test('of orders that wait for the same thing are one question, the oldest first', () => {
    const questions = groupByCause([
      rowOf('1', '2026-11-23T11:00:00Z', unmapped('1', 'MUG', 'POT')),
      rowOf('2', '2026-11-23T10:00:00Z', unmapped('2', 'MUG')),
      rowOf('3', '2026-11-23T09:00:00Z', overdue('3')),
    ])
    expect(questions).toMatchObject([
      { code: 'DISPATCH_OVERDUE', orders: ['#3'] },
      {
        code: 'SKU_UNMAPPED',
        causeKey: 'sku:aurora:MUG',
        orders: ['#1', '#2'],
        openedAt: new Date('2026-11-23T10:00:00Z'),
        remedy: expect.stringContaining('link sku aurora MUG'),
      },
      { code: 'SKU_UNMAPPED', orders: ['#1'], sentence: expect.stringContaining('POT') },
    ])
  })

  test('an order that waits alone stands as its own sentence says', () => {
    const exception = unmapped('1', 'MUG')
    const [question] = groupByCause([rowOf('1', '2026-11-23T11:00:00Z', exception)])
    expect(question).toMatchObject({ sentence: exception.sentence, orders: ['#1'] })
    expect(question).not.toHaveProperty('causeKey')
  })

  test('orders of two shops with the same order id are never one question', () => {
    const questions = groupByCause([
      rowOf('1', '2026-11-23T11:00:00Z', overdue('1')),
      { ...rowOf('1', '2026-11-23T11:00:00Z', overdue('1')), shop: 'borealis' },
    ])
    expect(questions).toHaveLength(2)
  })

  test('a location that several orders wait for names the command that links it', () => {
    const exception = locationUnmapped({ shop: 'aurora', name: '#1' }, [
      { locationId: '8002', locationName: 'Leeds' },
    ])
    const rows = ['1', '2'].map((id) => rowOf(id, '2026-11-23T11:00:00Z', exception))
    expect(groupByCause(rows)).toMatchObject([
      { owner: 'operations', remedy: expect.stringContaining('link location aurora 8002') },
    ])
  })

  test('come after the vendors that do not serve us', () => {
    const outage = {
      vendor: 'linnworks',
      account: 'Linnworks',
      since: new Date('2026-11-23T11:48:00Z'),
      sentence: 'It answers 503.',
    }
    const text = formatExceptions(groupByCause([]), [outage], view)
    expect(text).toBe(
      'linnworks does not serve Linnworks, for 12 min: It answers 503.\nNothing waits for anybody.',
    )
  })

  test('are shown with every word, however narrow the terminal', () => {
    const exception = unmapped('1', 'MUG')
    const rows = [rowOf('1', '2026-11-23T11:00:00Z', exception)]
    for (const width of [40, 80, 140]) {
      const text = formatExceptions(groupByCause(rows), [], { width, now })
      const shown = text.replaceAll(/[^\w#-]+/g, ' ')
      for (const word of exception.sentence.match(/[\w#-]+/g)!) expect(shown).toContain(word)
    }
  })
})

describe('books', () => {
  test('add up each stage in its column', () => {
    const page = toBookPage(
      { shop: 'aurora', day: '2026-11-23', inShopify: 10 },
      new Map([
        ['fulfilled', 3],
        ['cancelled', 1],
        ['awaitingDispatch', 2],
        ['needsAttention', 1],
        ['held', 1],
        ['skipped', 1],
      ]),
    )
    expect(page).toMatchObject({
      columns: { done: 4, moving: 2, waiting: 2, skipped: 1 },
      difference: 1,
    })
    expect(formatBooks([page], view)).toContain('1 missing in the ledger')
    expect(formatBooks([{ ...page, difference: -1 }], view)).toContain(
      '1 in the ledger that Shopify does not count',
    )
    expect(formatBooks([{ ...page, difference: 0 }], view)).toContain('The books are balanced.')
    expect(formatBooks([], view)).toContain('balanced')
  })

  test('run from midnight to midnight, over the end of a month too', () => {
    expect(listBookDays('2026-12-01', 3)).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
    expect(boundsOf('2026-11-30')).toEqual({
      from: new Date('2026-11-30T00:00:00Z'),
      to: new Date('2026-12-01T00:00:00Z'),
    })
  })
})

describe('picking by id or name', () => {
  const things = [
    { id: '8001', name: 'London' },
    { id: '8002', name: 'Leeds' },
    { id: '8003', name: 'leeds' },
  ]

  test('an id is exact, a name may be in capitals', () => {
    expect(pick('location', '8002', things).name).toBe('Leeds')
    expect(pick('location', 'LONDON', things).id).toBe('8001')
  })

  test('a name that several have is answered with them and their ids', () => {
    expect(() => pick('location', 'leeds', things)).toThrow(
      'Several are called "leeds": Leeds (8002), leeds (8003). Give the id of the location.',
    )
  })

  test('a name that nothing has is answered with all there is', () => {
    expect(() => pick('location', 'Paris', things)).toThrow('There is: London (8001), Leeds')
    expect(() => pick('location', 'Paris', [])).toThrow('There is: none.')
  })
})

test('a history that was changed afterwards says so', () => {
  const order = {
    shop: 'aurora',
    orderId: '5512',
    name: '#1001',
    stage: 'fulfilled' as const,
    stageSince: now,
    skipReason: null,
    placedAt: now,
    held: false,
    leftUnseen: false,
  }
  const story = { order, consignments: [], parcels: [], events: [] }
  expect(formatOrder({ ...story, intact: false }, view)).toContain('chain of hashes is broken')
  expect(formatOrder({ ...story, intact: true }, view)).not.toContain('broken')
})

test.each([
  ['2026-11-23T11:59:18Z', '42 s'],
  ['2026-11-23T11:00:01Z', '59 min'],
  ['2026-11-21T13:00:00Z', '47 h'],
  ['2026-11-20T12:00:00Z', '3 d'],
  ['2026-11-23T12:00:05Z', '0 s'],
])('%s is %s ago', (since, age) => {
  expect(formatAge(new Date(since), now)).toBe(age)
})

test('a table has no colour, and keeps to the width of the terminal where it can', () => {
  const table = formatTable(['Id', 'Why'], [['1', 'word '.repeat(60).trim()]], 80)
  expect(table).not.toContain('\u001b')
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

function unmapped(orderId: string, ...skus: readonly string[]) {
  return skuUnmapped(
    { shop: 'aurora', name: `#${orderId}` },
    skus.map((sku) => ({ sku, title: sku })),
  )
}

function overdue(orderId: string) {
  const text = { sentence: `Order #${orderId} has not left.`, remedy: 'Dispatch it.' }
  return orderException('DISPATCH_OVERDUE', { orderId }, text)
}

function rowOf(
  orderId: string,
  openedAt: string,
  exception: ReturnType<typeof unmapped>,
): ExceptionRow {
  return {
    ...exception,
    shop: 'aurora',
    orderId,
    name: `#${orderId}`,
    openedAt: new Date(openedAt),
  }
}
