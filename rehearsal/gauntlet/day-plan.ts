import type { OrderWish } from '../../sandbox/shopper.ts'
import { type Chance, chanceOf } from '../chance.ts'
import { type PlannedFault, planFaults } from './fault-plan.ts'
import { type KillPoint, planKills } from './kill-plan.ts'
import { type Pace, stories, type Story } from './stories.ts'

const betweenOrdersMs = 450
const skewMs = 10 * 60_000

export interface PlannedOrder {
  readonly story: Story
  readonly wish: OrderWish
  readonly pace: Pace
  /** From the start of the day. */
  readonly placedAtMs: number
}

/** All that the seed decides. When each thing happens in the end, the machine decides too. */
export interface DayPlan {
  readonly orders: readonly PlannedOrder[]
  /** Placed one by one, over and over, while the day is too short for the rest of the plan. */
  readonly encores: readonly PlannedOrder[]
  readonly faults: readonly PlannedFault[]
  readonly killPoints: readonly KillPoint[]
  /** How far the vendors' clocks are from ours. */
  readonly skewMs: { readonly shopify: number; readonly linnworks: number }
}

export function planDay(size: {
  readonly seed: number
  readonly orders: number
  readonly kills: number
}): DayPlan {
  const { seed } = size
  const shop = chanceOf(seed, 'orders')
  const clocks = chanceOf(seed, 'clocks')
  const skew = () => clocks.between(-skewMs, skewMs)
  const placed = chooseStories(shop, size.orders)
  const rare = stories.filter(({ share, title }) => share < 10 && title !== 'nothing to ship')
  return {
    orders: placed.map((story, index) => planOrder(shop, story, index * betweenOrdersMs)),
    encores: shop.shuffle(rare).map((story) => planOrder(shop, story, 0)),
    faults: planFaults(chanceOf(seed, 'faults'), size.orders),
    killPoints: planKills(chanceOf(seed, 'kills'), size),
    skewMs: { shopify: skew(), linnworks: skew() },
  }
}

/** Each story at least once where there are orders for it, the rest by their shares. */
function chooseStories(chance: Chance, orders: number): readonly Story[] {
  const once = chance.shuffle(stories).slice(0, orders)
  const total = stories.reduce((sum, { share }) => sum + share, 0)
  const rest = Array.from({ length: orders - once.length }, () => {
    let left = chance.next() * total
    return (
      stories.find(({ share }) => {
        left -= share
        return left < 0
      }) ?? chance.pick(stories)
    )
  })
  return chance.shuffle([...once, ...rest])
}

function planOrder(chance: Chance, story: Story, placedAtMs: number): PlannedOrder {
  return {
    story,
    wish: story.wish(chance),
    pace: {
      reactMs: chance.between(0, 4000),
      dwellMs: chance.between(0, 8000),
      laterMs: chance.between(1000, 6000),
    },
    placedAtMs,
  }
}
