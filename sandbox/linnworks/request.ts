import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { INVALID_REQUEST, Refusal, type Call, type Operation } from './operation.ts'
import type { LinnworksState } from './state.ts'

/**
 * The parameters of a call. JSON bodies are taken as they are; in a form each field is a JSON
 * document, or else plain text, and what is `request` in a form is the whole body in JSON where
 * the operation is `bound`. Names in a query string are lower-cased: there, case does not count.
 */
export function readCall(request: FastifyRequest, operation: Operation): Call {
  if (operation.method === 'GET') {
    const query = z.record(z.string(), z.unknown()).parse(request.query)
    const named = Object.entries(query).map(([name, value]) => [name.toLowerCase(), value])
    return { encoding: 'query', parameters: Object.fromEntries(named) }
  }
  const body = typeof request.body === 'string' ? request.body : ''
  const contentType = request.headers['content-type'] ?? ''
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const fields: Record<string, unknown> = {}
    for (const [name, value] of new URLSearchParams(body)) fields[name] = parseField(value)
    const whole = operation.bound && 'request' in fields
    return { encoding: 'form', parameters: whole ? fields['request'] : fields }
  }
  if (!contentType.startsWith('application/json')) throw new Refusal(INVALID_REQUEST)
  return { encoding: 'json', parameters: body === '' ? {} : parseJson(body) }
}

/** All that a call names: its own text, and the references of the orders whose ids are in it. */
export function describeCall(state: Pick<LinnworksState, 'orders'>, request: FastifyRequest) {
  const body = typeof request.body === 'string' ? request.body : ''
  const text = `${request.url} ${body}`
  const ids = text.match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi) ?? []
  const references = ids.map((id) => state.orders.get(id.toLowerCase())?.reference ?? '')
  return [text, ...references].join(' ')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(INVALID_REQUEST)
  }
}

function parseField(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
