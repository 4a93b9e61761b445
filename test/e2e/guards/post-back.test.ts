import { describe } from 'vitest'
import { eventually } from '../../../rehearsal/eventually.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { awaitStage, buy } from '../people.ts'
import { type Alteration, withMethods, withShop } from './exchange.ts'
import {
  awaitMoment,
  awaitStruck,
  countStruck,
  dispatchAtOnce,
  send,
  sendOneOfThree,
  splitOffOne,
} from './stories.ts'
import { tryGuards } from './trial.ts'
import { withoutSplits } from './virtual-split.ts'

const lateCreate = 'fulfillmentCreate:lateCommit'
/** Longer than Waybill waits: nobody knows how late a vendor can be. */
const lateMs = 7000

/** The parcels that Shopify was told of are not looked at. */
const withoutReadBack: Alteration = (usual) =>
  withShop(usual, (client) =>
    withMethods(client, {
      getFulfillmentState: async (orderId) => {
        const state = await client.getFulfillmentState(orderId)
        return state && { ...state, fulfillments: [] }
      },
    }),
  )

/** Two parcels may be one fulfilment. */
const withoutUniqueClaim: Alteration = (usual) => {
  const { parcels } = usual.ledger
  return {
    ...usual,
    ledger: {
      ...usual.ledger,
      parcels: {
        ...parcels,
        list: async (key) => {
          const all = await parcels.list(key)
          return all.map((parcel) => ({ ...parcel, fulfillmentId: null }))
        },
        markPosted: (linnworksOrderId, fulfillmentId, told) =>
          parcels.markPosted(linnworksOrderId, `${fulfillmentId} of ${linnworksOrderId}`, told),
      },
    },
  }
}

/** Whatever a fulfilment order holds when the create comes is fulfilled. */
const withoutQuantities: Alteration = (usual) =>
  withShop(usual, (client) =>
    withMethods(client, {
      createFulfillment: (request) =>
        client.createFulfillment({
          ...request,
          fulfillmentOrders: request.fulfillmentOrders.map(({ fulfillmentOrderId }) => ({
            fulfillmentOrderId,
          })),
        }),
    }),
  )

/** Just before the first create a unit is cut off what it names, as by a split that comes late. */
function cutLate(): Alteration {
  let isCut = false
  return (usual) =>
    withShop(usual, (client) =>
      withMethods(client, {
        createFulfillment: async (request) => {
          const [part] = request.fulfillmentOrders
          const [line] = part?.lines ?? []
          if (!isCut && part !== undefined && line !== undefined) {
            isCut = true
            const { fulfillmentOrderId } = part
            const lines = [{ ...line, quantity: 1 }]
            await client.splitFulfillmentOrder({ fulfillmentOrderId, lines })
          }
          return await client.createFulfillment(request)
        },
      }),
    )
}

describe('a parcel that is posted back', () => {
  tryGuards('untilProcessed', [
    {
      story: 'the fulfilments are read before a second create, where the first reply was lost',
      without: withoutReadBack,
      live: async ({ stack }) => {
        const { faults } = stack.shopify
        const order = await sendOneOfThree(stack, () =>
          faults.add({ operation: 'fulfillmentCreate', kind: 'replyLost' }),
        )
        await awaitStage(stack, [order], 'partlyDispatched')
        return order
      },
      damage: ['orphanFulfillment'],
    },
    {
      story:
        'a parcel has a fulfilment order of its own, so that a create that comes late is refused',
      without: (usual) => withShop(usual, withoutSplits),
      live: async ({ stack }) => {
        const before = countStruck(stack, lateCreate)
        const order = await sendOneOfThree(stack, () =>
          stack.shopify.faults.add({
            operation: 'fulfillmentCreate',
            kind: 'lateCommit',
            delayMs: lateMs,
          }),
        )
        await awaitStruck(stack, lateCreate, before)
        await awaitMoment('the late create has come', performance.now() + lateMs + 500)
        await awaitStage(stack, [order], 'partlyDispatched')
        return order
      },
      damage: ['orphanFulfillment'],
    },
    {
      story: 'units are named in the create, so that one for what was cut since is refused',
      without: withoutQuantities,
      live: async ({ stack, meddle }) => {
        meddle(cutLate())
        const order = await buy(stack, VARIANTS.earlGrey, 2)
        await awaitStage(stack, [order], 'awaitingDispatch')
        await dispatchAtOnce(stack, order)
        await awaitStage(stack, [order], 'fulfilled')
        return order
      },
      damage: ['wrongParcel'],
    },
    {
      story: 'a fulfilment is taken for one parcel only, where two are alike',
      without: withoutUniqueClaim,
      live: async ({ stack }) => {
        const order = await buy(stack, VARIANTS.earlGrey, 2)
        await awaitStage(stack, [order], 'awaitingDispatch')
        const first = await splitOffOne(stack, order)
        const second = (await stack.warehouse.listOpenOrders()).find(
          ({ reference, orderId }) => reference === order.orderId && orderId !== first.orderId,
        )
        if (second === undefined) throw new Error('there is no second parcel')
        await send(stack, first, 'RM1GB')
        await awaitStage(stack, [order], 'partlyDispatched')
        // The second create is refused at the door, so that another attempt looks first.
        stack.shopify.faults.add({ operation: 'fulfillmentCreate', kind: 'unavailable' })
        await send(stack, second, 'RM1GB')
        await eventually('both parcels are posted', async () => {
          const parcels = await stack.ledger.parcels.list({
            shop: AURORA.shop,
            orderId: order.orderId,
          })
          return parcels.length === 2 && parcels.every(({ postedAt }) => postedAt !== null)
        })
        return order
      },
      damage: ['notTold'],
    },
  ])
})
