import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { cancelOrder, releaseOrder, retryNow } from '../../../workflows/contract.ts'
import { awaitStageOfLife, hold, workflowOf } from '../matrix/scene.ts'
import { sendWebhook } from '../matrix/webhooks.ts'
import { markedEmail, markedNote, markedPerson, markedSentence, markedTracking } from './marks.ts'
import { placeMarked, send } from './people.ts'
import { askPeople } from './questions.ts'

/** How Shopify is asked for an order. */
const orderReads = ['order', 'nodes']

/**
 * Orders of the marked person, on the ways where their data could get out. Answers what the receiver
 * said to those who sent something.
 */
export async function liveMarkedLives(stack: Stack): Promise<string> {
  const lives = [
    livesWell,
    isRefusedByLinnworks,
    isNotReadable,
    isRefusedByShopify,
    isCancelledAgainstRefusals,
    isInDoubt,
    isUnmapped,
  ]
  await Promise.all(lives.map((live) => live(stack)))
  await askPeople(stack)
  return await knockAtTheDoor(stack)
}

interface WrongAnswer {
  readonly about: string
  readonly status: number
  readonly body: unknown
  readonly times?: number
}

/** A vendor answers this instead, once unless told. Returns how to have it relent. */
function answerWrongly(
  twin: Stack['linnworks' | 'shopify'],
  operation: string,
  { body, ...answer }: WrongAnswer,
): () => void {
  return twin.faults.add({
    operation,
    kind: 'unavailable',
    body: JSON.stringify(body),
    ...answer,
  })
}

async function livesWell(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.mug)
  await awaitStageOfLife(stack, order, 'awaitingDispatch')
  await hold(stack, order)
  await workflowOf(stack, order).executeUpdate(releaseOrder, { args: [{ actor: 'staff-1' }] })
  await send(stack, order)
  await awaitStageOfLife(stack, order, 'fulfilled')
}

async function isRefusedByLinnworks(stack: Stack): Promise<void> {
  let relent: () => void = () => undefined
  const order = await placeMarked(stack, VARIANTS.breakfastTea, ({ orderId: about }) => {
    const body = { Code: null, Message: `Address of ${markedSentence} (${markedNote})` }
    relent = answerWrongly(stack.linnworks, 'CreateOrders', {
      about,
      status: 400,
      body,
      times: 100,
    })
  })
  await awaitStageOfLife(stack, order, 'needsAttention')
  relent()
  await workflowOf(stack, order).signal(retryNow, { actor: 'staff-1' })
  await awaitStageOfLife(stack, order, 'awaitingDispatch')
}

async function isNotReadable(stack: Stack): Promise<void> {
  const relents: (() => void)[] = []
  const order = await placeMarked(stack, VARIANTS.breakfastTea, ({ orderId: about }) => {
    const body = { errors: [{ message: markedSentence }] }
    for (const operation of orderReads) {
      stack.shopify.faults.add({ operation, kind: 'malformed', about })
      answerWrongly(stack.shopify, operation, { about, status: 500, body })
      const refusal = { about, status: 200, body, times: 100 }
      relents.push(answerWrongly(stack.shopify, operation, refusal))
    }
  })
  await awaitStageOfLife(stack, order, 'needsAttention')
  for (const relent of relents) relent()
  await workflowOf(stack, order).signal(retryNow, { actor: 'staff-1' })
  await awaitStageOfLife(stack, order, 'awaitingDispatch')
}

async function isRefusedByShopify(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.mug)
  await awaitStageOfLife(stack, order, 'awaitingDispatch')
  const userErrors = [{ field: ['fulfillment'], message: `${markedSentence} ${markedTracking}` }]
  answerWrongly(stack.shopify, 'fulfillmentCreate', {
    about: order.orderId,
    status: 200,
    body: { data: { fulfillmentCreate: { fulfillment: null, userErrors } } },
  })
  await send(stack, order)
  await awaitStageOfLife(stack, order, 'needsAttention')
  await workflowOf(stack, order).signal(retryNow, { actor: 'staff-1' })
  await awaitStageOfLife(stack, order, 'fulfilled')
}

async function isCancelledAgainstRefusals(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.earlGrey)
  await awaitStageOfLife(stack, order, 'awaitingDispatch')
  const { orderId: about } = order
  const relent = answerWrongly(stack.linnworks, 'CancelOrder', {
    about,
    status: 400,
    body: { Code: null, Message: markedSentence },
    times: 100,
  })
  answerWrongly(stack.shopify, 'orderCancel', {
    about,
    status: 200,
    body: {
      data: {
        orderCancel: {
          job: null,
          orderCancelUserErrors: [{ field: null, message: markedSentence }],
        },
      },
    },
  })
  const cancel = () =>
    workflowOf(stack, order).executeUpdate(cancelOrder, {
      args: [{ reason: 'CUSTOMER', actor: 'staff-1' }],
    })
  const refused = await cancel()
  relent()
  const outcomes = [refused, await cancel(), await cancel()].map(({ outcome }) => outcome)
  if (outcomes.join(' ') !== 'refused refused cancelled') throw new Error(outcomes.join(' '))
}

/** Replies are lost or torn, in the middle of what they say of the customer. */
async function isInDoubt(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.earlGrey, ({ orderId: about }) => {
    stack.linnworks.faults.add({ operation: 'CreateOrders', kind: 'replyLost', about })
    for (const operation of ['GetOrderDetailsByReferenceId', 'GetOrdersById']) {
      stack.linnworks.faults.add({ operation, kind: 'malformed', about })
      answerWrongly(stack.linnworks, operation, { about, status: 500, body: markedSentence })
    }
  })
  await awaitStageOfLife(stack, order, 'awaitingDispatch')
}

async function isUnmapped(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.towel)
  await awaitStageOfLife(stack, order, 'needsAttention')
}

/** Webhooks that are not what they should be, with everything of the person in them. */
async function knockAtTheDoor(stack: Stack): Promise<string> {
  const order = { id: '', name: '', orderId: '5512' }
  const body = JSON.stringify({ id: 'none', email: markedEmail, note: markedNote, markedPerson })
  const answers = [
    await sendWebhook(stack, order, { body }),
    await sendWebhook(stack, order, { body: body.slice(0, -9) }),
    await sendWebhook(stack, order, { body, secret: 'not-the-secret' }),
    await sendWebhook(stack, order, { body, topic: encodeURIComponent(markedEmail) }),
  ]
  const others = [
    await fetch(`${stack.receiverUrl}/webhooks/shopify`, {
      method: 'POST',
      headers: { 'X-Shopify-Shop-Domain': markedEmail, 'Content-Type': 'application/json' },
      body,
    }),
    await fetch(`${stack.receiverUrl}/${encodeURIComponent(markedPerson.lastName)}`),
  ]
  const texts = others.map(async (answer) => `${answer.status} ${await answer.text()}`)
  return [...answers.map(({ said }) => said), ...(await Promise.all(texts))].join('\n')
}
