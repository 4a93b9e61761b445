import { describe } from 'vitest'
import type { Dependencies } from '../../../activities/dependencies.ts'
import { openDatabase } from '../../../ledger/database.ts'
import type { Ledger } from '../../../ledger/index.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { LINNWORKS_LOCATIONS, LOCATION_LINKS, SHOPIFY_LOCATIONS } from '../../../sandbox/world.ts'
import { buy } from '../people.ts'
import { type Alteration, withMethods } from './exchange.ts'
import { awaitAnyStage } from './stories.ts'
import { tryGuards } from './trial.ts'

const atRest = ['awaitingDispatch', 'needsAttention']

/** What is read back costs what was sent, whatever Linnworks says. */
const withoutTotal: Alteration = (usual) => ({
  ...usual,
  linnworks: withMethods(usual.linnworks, {
    getOrdersById: async (ids) => {
      const found = await usual.linnworks.getOrdersById(ids)
      return await Promise.all(
        found.map(async (order) => {
          const { subSource, reference } = order
          const sent = await usual.ledger.consignments.findByReference(subSource, reference)
          return { ...order, totalMinor: sent?.totalMinor ?? order.totalMinor }
        }),
      )
    },
  }),
})

/** What nobody linked is shipped from London. */
const withDefaultLocation: Alteration = (usual) =>
  withLinks(usual, {
    listLocationLinks: async (shop) => {
      const links = await usual.ledger.links.listLocationLinks(shop)
      const linked = new Set(links.map(({ locationId }) => locationId))
      const [london] = LOCATION_LINKS
      const { linnworksLocationName } = london
      const others = Object.values(SHOPIFY_LOCATIONS)
        .filter((locationId) => !linked.has(locationId))
        .map((locationId) => ({
          locationId,
          linnworksLocationId: LINNWORKS_LOCATIONS.london,
          linnworksLocationName,
        }))
      return [...links, ...others]
    },
  })

function withLinks(usual: Dependencies, changed: Partial<Ledger['links']>): Dependencies {
  const { ledger } = usual
  return { ...usual, ledger: { ...ledger, links: { ...ledger.links, ...changed } } }
}

describe('what is not right is not sent on', () => {
  tryGuards('strict', [
    {
      story: 'an order that stands in Linnworks a penny dearer waits for a person',
      without: withoutTotal,
      live: async ({ stack, meddle }) => {
        meddle((usual) => ({
          ...usual,
          linnworks: withMethods(usual.linnworks, {
            createOrders: ({ locationName, orders }) =>
              usual.linnworks.createOrders({
                locationName,
                orders: async () => {
                  const right = typeof orders === 'function' ? await orders() : orders
                  return right.map((each) => ({ ...each, shippingMinor: each.shippingMinor + 1 }))
                },
              }),
          }),
        }))
        const order = await buy(stack, VARIANTS.mug)
        await awaitAnyStage(stack, order, atRest)
        return order
      },
      damage: ['wrongTotal'],
    },
    {
      story: 'an order from a floor that nobody linked waits for a person',
      without: withDefaultLocation,
      live: async ({ stack }) => {
        const database = openDatabase(stack.config.ledger)
        await database
          .deleteFrom('locationLinks')
          .where('locationId', '=', SHOPIFY_LOCATIONS.leeds)
          .execute()
        await database.destroy()
        const order = await buy(stack, VARIANTS.biscuits)
        await awaitAnyStage(stack, order, atRest)
        return order
      },
      damage: ['wrongLocation'],
    },
  ])
})
