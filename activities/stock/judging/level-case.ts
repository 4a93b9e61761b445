import { brownoutTarget } from '../../../domain/stock-brakes.ts'
import type { DriftVerdict } from '../../../domain/stock-drift.ts'
import type { StockPolicy } from '../../../domain/stock-policy.ts'
import { low } from '../../../domain/stock-risk.ts'
import type { LevelCase } from '../../../domain/stock-standing.ts'
import { isHot } from '../../../ledger/hot-levels.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { LevelFacts } from './level-facts.ts'
import type { LevelSum } from './level-sum.ts'
import { areOrdersHeard, findUnseen, type ShopMoment } from './shop-moment.ts'

/** What a level is judged by. */
export interface LevelEvidence {
  readonly facts: LevelFacts
  readonly sum: LevelSum
  readonly drift: DriftVerdict
  /** By the ledger's clock. */
  readonly now: Date
}

/** A level as the domain judges it. One whose drift is a person's affair is lowered only. */
export function toLevelCase(
  policy: StockPolicy,
  moment: ShopMoment,
  evidence: LevelEvidence,
): LevelCase {
  const { facts, drift, sum } = evidence
  const { row } = facts
  const unseenOrder = findUnseen(moment, facts)
  // What is too old is asked again before it is sent, unless nobody can be asked.
  const terms = sum.isOld && !sum.isBrownedOut ? undefined : sum.terms
  const brownout = brownoutOf(policy, evidence)
  return {
    item: {
      sku: row.sku ?? '',
      tracked: row.tracked ?? true,
      isBundle: row.isBundle ?? false,
      productStatus: toStatus(row.productStatus),
    },
    ...(row.stockItemId === null ? {} : { stockItem: toStockItem(facts) }),
    linked: facts.linked,
    inactiveLevels: policy.inactiveLevels,
    onHand: row.onHand,
    isActive: row.isActive,
    ...(terms === undefined ? {} : { terms }),
    rules: sum.rules,
    ordersHeard: !isAskedForMore(drift) && areOrdersHeard(moment, facts, hasFallen(drift)),
    ...(unseenOrder === undefined ? {} : { unseenOrder }),
    unsettled: row.writeKey !== null,
    disputed: drift.kind === 'exception',
    ...(moment.stopped === undefined ? {} : { stopped: moment.stopped }),
    ...(brownout === undefined ? {} : { brownout }),
  }
}

function toStockItem({ stock, isComposite }: LevelFacts): NonNullable<LevelCase['stockItem']> {
  return { tracked: stock.length === 0 || stock.some(({ tracked }) => tracked), isComposite }
}

function brownoutOf(
  policy: StockPolicy,
  { facts: { row }, sum, now }: LevelEvidence,
): LevelCase['brownout'] {
  const { terms, rules, offered, isBrownedOut } = sum
  if (terms === undefined || !isBrownedOut) return undefined
  const { onHand, committed } = row
  const isHotOrLow = offered <= low || isHot(row, now)
  const level = { onHand, committed, isHotOrLow, terms, rules }
  return { onHand: brownoutTarget(level, policy.brownout) }
}

/** It may have been put back by refunds that are not known yet: until then it is not raised. */
function isAskedForMore(drift: DriftVerdict): boolean {
  return drift.kind === 'asked' && drift.units > 0
}

function hasFallen(drift: DriftVerdict): boolean {
  return drift.kind !== 'explained' && drift.units < 0
}

const statuses = ['ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED'] as const

function toStatus(text: LevelRow['productStatus']): (typeof statuses)[number] {
  return statuses.find((status) => status === text) ?? 'ACTIVE'
}
