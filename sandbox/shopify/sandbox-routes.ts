import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { FaultRuleSchema, type FaultScript } from '../faults.ts'
import { sellInStore } from './bulk.ts'
import { listShelf, setPoison, setShelf } from './shelf.ts'
import type { World } from './world.ts'

interface RouteSurroundings {
  /** Called after anything may have changed. */
  readonly afterCommit: () => void
  readonly world: World
  readonly faults: FaultScript
  readonly stats: () => unknown
}

interface ShopParams {
  readonly Params: { readonly shop: string }
}

const LevelsSchema = z.array(
  z.object({
    inventoryItemId: z.string(),
    locationId: z.string(),
    onHand: z.number().int().optional(),
    isActive: z.boolean().optional(),
  }),
)
const SaleSchema = z.object({
  locationId: z.string(),
  lines: z.array(z.object({ variantId: z.string(), quantity: z.number().int().positive() })),
})
const PoisonSchema = z.object({
  inventoryItemId: z.string(),
  /** What writes of the item are refused with from now on; null heals it. */
  code: z.enum(['INVALID_INVENTORY_ITEM', 'NON_MUTABLE_INVENTORY_ITEM']).nullable(),
})
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

  addShelfRoutes(app, around)

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

/** A shop's stock past its API: read and set at once, sold over the counter, made unwritable. */
function addShelfRoutes(app: FastifyInstance, { world, afterCommit }: RouteSurroundings): void {
  app.get<ShopParams>('/_sandbox/:shop/levels', (request, reply) => {
    const setup = world.setups.get(request.params.shop)
    if (setup === undefined) return reply.code(404).send({ error: 'There is no such shop' })
    return reply.send(listShelf(world, setup))
  })

  app.post<ShopParams>('/_sandbox/:shop/levels', (request, reply) => {
    const setup = world.setups.get(request.params.shop)
    const levels = LevelsSchema.safeParse(request.body)
    if (setup === undefined) return reply.code(404).send({ error: 'There is no such shop' })
    if (!levels.success) return reply.code(400).send({ error: z.prettifyError(levels.error) })
    setShelf(world, setup, levels.data)
    afterCommit()
    return reply.code(204).send()
  })

  app.post<ShopParams>('/_sandbox/:shop/sales', (request, reply) => {
    const { shop } = request.params
    const sale = SaleSchema.safeParse(request.body)
    if (!world.setups.has(shop)) return reply.code(404).send({ error: 'There is no such shop' })
    if (!sale.success) return reply.code(400).send({ error: z.prettifyError(sale.error) })
    const sold = sellInStore(world, shop, sale.data)
    afterCommit()
    return reply.send(sold)
  })

  app.post<ShopParams>('/_sandbox/:shop/poison', (request, reply) => {
    const { shop } = request.params
    const poison = PoisonSchema.safeParse(request.body)
    if (!world.setups.has(shop)) return reply.code(404).send({ error: 'There is no such shop' })
    if (!poison.success) return reply.code(400).send({ error: z.prettifyError(poison.error) })
    setPoison(world, shop, poison.data.inventoryItemId, poison.data.code)
    return reply.code(204).send()
  })
}
