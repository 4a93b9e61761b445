import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'
import { z } from 'zod'

/** What arrived at the Shopify twin under an idempotency key, answered or not. */
export interface Arrivals {
  /** By key: each content, as text, and how often it came. */
  readonly contents: ReadonlyMap<string, ReadonlyMap<string, number>>
  stop(): void
}

const CallSchema = z.object({
  query: z.string().includes('inventorySetQuantities'),
  variables: z.object({ idempotencyKey: z.string(), input: z.unknown() }),
})

const channel = 'http.server.request.start'

/** Reads along what comes in for the server on this port of this process. */
export function watchArrivals(port: number): Arrivals {
  const contents = new Map<string, Map<string, number>>()

  function note(body: string): void {
    const call = CallSchema.safeParse(toJson(body))
    if (!call.success) return
    const { idempotencyKey: key, input } = call.data.variables
    const content = JSON.stringify(input)
    const known = contents.get(key) ?? new Map<string, number>()
    contents.set(key, known.set(content, (known.get(content) ?? 0) + 1))
  }

  const listen = (message: unknown) => {
    const request = requestIn(message)
    if (request === undefined || request.socket.localPort !== port) return
    const chunks: string[] = []
    const emit = request.emit.bind(request)
    // Who listens for data himself takes it from the server; this way both see it.
    const overhear = (event: string, ...args: unknown[]): boolean => {
      if (event === 'data') chunks.push(String(args[0]))
      if (event === 'end') note(chunks.join(''))
      return emit(event, ...args)
    }
    Object.defineProperty(request, 'emit', { value: overhear })
  }
  subscribe(channel, listen)
  return { contents, stop: () => void unsubscribe(channel, listen) }
}

function requestIn(message: unknown): IncomingMessage | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  return message.request instanceof IncomingMessage ? message.request : undefined
}

function toJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
