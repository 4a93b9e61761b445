import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { FaultRule, FaultScript } from '../faults.ts'
import { prepareCall, type GraphqlAnswer, type PreparedCall, type ShopCounts } from './execute.ts'
import { addSandboxRoutes } from './sandbox-routes.ts'
import type { ShopSetup } from './setup.ts'
import type { Bucket } from './throttle.ts'
import { grantToken, isValidToken } from './tokens.ts'
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
}

export interface HttpServer {
  listen(port: number): Promise<void>
  port(): number
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

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound))
  addSandboxRoutes(app, around)

  app.post<{ Params: Params }>('/:shop/admin/api/:version/graphql.json', (request, reply) => {
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
    const fault = firstFault(call.rootFields)
    return answerWith(fault, request, reply, call)
  })

  app.post<{ Params: { readonly shop: string } }>(
    '/:shop/admin/oauth/access_token',
    async (request, reply) => {
      const setup = world.setups.get(request.params.shop)
      if (setup === undefined) return reply.code(404).send(notFound)
      const fault = firstFault(['accessToken'])
      return answerToken(fault, request, reply, setup)
    },
  )

  function firstFault(operations: readonly string[]): FaultRule | undefined {
    for (const operation of operations) {
      const fault = faults.strike(operation)
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

  async function answerWith(
    fault: FaultRule | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    call: PreparedCall,
  ): Promise<FastifyReply> {
    switch (fault?.kind) {
      case undefined:
        return reply.send(run(call))
      case 'unavailable':
        return reply.code(fault.status).send({ errors: 'Service Unavailable' })
      case 'throttled':
        return reply.send(call.throttle())
      case 'unauthorized':
        return reply.code(401).send(unauthorized)
      case 'reset':
        return cut(request, reply)
      case 'replyLost':
        run(call)
        return cut(request, reply)
      case 'lateCommit':
        commitLater(fault.delayMs, () => run(call))
        return cut(request, reply)
      case 'slow': {
        const answer = run(call)
        await wait(fault.delayMs)
        return reply.send(answer)
      }
      case 'malformed':
        return half(reply, run(call))
    }
  }

  async function answerToken(
    fault: FaultRule | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    setup: ShopSetup,
  ): Promise<FastifyReply> {
    const grant = () => grantToken(world, setup, request.body, around.tokenLifetimeMs)
    const kind = fault?.kind
    if (kind === 'reset') return cut(request, reply)
    if (kind === 'unauthorized') return reply.code(401).send(unauthorized)
    if (kind === 'unavailable' || kind === 'throttled') {
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
    close: async () => {
      for (const timer of late) clearTimeout(timer)
      await app.close()
    },
  }
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
