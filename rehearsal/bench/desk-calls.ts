import fastify from 'fastify'
import type { z } from 'zod'

/** Asks the twins' process at its address: each question is one POST of JSON. */
export function createAsking<Name extends string>(url: string) {
  return <T>(name: Name, schema: z.ZodType<T>) =>
    async (input: object): Promise<T> => {
      const response = await fetch(`${url}/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`The twins could not do ${name}: ${text}`)
      return schema.parse(JSON.parse(text))
    }
}

/** Answers these questions at a port until the process is told to end. */
export async function serveDesk(
  desk: Readonly<Record<string, (input: unknown) => unknown>>,
  { port, onEnd }: { readonly port: number; readonly onEnd: () => Promise<void> },
): Promise<void> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 50 * 1024 * 1024 })
  for (const [name, handle] of Object.entries(desk)) {
    app.post(`/${name}`, async (request, reply) => {
      const answer = await handle(request.body)
      return reply.type('application/json').send(JSON.stringify(answer))
    })
  }
  await app.listen({ host: '127.0.0.1', port })
  process.once('SIGTERM', () => {
    void Promise.all([app.close(), onEnd()]).then(() => process.exit(0))
  })
}
