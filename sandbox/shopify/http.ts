import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { callerOf, type CallMoment, type CallWatch } from '../call-moment.ts'
import type { FaultScript, StrikingFault } from '../faults.ts'
import { prepareCall, type GraphqlAnswer, type PreparedCall, type ShopCounts } from './execute.ts'
import { occupyKeys, spendKeys } from './idempotency.ts'
import { addSandboxRoutes } from './sandbox-routes.ts'
import type { ShopSetup } from './setup.ts'
import type { Bucket } from './throttle.ts'
import { grantToken, isValidToken } from './tokens.ts'
import { layWire, type SeenCall } from '../wire.ts'
import type { World } from './world.ts'

export interface HttpSurroundings {
  readonly world: World
  readonly faults: FaultScript
  readonly counts: ReadonlyMap<string, ShopCounts>
  readonly buckets: ReadonlyMap<string, Bucket>
  readonly rootValue: unknown
  readonly tokenLifetimeMs: number
  readonly stats: () => unknown
  /** Called after anything may have changed. */
  readonly afterCommit: () => void
  readonly log: (line: string) => void
  readonly watchCalls?: (call: SeenCall) => void
  readonly onCall?: CallWatch
}

export interface HttpServer {
  listen(port: number): Promise<void>
  port(): number
  setRoundTrip(ms: number): void
  close(): Promise<void>
}

const apiVersion = '2026-10'
const unauthorized = {
  errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
}
const notFound = { errors: 'Not Found' }
const largestBody = 10 * 1024 * 1024

const RequestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
})

interface Params {
  readonly shop: string
  readonly version: string
}

