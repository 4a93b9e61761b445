import { type LevelRules, type LevelTerms, planOnHand } from './stock-level.ts'

export type Standing =
  | 'inAccord'
  | 'lower'
  | 'raise'
  /** It would be raised, but what was sold until it was read is not known yet. */
  | 'raiseWaits'
  /** Not ours to write. */
  | 'skipped'
  | 'paused'
  /** Ours to write, and not to be written now. */
  | 'frozen'

/** What is known of a level when it is judged. */
export interface LevelCase {
  readonly item: {
    /** Empty if it has none. */
    readonly sku: string
    readonly tracked: boolean
    readonly isBundle: boolean
    readonly productStatus: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'
  }
  /** What it is sold as in Linnworks; absent if nothing is. */
  readonly stockItem?: {
    /** Somewhere that counts for the level. Linnworks marks what is not by a minimum level of −1. */
    readonly tracked: boolean
    /** Of a composite that is not tracked, Linnworks computes the stock from its components. */
    readonly isComposite: boolean
  }
  /** Whether a Linnworks location is linked to its Shopify location. */
  readonly linked: boolean
  readonly inactiveLevels: 'skip' | 'activate'
  /** What Shopify was last read to hold. */
  readonly onHand: number
  readonly isActive: boolean
  /** Absent as long as Linnworks was not read for it. */
  readonly terms?: LevelTerms
  readonly rules: LevelRules
  /**
   * The order sweeps of all shops that sell of the same stock have passed the time at which these
   * levels were read, and every order that they found changed there was looked at.
   */
  readonly ordersHeard: boolean
  /** An order of which units may have left a shelf, and that could not be looked at, by its name. */
  readonly unseenOrder?: string
  /** A write was sent and nobody knows whether it was, or will be, carried out. */
  readonly unsettled: boolean
  /** Somebody else changes it, and a person was asked: it is lowered, but not raised. */
  readonly disputed?: boolean
  /** Why nothing of the shop is written: it was stopped, or a person has to let it go on. */
  readonly stopped?: string
  /** Linnworks cannot be asked, or what it said is too old: what to hold meanwhile. */
  readonly brownout?: { readonly onHand: number }
}

/** Where a level stands, why, and if it is `raise` or `lower`, what to set. */
export interface LevelVerdict {
  readonly standing: Standing
  readonly reason: string
  /** What it should hold; absent where that is not known or not ours to say. */
  readonly target?: number
  /** It has to be stocked at its location as well: what is inactive there cannot be sold. */
  readonly activate?: boolean
}

/** Judges what to do about a level. What is not ours comes before what cannot be done now. */
export function judgeLevel(level: LevelCase): LevelVerdict {
  const notOurs = whyNotOurs(level)
  if (notOurs !== undefined) return { standing: 'skipped', reason: notOurs }
  if (level.rules.paused) return { standing: 'paused', reason: 'a person paused it' }
  if (level.stopped !== undefined) return { standing: 'frozen', reason: level.stopped }
  if (level.unsettled) {
    return { standing: 'frozen', reason: 'it is not known yet what became of the last write' }
  }
  if (level.brownout !== undefined) return judgeBrownout(level.onHand, level.brownout.onHand)
  if (level.terms === undefined) {
    return { standing: 'frozen', reason: 'Linnworks was not read for it yet' }
  }
  return judgeNumber(level, planOnHand(level.terms, level.rules))
}

/** What is inactive offers nothing: to stock it is to raise it, whatever it holds. */
function judgeNumber(level: LevelCase, target: number): LevelVerdict {
  const { onHand, isActive, ordersHeard, disputed = false } = level
  const change = `${target} instead of ${onHand}`
  if (isActive && target === onHand) {
    return { standing: 'inAccord', reason: 'it holds what it should', target }
  }
  if (isActive && target < onHand) return { standing: 'lower', reason: change, target }
  if (disputed) {
    const reason = 'somebody else changes it: it is lowered, but not raised'
    return { standing: 'frozen', reason, target }
  }
  if (!ordersHeard) {
    const reason =
      level.unseenOrder === undefined
        ? 'not every order that was placed before it was read is known yet'
        : `units of order ${level.unseenOrder} may have left a shelf, and it was not looked at yet`
    return { standing: 'raiseWaits', reason, target }
  }
  return isActive
    ? { standing: 'raise', reason: change, target }
    : { standing: 'raise', reason: `${change}, and stocked there`, target, activate: true }
}

const inBrownout = 'Linnworks cannot be asked, or what it said is too old'
const [lessOffered, keptNumber] = [
  `${inBrownout}: less is offered`,
  `${inBrownout}: it keeps its number`,
] as const

/** Why a level stands as it does that was judged while Linnworks could not be asked. */
export const brownoutReasons: readonly string[] = [lessOffered, keptNumber]

function judgeBrownout(onHand: number, target: number): LevelVerdict {
  return target < onHand
    ? { standing: 'lower', reason: lessOffered, target }
    : { standing: 'frozen', reason: keptNumber }
}

function whyNotOurs({
  item,
  stockItem,
  linked,
  isActive,
  inactiveLevels,
}: LevelCase): string | undefined {
  if (!item.tracked) return 'Shopify does not track its stock'
  if (item.isBundle) return 'it is a bundle: Shopify computes its stock from its components'
  if (item.productStatus === 'ARCHIVED') return 'its product is archived'
  if (!linked) return 'no Linnworks location is linked to its location'
  if (item.sku === '') return 'it has no SKU'
  if (stockItem === undefined) return `Linnworks has no item for SKU ${item.sku}`
  if (!stockItem.tracked && !stockItem.isComposite) return 'Linnworks does not track its stock'
  if (!isActive && inactiveLevels === 'skip') return 'it is not stocked at its location'
  return undefined
}
