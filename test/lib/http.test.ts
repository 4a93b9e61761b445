import type http from 'node:http'
import net from 'node:net'
import axios from 'axios'
import { afterEach, describe, expect, test } from 'vitest'
import { createHttpClient, parseRetryAfter, type HttpClient } from '../../lib/http.ts'
import { apiErrorOf, everythingSaidBy } from '../support/api-errors.ts'
import { startRawServer, type RawServer } from '../support/raw-server.ts'

const CANARY = 'shpat_canary_0123456789'
const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

function clientOf(timeoutMs = 5000, maxAnswerBytes?: number): HttpClient {
  const client = createHttpClient({
    vendor: 'shopify',
    timeoutMs,
    ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
  })
  closers.push(() => client.close())
  return client
}

async function serverOf(...args: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(...args)
  closers.push(() => server.stop())
  return server
}

function callTo(url: string, effect: 'read' | 'write') {
  return {
    operation: 'anOperation',
    effect,
    method: 'POST',
    url,
    headers: { 'X-Shopify-Access-Token': CANARY },
    body: { json: { secret: CANARY } },
  } as const
}

async function unusedPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe.each(['read', 'write'] as const)('a %s that never reached the vendor', (effect) => {
  test('is unavailable when the connection was refused', async () => {
    const url = `http://127.0.0.1:${await unusedPort()}/`
    const error = await apiErrorOf(clientOf().send(callTo(url, effect)))
    expect(error.details).toMatchObject({ kind: 'unavailable', code: 'ECONNREFUSED' })
  })

  test('is unavailable when the name does not resolve', async () => {
    const error = await apiErrorOf(clientOf().send(callTo('http://no-such.invalid/', effect)))
    expect(error.details.kind).toBe('unavailable')
  })

  test('is unavailable when TLS could not be agreed on', async () => {
    const server = await serverOf((response) => response.end())
    const url = server.url.replace('http:', 'https:')
    const error = await apiErrorOf(clientOf().send(callTo(url, effect)))
    expect(error.details.kind).toBe('unavailable')
    expect(server.received).toEqual([])
  })

  test('is unavailable when no connection came about in time', async () => {
    // TLS waits for a server that accepts and says nothing.
    const sockets = new Set<net.Socket>()
    const server = net.createServer((socket) => sockets.add(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const error = await apiErrorOf(clientOf(100).send(callTo(`https://127.0.0.1:${port}/`, effect)))
    expect(error.details.kind).toBe('unavailable')
  })
})

describe.each([
  ['read', 'unavailable'],
  ['write', 'ambiguous'],
] as const)('a %s that the vendor may have served is %s', (effect, kind) => {
  test('when the connection is cut before the answer', async () => {
    const server = await serverOf((response) => response.socket?.destroy())
    const error = await apiErrorOf(clientOf().send(callTo(server.url, effect)))
    expect(error.details).toMatchObject({ kind, operation: 'anOperation', vendor: 'shopify' })
    expect(server.received).toHaveLength(1)
  })

  test('when the connection is cut inside the answer', async () => {
    const server = await serverOf((response) => {
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('{"da', () => response.socket?.destroy())
    })
    const error = await apiErrorOf(clientOf().send(callTo(server.url, effect)))
    expect(error.details.kind).toBe(kind)
  })

  test('when no answer comes in time', async () => {
    const server = await serverOf(() => {})
    const error = await apiErrorOf(clientOf(100).send(callTo(server.url, effect)))
    expect(error.details.kind).toBe(kind)
    expect(error.message).toContain('100 ms')
  })

  test('when the answer trickles in for longer than the deadline', async () => {
    const server = await serverOf((response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(drip))
    })
    const error = await apiErrorOf(clientOf(150).send(callTo(server.url, effect)))
    expect(error.details.kind).toBe(kind)
  })

  test('when the answer is larger than is read', async () => {
    const server = await serverOf((response) => response.end('x'.repeat(10_000)))
    const error = await apiErrorOf(clientOf(5000, 1000).send(callTo(server.url, effect)))
    expect(error.details.kind).toBe(kind)
  })

  test('when a kept-alive connection turns out to be cut', async () => {
    const server = await serverOf((response, _request, nth) => {
      if (nth === 1) response.end('{}')
      else response.socket?.destroy()
    })
    const client = clientOf()
    await client.send(callTo(server.url, effect))
    const error = await apiErrorOf(client.send(callTo(server.url, effect)))
    expect(error.details.kind).toBe(kind)
  })
})

test('connections are kept and used again', async () => {
  const ports = new Set<number | undefined>()
  const server = await serverOf((response, request) => {
    ports.add(request.socket.remotePort)
    response.end('{}')
  })
  const warnings: Error[] = []
  const gather = (warning: Error) => void warnings.push(warning)
  process.on('warning', gather)
  closers.push(() => void process.off('warning', gather))
  const client = clientOf()
  for (let nth = 0; nth < 20; nth += 1) await client.send(callTo(server.url, 'read'))
  expect(ports.size).toBe(1)
  expect(warnings).toEqual([])
})

test('an answer of any status is an answer, and its body is left as it came', async () => {
  const server = await serverOf((response) => {
    response.writeHead(503, { 'Retry-After': '2' })
    response.end('{"half":')
  })
  const answer = await clientOf().send(callTo(server.url, 'write'))
  expect(answer).toEqual({ status: 503, text: '{"half":', retryAfterMs: 2000 })
})

test('a redirect is not followed, so a token goes nowhere but where it was sent', async () => {
  const other = await serverOf((response) => response.end('{}'))
  const server = await serverOf((response) => {
    response.writeHead(307, { Location: other.url })
    response.end()
  })
  const answer = await clientOf().send(callTo(server.url, 'read'))
  expect(answer.status).toBe(307)
  expect(other.received).toEqual([])
})

test('parameters travel as a form when they are given as one', async () => {
  const types: (string | undefined)[] = []
  const server = await serverOf((response, request) => {
    types.push(request.headers['content-type'])
    response.end('')
  })
  const form = { orderIds: '["a b"]', tag: 'null' }
  await clientOf().send({ ...callTo(server.url, 'write'), body: { form } })
  expect(types).toEqual(['application/x-www-form-urlencoded'])
  expect(Object.fromEntries(new URLSearchParams(server.received[0]))).toEqual(form)
})

test('a wait is read in seconds or as a date', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  expect(parseRetryAfter('2.5', now)).toBe(2500)
  expect(parseRetryAfter('Mon, 23 Nov 2026 12:00:30 GMT', now)).toBe(30_000)
  expect(parseRetryAfter('Mon, 23 Nov 2026 11:00:00 GMT', now)).toBe(0)
  expect(parseRetryAfter('soon', now)).toBeUndefined()
  expect(parseRetryAfter(undefined, now)).toBeUndefined()
})

describe('no secret leaves in an error', () => {
  const failures: Record<string, (response: http.ServerResponse) => void> = {
    'a cut connection': (response) => response.socket?.destroy(),
    'a missing answer': () => {},
    'too large an answer': (response) => response.end(CANARY.repeat(1000)),
  }
  test.each(Object.entries(failures))('of %s', async (_name, handle) => {
    const server = await serverOf((response) => handle(response))
    const error = await apiErrorOf(clientOf(100, 500).send(callTo(server.url, 'write')))
    expect(everythingSaidBy(error)).not.toContain(CANARY)
  })

  test('of a token that is no header', async () => {
    const headers = { 'X-Shopify-Access-Token': `${CANARY}\n` }
    const call = { ...callTo('http://127.0.0.1:1/', 'read'), headers }
    const error = await apiErrorOf(clientOf().send(call))
    expect(everythingSaidBy(error)).not.toContain(CANARY)
  })

  test('while the error of the library underneath does show it', async () => {
    const server = await serverOf((response) => response.socket?.destroy())
    const headers = { 'X-Shopify-Access-Token': CANARY }
    const error = await axios.get(server.url, { headers }).catch((cause: Error) => cause)
    expect(everythingSaidBy(error as Error)).toContain(CANARY)
  })
})
