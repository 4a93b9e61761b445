/** What a shop decided about the stock that Waybill sets in Shopify. */
export interface StockPolicy {
  /** Nothing is read or written for a shop that did not ask for it. */
  readonly enabled: boolean
  /** When the full sweep runs: five fields of cron, UTC. */
  readonly schedule: string
  /** Units kept back of every level, unless a rule says otherwise. */
  readonly buffer: number
  /** What is not stocked at a linked location is left alone, or stocked there. */
  readonly inactiveLevels: 'skip' | 'activate'
  /** How old the list of what the shop sells may get. */
  readonly catalogueEveryMinutes: number
  /** What Linnworks said longer ago than this is asked again before it is sent. */
  readonly oldestStockSeconds: number
  readonly guard: StockGuard
  readonly brownout: BrownoutRule
  readonly healing: HealingLimits
  readonly adaptiveBuffer: AdaptiveBufferRule
}

/** What makes Linnworks' numbers look wrong: then the push stops and asks. */
export interface StockGuard {
  /** More than this part of a shop's levels would fall to nothing in one sweep. */
  readonly mostEmptiedPercent: number
  /** Fewer than this part of the items of the sweep before came back. */
  readonly fewestItemsPercent: number
}

/** What happens to what is offered while Linnworks cannot be asked. */
export interface BrownoutRule {
  readonly afterMinutes: number
  readonly rule: 'keep' | 'scaleDown'
  /** Of what was offered, what is still offered of hot and low items. */
  readonly offerPercent: number
}

/** A number in Shopify that nobody explained is put right within these, then people are asked. */
export interface HealingLimits {
  readonly mostUnits: number
  readonly withinHours: number
}

/** Keeps back what others are likely to sell before Waybill hears of it. */
export interface AdaptiveBufferRule {
  readonly enabled: boolean
  /** How likely a unit may be sold twice within the age of the number, from 0 to 1. */
  readonly chance: number
  /** How long a sale on another channel takes to reach Linnworks. */
  readonly importLagSeconds: number
}