/** The HTTP face: tokens, versions, faults; then GraphQL as `execute.ts` has it. */
export function createHttpServer(around: HttpSurroundings): HttpServer {
  const { world, faults, counts, buckets, rootValue, log } = around
  const app = fastify({ forceCloseConnections: true, bodyLimit: largestBody })
  const late = new Set<NodeJS.Timeout>()
  const wire = layWire(app, around)

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound))
  addSandboxRoutes(app, around)

  app.post<{ Params: Params }>('/:shop/admin/api/:version/graphql.json', async (request, reply) => {
    const { shop, version } = request.params
    const [setup, bucket, count] = [world.setups.get(shop), buckets.get(shop), counts.get(shop)]
    if (setup === undefined || bucket === undefined || count === undefined) {
      return reply.code(404).send(notFound)
    }
    if (version !== apiVersion) return reply.code(404).send(notFound)
    const token = request.headers['x-shopify-access-token']
    if (!isValidToken(world, setup, typeof token === 'string' ? token : undefined)) {
      return reply.code(401).send(unauthorized)
    }
    const body = RequestSchema.safeParse(request.body)
    if (!body.success) {
      return reply.code(400).send({ errors: { query: 'Required parameter missing or invalid' } })
    }
    const call = prepareCall(body.data, { world, setup, bucket, counts: count, rootValue })
    for (const field of call.rootFields) count.calls[field] = (count.calls[field] ?? 0) + 1
    const freeKeys = occupyKeys(world, call.keys)
    const run = () => {
      freeKeys()
      return call.run()
    }
    let fault: StrikingFault | undefined
    try {
      await tell('received', call, request)
      const describe = () => describeVariables(world, body.data.variables)
      fault = firstFault(call.rootFields, callerOf(request.headers), describe)
      return await answerWith(fault, request, reply, { ...call, run })
    } finally {
      // What commits late is at work until then.
      if (fault?.kind !== 'lateCommit') freeKeys()
    }
  })

  app.post<{ Params: { readonly shop: string } }>(
    '/:shop/admin/oauth/access_token',
    async (request, reply) => {
      const setup = world.setups.get(request.params.shop)
      if (setup === undefined) return reply.code(404).send(notFound)
      const fault = firstFault(['accessToken'], callerOf(request.headers))
      return answerToken(fault, request, reply, setup)
    },
  )

  function firstFault(
    operations: readonly string[],
    caller: string,
    describe?: () => string,
  ): StrikingFault | undefined {
    for (const operation of operations) {
      const fault = faults.strike(operation, describe, caller)
      if (fault === undefined) continue
      log(`Fault ${fault.kind} strikes ${operation}`)
      return fault
    }
    return undefined
  }

  function run(call: PreparedCall): GraphqlAnswer {
    const answer = call.answer ?? call.run()
    around.afterCommit()
    return answer
  }

  async function tell(
    moment: CallMoment['moment'],
    { rootFields: [operation = ''] }: PreparedCall,
    { headers }: FastifyRequest,
  ): Promise<void> {
    await around.onCall?.({ vendor: 'shopify', operation, moment, caller: callerOf(headers) })
  }

  async function answerWith(
    fault: StrikingFault | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    call: PreparedCall,
  ): Promise<FastifyReply> {
    const commit = async (): Promise<GraphqlAnswer> => {
      const answer = run(call)
      await tell('committed', call, request)
      return answer
    }
    await fault?.witness?.()
    switch (fault?.kind) {
      case undefined:
        return reply.send(await commit())
      case 'unavailable':
        return reply
          .code(fault.status)
          .type('application/json')
          .send(fault.body ?? JSON.stringify({ errors: 'Service Unavailable' }))
      case 'throttled':
        return reply.send(call.throttle())
      case 'unauthorized':
        return reply.code(401).send(unauthorized)
      case 'reset':
        return cut(request, reply)
      case 'replyLost':
        await commit()
        return cut(request, reply)
      case 'lateCommit':
        commitLater(fault.delayMs, () => run(call))
        return cut(request, reply)
      case 'failedInside':
        world.store.transaction(() => spendKeys(world, call.keys))
        return reply
          .code(fault.status)
          .type('application/json')
          .send(fault.body ?? '{}')
      case 'slow': {
        const answer = await commit()
        await wait(fault.delayMs)
        return reply.send(answer)
      }
      case 'malformed':
        return half(reply, await commit())
    }
  }

  async function answerToken(
    fault: StrikingFault | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    setup: ShopSetup,
  ): Promise<FastifyReply> {
    const grant = () => grantToken(world, setup, request.body, around.tokenLifetimeMs)
    const kind = fault?.kind
    if (kind === 'reset') return cut(request, reply)
    if (kind === 'unauthorized') return reply.code(401).send(unauthorized)
    if (kind === 'unavailable' || kind === 'failedInside' || kind === 'throttled') {
      return reply.code(kind === 'throttled' ? 429 : (fault?.status ?? 503)).send({})
    }
    const { status, body } = grant()
    if (kind === 'replyLost' || kind === 'lateCommit') return cut(request, reply)
    if (kind === 'slow') await wait(fault?.delayMs ?? 0)
    return kind === 'malformed' ? half(reply, body) : reply.code(status).send(body)
  }

  function commitLater(delayMs: number, commit: () => void): void {
    const timer = setTimeout(() => {
      late.delete(timer)
      commit()
    }, delayMs)
    late.add(timer)
  }

  return {
    listen: async (port) => {
      await app.listen({ port, host: '127.0.0.1' })
    },
    port: () => {
      const address = app.server.address()
      return typeof address === 'object' && address !== null ? address.port : 0
    },
    setRoundTrip: wire.setRoundTrip,
    close: async () => {
      for (const timer of late) clearTimeout(timer)
      await app.close()
    },
  }
}

/** All that a call names: its variables, and the orders whose parts are in them. */
function describeVariables(world: World, variables: unknown): string {
  const text = JSON.stringify(variables ?? {})
  const parts = text.matchAll(/gid:\/\/shopify\/(FulfillmentOrder|Fulfillment)\/(\d+)/g)
  const owners = [...parts].map(([, kind, id]) =>
    world.ownerOf(kind === 'Fulfillment' ? kind : 'FulfillmentOrder', id ?? ''),
  )
  return [text, ...owners.map((order) => order?.id ?? '')].join(' ')
}

/** Ends the connection without a word. */
function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

/** Half of the answer, as if it were the whole. */
function half(reply: FastifyReply, answer: unknown): FastifyReply {
  const text = JSON.stringify(answer)
  return reply.type('application/json').send(text.slice(0, Math.floor(text.length / 2)))
}
