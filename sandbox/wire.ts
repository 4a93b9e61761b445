import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A call as it was seen at the twin's end of the wire. Times are milliseconds since the epoch. */
export interface SeenCall {
  readonly path: string
  /** As the twin's server parsed it: text or JSON. */
  readonly body: unknown
  readonly arrivedAtMs: number
  readonly answeredAtMs: number
}

export interface WireOptions {
  /** Told of every call once it was answered; not of those whose connection was cut. */
  readonly watchCalls?: (call: SeenCall) => void
}

/** The way between a twin and its clients. */
export interface Wire {
  /**
   * From now on a call and its answer are this long on their way, half of it each: the call takes
   * effect in the middle. The sandbox's own routes stay near.
   */
  setRoundTrip(ms: number): void
}

/** Lays the wire; call it before the routes are added. Waiting calls wait side by side. */
export function layWire(app: FastifyInstance, { watchCalls }: WireOptions): Wire {
  const arrivals = new WeakMap<FastifyRequest, number>()
  let roundTripMs = 0

  async function travel({ url }: FastifyRequest): Promise<void> {
    if (roundTripMs === 0 || url.startsWith('/_sandbox/')) return
    await wait(roundTripMs / 2, undefined, { ref: false })
  }

  app.addHook('onRequest', async (request) => {
    if (watchCalls !== undefined) arrivals.set(request, Date.now())
    await travel(request)
  })
  app.addHook('onSend', travel)
  if (watchCalls !== undefined) {
    app.addHook('onResponse', async (request) => {
      const { url: path, body } = request
      const arrivedAtMs = arrivals.get(request) ?? Date.now()
      watchCalls({ path, body, arrivedAtMs, answeredAtMs: Date.now() })
    })
  }
  return {
    setRoundTrip: (ms) => {
      roundTripMs = ms
    },
  }
}
