import { brownoutTarget } from '../../domain/stock-brakes.ts'
import type { DriftVerdict } from '../../domain/stock-drift.ts'
import { planOffer } from '../../domain/stock-level.ts'
import { low } from '../../domain/stock-risk.ts'
import { judgeLevel, type LevelVerdict } from '../../domain/stock-standing.ts'
import { isHot } from '../../ledger/hot-levels.ts'
import type { LevelKey } from '../../ledger/level-key.ts'
import type { LevelJudgement } from '../../ledger/stock-judgements.ts'
import type { LevelWrite } from '../../ledger/stock-writes.ts'
import type { Dependencies } from '../dependencies.ts'
import { judgeDrifts } from './judge-drifts.ts'
import { bufferOf } from './level-buffer.ts'
import { gatherLevelFacts, type LevelFacts } from './level-facts.ts'
import { areOrdersHeard, findUnseen, type ShopMoment } from './shop-moment.ts'

/** What a level was judged to be, and, where it is to be written, with what. */
export interface JudgedLevel {
  readonly facts: LevelFacts
  readonly verdict: LevelVerdict
  readonly judgement: LevelJudgement
  readonly drift: DriftVerdict
  /**
   * Something is offered now, and nothing would be any more, as Linnworks says. Where the shop itself
   * offers less meanwhile, that is no word of Linnworks' to be doubted.
   */
  readonly empties: boolean
  /** What Linnworks said of it is too old to be sent. */
  readonly isOld: boolean
  readonly write?: LevelWrite
}

type Judging = Pick<Dependencies, 'findShop' | 'ledger'>

/**
 * Judges levels of one shop by what the ledger knows, and keeps the judgements. Those whose drift is a
 * person's affair are lowered only.
 */
export async function judgeLevels(
  dependencies: Judging,
  moment: ShopMoment,
  keys: readonly LevelKey[],
): Promise<readonly JudgedLevel[]> {
  const { ledger } = dependencies
  const ledgerReadAt = await ledger.clock.now()
  const facts = await gatherLevelFacts(dependencies, keys)
  const drifts = await judgeDrifts(dependencies, moment, facts)
  const judged = facts.map((each, nth) =>
    judge(dependencies, moment, each, drifts[nth] ?? { kind: 'explained' }, ledgerReadAt),
  )
  await ledger.stockLevels.recordJudgements(
    judged.map(({ judgement }) => judgement),
    ledgerReadAt,
  )
  return judged
}

function judge(
  { findShop }: Judging,
  moment: ShopMoment,
  facts: LevelFacts,
  drift: DriftVerdict,
  ledgerReadAt: Date,
): JudgedLevel {
  const { stock: policy } = findShop(moment.shop)
  const { row, terms: counted, stockReadAt, linked } = facts
  const unseenOrder = findUnseen(moment, facts)
  const rules = moment.rulesOf({ locationId: row.locationId, sku: row.sku ?? '' })
  const nowMs = ledgerReadAt.getTime()
  const ageMs = stockReadAt === undefined ? 0 : nowMs - stockReadAt.getTime()
  const adapted = bufferOf(policy.adaptiveBuffer, facts, { ...moment, ageMs, now: ledgerReadAt })
  const buffer = Math.max(rules.buffer, adapted)
  const terms = counted === undefined ? undefined : { ...counted, buffer }
  const isOld = ageMs > policy.oldestStockSeconds * 1000
  const usual = judgeLevel({
    item: {
      sku: row.sku ?? '',
      tracked: row.tracked ?? true,
      isBundle: row.isBundle ?? false,
      productStatus: toStatus(row.productStatus),
    },
    ...(row.stockItemId === null
      ? {}
      : {
          stockItem: {
            tracked: facts.stock.length === 0 || facts.stock.some(({ tracked }) => tracked),
            isComposite: facts.isComposite,
          },
        }),
    linked,
    inactiveLevels: policy.inactiveLevels,
    onHand: row.onHand,
    isActive: row.isActive,
    // What is too old is asked again before it is sent, unless nobody can be asked.
    ...(terms === undefined || (isOld && !isBrownedOut()) ? {} : { terms }),
    rules,
    ordersHeard: !isAskedForMore(drift) && areOrdersHeard(moment, facts, hasFallen(drift)),
    ...(unseenOrder === undefined ? {} : { unseenOrder }),
    unsettled: row.writeKey !== null,
    disputed: drift.kind === 'exception',
    ...(moment.stopped === undefined ? {} : { stopped: moment.stopped }),
    ...brownout(),
  })
  const verdict = whyNotJudged(facts) ?? usual
  const { standing, reason, target } = verdict
  const writes = standing === 'lower' || standing === 'raise'
  const key = {
    shop: row.shop,
    inventoryItemId: row.inventoryItemId,
    locationId: row.locationId,
  }
  const numbers = {
    available: terms?.available ?? null,
    inLinnworks: terms?.inLinnworks ?? null,
    leftShelf: terms?.leftShelf ?? null,
    elsewhere: terms?.elsewhere ?? null,
    buffer: terms?.buffer ?? null,
  }
  const empties =
    writes &&
    target !== undefined &&
    row.onHand > row.committed &&
    target <= row.committed &&
    !(isBrownedOut() && offersSome())
  return {
    facts,
    verdict,
    drift,
    empties,
    isOld: counted !== undefined && isOld,
    judgement: {
      ...key,
      ...numbers,
      standing,
      reason,
      target: target ?? null,
      readAt: row.readAt,
      stockReadAt: stockReadAt ?? null,
      isRight: drift.kind === 'explained' || standing === 'inAccord',
      isAsked: drift.kind === 'asked',
      isExplained: drift.kind === 'explained',
    },
    ...(writes && target !== undefined && terms !== undefined && stockReadAt !== undefined
      ? {
          write: {
            ...key,
            ...terms,
            changeFrom: row.onHand,
            onHand: target,
            committed: row.committed,
            readAt: row.readAt,
            stockReadAt,
            ledgerReadAt,
          },
        }
      : {}),
  }

  function isBrownedOut(): boolean {
    return ageMs > policy.brownout.afterMinutes * 60_000
  }

  function offersSome(): boolean {
    return terms !== undefined && planOffer(terms, rules) > 0
  }

  function brownout() {
    if (terms === undefined || !isBrownedOut()) return {}
    const offered = planOffer(terms, rules)
    const isHotOrLow = offered <= low || isHot(row, ledgerReadAt)
    const { onHand, committed } = row
    return {
      brownout: {
        onHand: brownoutTarget({ onHand, committed, isHotOrLow, terms, rules }, policy.brownout),
      },
    }
  }
}

/** It may have been put back by refunds that are not known yet: until then it is not raised. */
function isAskedForMore(drift: DriftVerdict): boolean {
  return drift.kind === 'asked' && drift.units > 0
}

function hasFallen(drift: DriftVerdict): boolean {
  return drift.kind !== 'explained' && drift.units < 0
}

/** What cannot be judged as it is, before anything else is asked of it. */
function whyNotJudged({ row, countedTwice }: LevelFacts): LevelVerdict | undefined {
  if (row.sku === null) {
    return { standing: 'skipped', reason: 'it is not in the catalogue yet' }
  }
  if (!countedTwice) return undefined
  return {
    standing: 'skipped',
    reason: 'a Linnworks location counts for two locations of the shop',
  }
}

const statuses = ['ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED'] as const

function toStatus(text: string | null): (typeof statuses)[number] {
  return statuses.find((status) => status === text) ?? 'ACTIVE'
}
