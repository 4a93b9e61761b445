import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { FaultRuleSchema, type FaultScript } from '../faults.ts'
import type { ServerStats } from './server.ts'
import { LinnworksItemSchema } from './setup.ts'
import type { LinnworksState } from './state.ts'
import type { StockBackroom } from './stock-backroom.ts'
import { addStockRoutes } from './stock-routes.ts'

const FaultRulesSchema = z.union([FaultRuleSchema, z.array(FaultRuleSchema)])

/**
 * What the vendor does not have: scripting faults, reading the counts, adding a stock item (the
 * shape of the set-up's items), and all of the stock at once. Needs no session, knows no quota.
 */
export function addSandboxRoutes(
  app: FastifyInstance,
  parts: {
    state: LinnworksState
    faults: FaultScript
    stats: () => ServerStats
    stock: StockBackroom
  },
): void {
  const { state, faults } = parts
  app.post('/_sandbox/faults', (request, reply) => {
    const rules = FaultRulesSchema.safeParse(parse(request.body))
    if (!rules.success) return reply.code(400).send({ error: z.prettifyError(rules.error) })
    for (const rule of [rules.data].flat()) faults.add(rule)
    return reply.code(204).send()
  })
  app.delete('/_sandbox/faults', (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })
  app.get('/_sandbox/stats', () => ({ ...parts.stats(), faults: faults.struck }))
  app.post('/_sandbox/items', (request, reply) => {
    const item = LinnworksItemSchema.safeParse(parse(request.body))
    if (!item.success) return reply.code(400).send({ error: z.prettifyError(item.error) })
    state.transaction(() => state.putItem(item.data))
    return reply.code(204).send()
  })
  addStockRoutes(app, parts.stock)
}

function parse(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined
  } catch {
    return undefined
  }
}
