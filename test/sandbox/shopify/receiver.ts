import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of many topics
  readonly body: any
}

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  topics(): readonly string[]
  /** What it answers from now on; `hang` never answers. */
  answer(status: number | 'hang'): void
}

/** A program on this machine that takes webhooks, stopped with the test. */
export async function receiverOf(): Promise<Receiver> {
  const received: Received[] = []
  let status: number | 'hang' = 200
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString()
      received.push({ headers: request.headers, raw, body: JSON.parse(raw) })
      if (status !== 'hang') response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    topics: () => received.map(({ headers }) => String(headers['x-shopify-topic'])),
    answer: (next) => {
      status = next
    },
  }
}

export function signatureOf(secret: string, raw: string): string {
  return createHmac('sha256', secret).update(raw).digest('base64')
}
