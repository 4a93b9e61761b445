import { ApiError } from './api-error.ts'

const DEEPEST = 6

/** Names, in small letters and without signs, under which secrets and people are found. */
const UNSPEAKABLE = new Set([
  ...['authorization', 'cookie', 'setcookie', 'headers', 'rawheaders', 'xshopifyaccesstoken'],
  ...['accesstoken', 'token', 'apikey', 'secret', 'clientsecret', 'applicationsecret'],
  ...['webhooksecrets', 'password', 'connectionstring', 'config', 'ledgerurl'],
  ...['body', 'rawbody', 'payload', 'customer', 'email', 'phone', 'fullname', 'firstname'],
  ...['lastname', 'company', 'address', 'address1', 'address2', 'city', 'postcode', 'zip'],
  ...['deliveryaddress', 'shippingaddress', 'billingaddress', 'note', 'trackingnumber'],
])

/**
 * The fields of a log line without what must not be in one: a value under a name that tells of a
 * secret or a person is `[redacted]`, however deep; an error is its name, message and stack, and an
 * ApiError its details too. Causes are dropped: an HTTP library's hold the request's headers.
 */
export function toLoggable(fields: Record<string, unknown>): Record<string, unknown> {
  return clean(fields, 0)
}

/**
 * What kind of error it is and where it came from, without its words: they may quote whatever the
 * code that threw it had in its hands.
 */
export function describeWithoutWords(error: unknown): {
  readonly name: string
  readonly code?: string
  readonly at: readonly string[]
} {
  if (!(error instanceof Error)) return { name: typeof error, at: [] }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const frames = error.stack?.split('\n').filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line)) ?? []
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    at: frames.map((line) => line.trim()),
  }
}

function clean(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      UNSPEAKABLE.has(name.toLowerCase().replaceAll(/[^a-z\d]/g, '')) && value !== undefined
        ? '[redacted]'
        : cleanValue(value, depth + 1),
    ]),
  )
}

function cleanValue(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value)
  if (value === null || typeof value !== 'object') return value
  if (depth > DEEPEST) return '[too deep]'
  if (Array.isArray(value)) return value.map((member) => cleanValue(member, depth + 1))
  return isPlain(value) ? clean(value, depth) : value
}

function describeError(error: Error): Record<string, unknown> {
  const { name, message, stack } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    name,
    // What Node says of a host with several addresses, none of which answers, is empty.
    message: message || code || name,
    ...(error instanceof ApiError && { details: error.details }),
    ...(stack !== undefined && { stack }),
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
