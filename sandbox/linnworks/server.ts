import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { callerOf, type CallMoment, type CallWatch } from '../call-moment.ts'
import type { FaultRule, FaultScript } from '../faults.ts'
import { layWire, type SeenCall, type Wire } from '../wire.ts'
import { checkSession } from './auth.ts'
import { Refusal, type Answer, type Call, type Operation } from './operation.ts'
import { createQuotas, quotaText } from './quotas.ts'
import { describeCall, readCall } from './request.ts'
import type { LinnworksState } from './state.ts'

export interface ServerStats {
  /** Calls that reached an operation, by its name, those refused for their rate included. */
  readonly calls: Readonly<Record<string, number>>
  /** Calls above the quota, by operation. Scripted 429s are counted with the faults instead. */
  readonly throttled: Readonly<Record<string, number>>
}

export interface ServerParts {
  readonly state: LinnworksState
  readonly operations: readonly Operation[]
  readonly faults: FaultScript
  readonly log: (line: string) => void
  readonly watchCalls?: (call: SeenCall) => void
  readonly onCall?: CallWatch
}

/**
 * Serves the operations. `localhost` is the cluster; under any other host name only
 * authorisation exists, and all else is a silent 404, as on the vendor's wrong clusters. In order:
 * host, session, permission (403: the vendor's answer is not documented), quota, scripted fault,
 * body, operation.
 */
export function createServer(parts: ServerParts): {
  readonly app: FastifyInstance
  readonly stats: ServerStats
  readonly wire: Wire
} {
  const { state, faults, log } = parts
  const calls: Record<string, number> = {}
  const throttled: Record<string, number> = {}
  const quotas = createQuotas(state.clock, state.account.quotaScale)
  const stopping = new AbortController()
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 20 * 1024 * 1024 })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setNotFoundHandler((_request, reply) => reply.code(404).send())
  app.addHook('onClose', () => stopping.abort())
  const wire = layWire(app, parts)

  for (const operation of parts.operations) {
    const wrongMethod = operation.method === 'GET' ? 'POST' : 'GET'
    app.route({ method: wrongMethod, url: operation.path, handler: refuseMethod })
    app.route({
      method: operation.method,
      url: operation.path,
      handler: async (request, reply) => handle(operation, request, reply),
    })
  }

  async function handle(operation: Operation, request: FastifyRequest, reply: FastifyReply) {
    const isAuth = operation.path.startsWith('/api/Auth/')
    if (!isAuth && request.hostname !== 'localhost') return reply.code(404).send()
    calls[operation.name] = (calls[operation.name] ?? 0) + 1
    if (!isAuth && checkSession(state, request.headers.authorization) === 'dead') {
      return refuseSession(reply)
    }
    if (!isPermitted(operation)) return sendError(reply, 403, 'Permission is missing.')
    const decision = quotas.admit(operation)
    if (!decision.admitted) {
      throttled[operation.name] = (throttled[operation.name] ?? 0) + 1
      return refuseQuota(reply, decision)
    }
    await tell('received', operation, request)
    const caller = callerOf(request.headers)
    const fault = faults.strike(operation.name, () => describeCall(state, request), caller)
    if (fault === undefined) return send(reply, await commit(operation, request))
    log(`${operation.name}: ${fault.kind}`)
    await fault.witness?.()
    return misbehave(fault, operation, request, reply)
  }

  async function misbehave(
    fault: FaultRule,
    operation: Operation,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    switch (fault.kind) {
      case 'unavailable':
      case 'failedInside':
        return fault.body === undefined
          ? reply.code(fault.status).send()
          : sendJson(reply, fault.status, fault.body)
      case 'unauthorized':
        return refuseSession(reply)
      case 'throttled':
        return refuseQuota(reply, { limit: operation.perMinute, retryAfterMs: fault.delayMs })
      case 'reset':
        return hangUp(request, reply)
      case 'replyLost':
        await commit(operation, request)
        return hangUp(request, reply)
      case 'lateCommit':
        hangUp(request, reply)
        void perform(operation, request, () => delay(fault.delayMs)).catch(() => undefined)
        return reply
      case 'slow': {
        const result = await commit(operation, request)
        await delay(fault.delayMs)
        return send(reply, result)
      }
      case 'malformed': {
        const text = JSON.stringify((await commit(operation, request)).json ?? null)
        return sendJson(reply, 200, text.slice(0, Math.floor(text.length / 2)))
      }
    }
  }

  async function commit(operation: Operation, request: FastifyRequest): Promise<Answer> {
    const result = await perform(operation, request)
    await tell('committed', operation, request)
    return result
  }

  async function tell(
    moment: CallMoment['moment'],
    { name }: Operation,
    { headers }: FastifyRequest,
  ): Promise<void> {
    const caller = callerOf(headers)
    await parts.onCall?.({ vendor: 'linnworks', operation: name, moment, caller })
  }

  /** A delay that a stop cuts short with an error: what was to come late then never comes. */
  async function delay(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: stopping.signal })
  }

  async function perform(
    operation: Operation,
    request: FastifyRequest,
    pause?: () => Promise<void>,
  ): Promise<Answer> {
    try {
      const call: Call = readCall(request, operation)
      return await operation.perform(pause === undefined ? call : { ...call, pause })
    } catch (error) {
      if (error instanceof Refusal) return toErrorAnswer(error.status, error.message)
      if (stopping.signal.aborted) throw error
      log(`${operation.name} broke: ${error instanceof Error ? error.stack : String(error)}`)
      return toErrorAnswer(500, 'An error has occurred.')
    }
  }

  function refuseQuota(reply: FastifyReply, quota: { limit: number; retryAfterMs: number }) {
    const { retryAfterHeader, quotaStatus } = state.account.switches
    if (retryAfterHeader) {
      reply.header('retry-after', String(Math.ceil(quota.retryAfterMs / 1000)))
    }
    return sendJson(reply, quotaStatus, JSON.stringify({ Message: quotaText(quota.limit) }))
  }

  function isPermitted(operation: Operation): boolean {
    const { permissions } = state.account
    if (permissions === undefined || operation.permission === undefined) return true
    return permissions.includes(operation.permission)
  }

  return { app, stats: { calls, throttled }, wire }
}

/** The body of a 401 is not documented; this is what the vendor's web framework says. */
function refuseSession(reply: FastifyReply) {
  const message = 'Authorization has been denied for this request.'
  return sendJson(reply, 401, JSON.stringify({ Message: message }))
}

function refuseMethod(request: FastifyRequest, reply: FastifyReply) {
  const message = `The requested resource does not support http method '${request.method}'.`
  return sendJson(reply, 405, JSON.stringify({ Message: message }))
}

function toErrorAnswer(status: number, message: string): Answer {
  return { status, json: { Code: null, Message: message } }
}

function sendError(reply: FastifyReply, status: number, message: string) {
  return send(reply, toErrorAnswer(status, message))
}

function send(reply: FastifyReply, result: Answer) {
  if (result.json === undefined) return reply.code(result.status).send()
  return sendJson(reply, result.status, JSON.stringify(result.json))
}

function sendJson(reply: FastifyReply, status: number, text: string) {
  return reply.code(status).type('application/json; charset=utf-8').send(text)
}

function hangUp(request: FastifyRequest, reply: FastifyReply) {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}
