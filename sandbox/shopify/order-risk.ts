import { userError } from './errors.ts'
import { gid, idOf } from './gid.ts'
import { isUnfulfilled } from './order-status.ts'
import type { StoredOrder, StoredRiskAssessment } from './state.ts'
import { announceOrder } from './webhooks/announce.ts'
import { findOrder, type CallContext } from './world.ts'

interface RiskInput extends StoredRiskAssessment {
  readonly orderId: string
}

const recommendations: readonly (readonly [string, string])[] = [
  ['HIGH', 'CANCEL'],
  ['MEDIUM', 'INVESTIGATE'],
  ['LOW', 'ACCEPT'],
]

/** The worst assessment decides what the shop recommends. */
export function riskView(order: StoredOrder) {
  const levels = order.riskAssessments.map(({ riskLevel }) => riskLevel)
  const worst = recommendations.find(([level]) => levels.includes(level))
  return {
    recommendation: worst?.[1] ?? 'NONE',
    assessments: order.riskAssessments.map(assessmentView),
  }
}

/** `orderRiskAssessmentCreate`: how a fraud app tells what it thinks of an order. */
export function orderRiskAssessmentCreate(
  { orderRiskAssessmentInput: input }: { readonly orderRiskAssessmentInput: RiskInput },
  context: CallContext,
) {
  const field = ['orderRiskAssessmentInput', 'orderId']
  const order = findOrder(context, idOf('Order', input.orderId))
  if (order === undefined) return refused(field, 'Order does not exist', 'NOT_FOUND')
  if (!isUnfulfilled(order)) {
    return refused(field, 'Order has already been fulfilled', 'ORDER_ALREADY_FULFILLED')
  }
  const { riskLevel, facts } = input
  const assessment: StoredRiskAssessment = { riskLevel, facts }
  const riskAssessments = [...order.riskAssessments, assessment]
  const saved = context.world.saveOrder({ ...order, riskAssessments })
  announceOrder(context.world, saved, ['ORDERS_RISK_ASSESSMENT_CHANGED', 'ORDERS_UPDATED'])
  return { orderRiskAssessment: assessmentView(assessment), userErrors: [] }
}

function refused(field: readonly string[], message: string, code: string) {
  return { orderRiskAssessment: null, userErrors: [userError(field, message, code)] }
}

function assessmentView({ riskLevel, facts }: StoredRiskAssessment) {
  return { riskLevel, facts, provider: { id: gid('App', '1'), title: 'Sandbox' } }
}
