import { type Bound, type Cause, createBound } from './bound.ts'
import type { Catalogue, ModelLevel } from './catalogues.ts'
import { createLinnworks } from './linnworks.ts'
import { createPushing, type Push } from './push.ts'
import type { Rules } from './rules.ts'
import { createShopify, type Moved, type Unrestocked } from './shopify.ts'
import { countFree } from './truth.ts'
import { createWaybill } from './waybill.ts'

/** Two shops, a warehouse and Waybill between them, with a clock that every step moves on. */
export function createWorld(catalogue: Catalogue, rules: Rules, beginning: Beginning) {
  const { stock, buffer, unrestocked, moved } = beginning
  const items = catalogue.levels
    .filter(({ stockItemId }) => !catalogue.parts.some((part) => part.stockItemId === stockItemId))
    .flatMap(({ stockItemId, linnworksLocationIds }) =>
      linnworksLocationIds.map((location) => ({ stockItemId, location, level: stock })),
    )
  const linnworks = createLinnworks(catalogue.parts, items)
  const available = ({ stockItemId, linnworksLocationIds }: ModelLevel) =>
    linnworksLocationIds.reduce((sum, id) => sum + linnworks.available(stockItemId, id), 0)
  const onHandOf = (name: string) =>
    Math.max(0, available(catalogue.levels.find((level) => level.name === name)!) - buffer)
  const shopify = createShopify(catalogue, onHandOf, unrestocked)
  const waybill = createWaybill({ catalogue, shopify, linnworks, moved }, rules)
  const bounds = new Map<string, Bound>(
    catalogue.levels.map((level) => [level.name, createBound(level, catalogue)]),
  )
  const pushing = createPushing({ catalogue, shopify, linnworks, waybill, rules, bounds, buffer })
  const truth = { catalogue, shopify, linnworks, moved }
  let free = countFree(truth)
  let offered = catalogue.levels.map(({ name }) => shopify.available(name))

  return {
    catalogue,
    rules,
    linnworks,
    shopify,
    waybill,
    pushing,
    pushes: [] as Push[],
    buffer,
    available,
    now: 0,

    /** After a step: what it was allowed to do is added to the bounds. */
    account(cause: Cause | undefined): void {
      const gaps = offered.map((units, index) => units - free[index]!)
      free = countFree(truth)
      offered = catalogue.levels.map(({ name }) => shopify.available(name))
      if (cause === undefined) return
      for (const [index, { name }] of catalogue.levels.entries()) {
        bounds.get(name)!.add(cause, offered[index]! - free[index]! - gaps[index]!)
      }
    },

    /** Levels that offer more than is free and the bound allows. */
    listOversold(): readonly string[] {
      return catalogue.levels.flatMap(({ name }, index) => {
        const bound = bounds.get(name)!.current()
        return offered[index]! > Math.max(0, free[index]!) + bound
          ? [`${name} offers ${offered[index]}, ${free[index]} are free, and the bound is ${bound}`]
          : []
      })
    },
  }
}

export interface Beginning {
  /** How many there are of each item at each Linnworks location. */
  readonly stock: number
  readonly buffer: number
  readonly unrestocked: Unrestocked
  readonly moved: Moved
}

export type World = ReturnType<typeof createWorld>
