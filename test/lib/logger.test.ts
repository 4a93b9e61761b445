import { AxiosError, AxiosHeaders } from 'axios'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../lib/api-error.ts'
import { createLogger, type Logger } from '../../lib/logger.ts'

/** What the log says, a record for each line. */
function recordsOf(write: (logger: Logger) => void): Record<string, unknown>[] {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  write(createLogger({ role: 'receiver', instance: '1', level: 'info', destination }))
  return lines.map((line) => JSON.parse(line))
}

test('a line says when, how bad, who and what, and neither host nor user', () => {
  const [record] = recordsOf((logger) => logger.info({ shop: 'aurora' }, 'Something happened'))
  expect(record).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    role: 'receiver',
    instance: '1',
    shop: 'aurora',
    msg: 'Something happened',
  })
})

test('what is below the level is not written', () => {
  expect(recordsOf((logger) => logger.debug('nobody cares'))).toEqual([])
})

describe('an error', () => {
  test('is its name, its message and where it came from', () => {
    const error = new TypeError('It broke', { cause: new Error('s3cr3t') })
    for (const write of [
      (logger: Logger) => logger.error({ error }, 'Failed'),
      (logger: Logger) => logger.error({ step: { errors: [error] } }, 'Failed'),
      (logger: Logger) => logger.error(error, 'Failed'),
    ]) {
      const text = JSON.stringify(recordsOf(write))
      expect(text).toContain('"name":"TypeError","message":"It broke","stack":"TypeError')
      expect(text).not.toContain('s3cr3t')
    }
  })

  test('of a vendor says the operation and the kind too', () => {
    const details = { kind: 'throttled', vendor: 'linnworks', operation: 'CreateOrders' } as const
    const error = new ApiError('too many', details)
    expect(recordsOf((logger) => logger.warn({ error }, 'Waited'))[0]).toMatchObject({
      error: { name: 'ApiError', message: 'linnworks CreateOrders: too many', details },
    })
  })

  test('of the HTTP library does not show the access token', () => {
    const headers = new AxiosHeaders({ 'X-Shopify-Access-Token': 's3cr3t' })
    const error = new AxiosError('failed', 'ECONNRESET', { headers })
    expect(JSON.stringify(error.toJSON())).toContain('s3cr3t')
    const text = JSON.stringify(recordsOf((logger) => logger.error({ deep: { error } }, 'Failed')))
    expect(text).toContain('failed')
    expect(text).not.toContain('s3cr3t')
  })

  test('without a message is told by its code', () => {
    const error = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })
    expect(recordsOf((logger) => logger.error({ error }, 'Failed'))[0]).toMatchObject({
      error: { message: 'ECONNREFUSED' },
    })
  })
})

test.each([
  { headers: { 'x-shopify-access-token': 's3cr3t' } },
  { request: { 'X-Shopify-Access-Token': 's3cr3t' } },
  { config: { shops: [{ accessToken: 's3cr3t' }] } },
  { shops: [{ accessToken: 's3cr3t', webhookSecrets: ['s3cr3t'] }] },
  { linnworks: { applicationSecret: 's3cr3t', token: 's3cr3t' } },
  { order: { email: 's3cr3t', phone: 's3cr3t', shippingAddress: { city: 's3cr3t' } } },
  { lines: [{ parcel: { tracking_number: 's3cr3t' } }] },
  { body: 's3cr3t' },
])('what names a secret or a person stays out of the log: %j', (fields) => {
  const text = JSON.stringify(recordsOf((logger) => logger.info(fields, 'Something happened')))
  expect(text).toContain('[redacted]')
  expect(text).not.toContain('s3cr3t')
})

test('names that only look alike are left', () => {
  const [record] = recordsOf((logger) =>
    logger.info({ temporal: { address: undefined }, tokens: 5, operation: 'note' }, 'Fine'),
  )
  expect(record).toMatchObject({ tokens: 5, operation: 'note' })
})
