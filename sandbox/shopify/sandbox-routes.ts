import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { FaultRuleSchema, type FaultScript } from '../faults.ts'
import type { World } from './world.ts'

interface RouteSurroundings {
  readonly world: World
  readonly faults: FaultScript
  readonly stats: () => unknown
}

const RulesSchema = z.union([FaultRuleSchema, z.array(FaultRuleSchema)])

/** What the sandbox adds to the vendor's API: the script of faults, and what happened. */
export function addSandboxRoutes(app: FastifyInstance, around: RouteSurroundings): void {
  const { world, faults } = around

  app.post('/_sandbox/faults', (request, reply) => {
    const rules = RulesSchema.safeParse(request.body)
    if (!rules.success) return reply.code(400).send({ error: z.prettifyError(rules.error) })
    for (const rule of [rules.data].flat()) faults.add(rule)
    return reply.code(204).send()
  })

  app.delete('/_sandbox/faults', (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })

  app.get('/_sandbox/stats', (_request, reply) => reply.send(around.stats()))

  app.get('/_sandbox/customers-told', (_request, reply) =>
    reply.send(
      [...world.notices.values()].map(({ shop, orderId, fulfillmentId, at }) => ({
        shop,
        orderId,
        fulfillmentId,
        at,
      })),
    ),
  )
}
