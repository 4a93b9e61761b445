import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { shopifyOperation } from '../../shopify/operation.ts'
import {
  createShopifyTransport,
  type ShopifyBudget,
  type ShopifyCostReport,
} from '../../shopify/transport.ts'
import { apiErrorOf, everythingSaidBy } from '../support/api-errors.ts'
import { startRawServer } from '../support/raw-server.ts'

const CANARY = 'shpat_canary_0123456789'
const TEXTS = { tracking: { number: 'CANARY123456789GB' } }

const readShop = shopifyOperation({
  operation: 'shop',
  effect: 'read',
  document: '{ shop { name } }',
  requestedCost: 1,
  schema: z.object({ shop: z.object({ name: z.string() }) }),
})
const writeShop = shopifyOperation({ ...readShop, operation: 'shopUpdate', effect: 'write' })

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function transportTo(
  answer: { readonly status?: number; readonly headers?: Record<string, string> } & (
    { readonly json: unknown } | { readonly text: string }
  ),
  budget?: ShopifyBudget,
) {
  const server = await startRawServer((response) => {
    response.writeHead(answer.status ?? 200, answer.headers)
    response.end('json' in answer ? JSON.stringify(answer.json) : answer.text)
  })
  closers.push(() => server.stop())
  const transport = createShopifyTransport({
    shop: 'aurora',
    apiUrl: server.url,
    accessToken: CANARY,
    ...(budget && { budget }),
  })
  closers.push(() => transport.close())
  return { transport, server }
}

const throttled = {
  errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
  extensions: {
    cost: {
      requestedQueryCost: 102,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 52, restoreRate: 100 },
    },
  },
}

test.each([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [402, 'unavailable'],
  [423, 'unavailable'],
  [429, 'throttled'],
  [404, 'rejected'],
  [400, 'rejected'],
  [301, 'rejected'],
] as const)('an answer of status %d is %s, for a write as for a read', async (status, kind) => {
  const { transport } = await transportTo({ status, text: 'x', headers: { 'Retry-After': '3' } })
  for (const operation of [readShop, writeShop]) {
    const error = await apiErrorOf(transport.execute(operation, {}))
    expect(error.details).toMatchObject({ kind, status, retryAfterMs: 3000 })
  }
})

test.each([
  ['a failure of the shop', { status: 502, text: 'Bad Gateway' }, 'unavailable'],
  ['half an answer', { text: '{"data":{"shop"' }, 'malformed'],
  ['no GraphQL', { json: [] }, 'malformed'],
  ['data of another shape', { json: { data: { shop: { name: 1 } } } }, 'malformed'],
  ['no data', { json: { data: null } }, 'malformed'],
  [
    'an error inside',
    { json: { errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
    'unavailable',
  ],
] as const)('%s leaves a read answerless and a write in doubt', async (_name, answer, kind) => {
  const { transport } = await transportTo(answer)
  expect((await apiErrorOf(transport.execute(readShop, {}))).details.kind).toBe(kind)
  expect((await apiErrorOf(transport.execute(writeShop, {}))).details.kind).toBe('ambiguous')
})

test('a throttled call says how long the bucket needs to fill up for it', async () => {
  const { transport } = await transportTo({ json: throttled })
  const error = await apiErrorOf(transport.execute(writeShop, {}))
  expect(error.details).toMatchObject({ kind: 'throttled', code: 'THROTTLED', retryAfterMs: 500 })
})

test('a denied field is named together with the scope that it needs', async () => {
  const denied = {
    message: 'Access denied for email field.',
    path: ['shop', 'orders', 0, 'email'],
    extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
  }
  const { transport } = await transportTo({
    json: { data: { shop: { name: 'Aurora' } }, errors: [denied] },
  })
  const error = await apiErrorOf(transport.execute(readShop, {}))
  expect(error.details.kind).toBe('unauthorized')
  expect(error.message).toContain('shop.orders.email')
  expect(error.message).toContain('read_customers')
})

test('a write that was answered in part is in doubt, and one that was refused is refused', async () => {
  const errors = [{ message: 'Denied.', extensions: { code: 'ACCESS_DENIED' } }]
  const part = await transportTo({ json: { data: { shop: { name: 'Aurora' } }, errors } })
  const partly = await apiErrorOf(part.transport.execute(writeShop, {}))
  expect(partly.details.kind).toBe('ambiguous')
  const none = await transportTo({ json: { data: { shop: null }, errors } })
  const refused = await apiErrorOf(none.transport.execute(writeShop, {}))
  expect(refused.details.kind).toBe('unauthorized')
})

test.each(['BAD_REQUEST', 'MAX_COST_EXCEEDED', 'RESOURCE_NOT_FOUND', undefined])(
  'an error with the code %s is a refusal',
  async (code) => {
    const errors = [{ message: 'No.', extensions: { code } }]
    const { transport } = await transportTo({ json: { errors } })
    const error = await apiErrorOf(transport.execute(writeShop, {}))
    expect(error.details).toMatchObject({ kind: 'rejected', ...(code && { code }) })
    expect(error.message).toContain('No.')
  },
)

test('neither the token nor what we sent is in what an error says', async () => {
  const quoted = TEXTS.tracking.number
  const { transport, server } = await transportTo({
    json: { errors: [{ message: `Invalid value ${quoted}`, extensions: {} }] },
  })
  const error = await apiErrorOf(transport.execute(writeShop, TEXTS))
  expect(server.received[0]).toContain(quoted)
  expect(everythingSaidBy(error)).not.toContain(quoted)
  expect(everythingSaidBy(error)).not.toContain(CANARY)
  expect(error.message).toContain('Invalid value […]')
})

describe('the budget', () => {
  test('is asked before a call and told after it what it cost, also if it was throttled', async () => {
    const story: unknown[] = []
    const { transport, server } = await transportTo(
      { json: throttled },
      {
        reserve: async (request) => void story.push(server.received.length, request),
        settle: (report: ShopifyCostReport) => void story.push(report),
      },
    )
    await apiErrorOf(transport.execute(readShop, {}))
    expect(story).toEqual([
      0,
      { operation: 'shop', cost: 1 },
      {
        operation: 'shop',
        reservedCost: 1,
        requestedCost: 102,
        throttled: true,
        maximumAvailable: 2000,
        currentlyAvailable: 52,
        restoreRate: 100,
      },
    ])
  })

  test('keeps a call from being sent', async () => {
    const { transport, server } = await transportTo(
      { json: {} },
      { reserve: () => Promise.reject(new Error('spent')) },
    )
    await expect(transport.execute(readShop, {})).rejects.toThrow('spent')
    expect(server.received).toEqual([])
  })

  test('that cannot be kept does not make a write look failed', async () => {
    const cost = throttled.extensions.cost
    const { transport } = await transportTo(
      { json: { data: { shop: { name: 'Aurora' } }, extensions: { cost } } },
      { reserve: async () => {}, settle: () => Promise.reject(new Error('database down')) },
    )
    expect(await transport.execute(writeShop, {})).toEqual({ shop: { name: 'Aurora' } })
  })
})
