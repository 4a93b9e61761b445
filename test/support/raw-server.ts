import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RawServer {
  readonly url: string
  /** Bodies of the requests that arrived, in their order. */
  readonly received: readonly string[]
  stop(): Promise<void>
}

/** A server that does to each request, once it has arrived whole, what the test says. */
export async function startRawServer(
  handle: (response: http.ServerResponse, request: http.IncomingMessage, nth: number) => unknown,
): Promise<RawServer> {
  const received: string[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString())
      void handle(response, request, received.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
