import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { INVALID_REQUEST, Refusal, type Call, type Operation } from './operation.ts'

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
