import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { PretendedSchema } from './pretence.ts'
import type { StockBackroom } from './stock-backroom.ts'

const LevelsSchema = z.array(
  z.object({ sku: z.string(), locationId: z.guid(), level: z.number().int() }),
)
const SalesSchema = z.array(
  z.object({
    sku: z.string(),
    locationId: z.guid(),
    quantity: z.number().int().positive(),
    dispatched: z.boolean().default(false),
  }),
)

/**
 * The back door to the stock for other processes: `GET /_sandbox/stock` (all of it),
 * `POST …/levels` and `POST …/sales` (arrays), `GET /_sandbox/locked`, and `POST …/pretence`,
 * which `DELETE` ends. A refusal is a 400 with an `error`.
 */
export function addStockRoutes(app: FastifyInstance, stock: StockBackroom): void {
  app.get('/_sandbox/stock', () => stock.listStock())
  app.get('/_sandbox/locked', () => stock.listLocked())
  app.post('/_sandbox/stock/levels', (request, reply) =>
    act(reply, request.body, LevelsSchema, (levels) => {
      stock.setLevels(levels)
      return {}
    }),
  )
  app.post('/_sandbox/stock/sales', (request, reply) =>
    act(reply, request.body, SalesSchema, (sales) => ({ orderIds: stock.sellElsewhere(sales) })),
  )
  app.post('/_sandbox/stock/pretence', (request, reply) =>
    act(reply, request.body, PretendedSchema, (pretended) => {
      stock.pretend(pretended)
      return {}
    }),
  )
  app.delete('/_sandbox/stock/pretence', (_request, reply) => {
    stock.pretend()
    return reply.code(204).send()
  })
}

function act<T>(
  reply: FastifyReply,
  body: unknown,
  schema: z.ZodType<T>,
  work: (wanted: T) => unknown,
) {
  try {
    return reply.send(work(schema.parse(typeof body === 'string' ? JSON.parse(body) : body)))
  } catch (error) {
    return reply.code(400).send({ error: error instanceof Error ? error.message : String(error) })
  }
}
