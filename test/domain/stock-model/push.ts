import { judgeLevel, type LevelVerdict } from '../../../domain/stock-standing.ts'
import type { Bound, Footing } from './bound.ts'
import { type Catalogue, listRelated, type ModelLevel } from './catalogues.ts'
import { toFooting } from './footing.ts'
import { type LedgerReading, readTerms } from './ledger-reading.ts'
import type { Linnworks } from './linnworks.ts'
import type { Rules } from './rules.ts'
import type { Shopify } from './shopify.ts'
import {
  readLinnworks,
  readShopify,
  type StockReading,
  type WitnessedRow,
} from './vendor-readings.ts'
import type { Waybill } from './waybill.ts'

export interface Push {
  readonly level: ModelLevel
  readonly todo: readonly ('shopify' | 'linnworks' | 'ledger')[]
  readonly row?: WitnessedRow
  readonly stock?: StockReading
  readonly ledger?: LedgerReading
}

export interface Write {
  readonly level: ModelLevel
  readonly from: number
  readonly to: number
  readonly raises: boolean
  readonly footing: Footing
  state: 'underWay' | 'over'
}

export interface PushWorld {
  readonly catalogue: Catalogue
  readonly shopify: Shopify
  readonly linnworks: Linnworks
  readonly waybill: Waybill
  readonly rules: Rules
  readonly bounds: ReadonlyMap<string, Bound>
  readonly buffer: number
}

/** Steps of the push: each reading and each write is one, and anything may happen between them. */
export function createPushing(world: PushWorld) {
  const { catalogue, shopify, waybill, rules, bounds, buffer } = world
  const rows = new Map(catalogue.levels.map((level) => [level.name, readShopify(level, world, 0)]))
  const judged = new Map<string, { row: number; stock: number }>()
  const firstStock = new Map<string, StockReading>()
  const writes: Write[] = []

  function readStock(level: ModelLevel, at: number): StockReading {
    const fresh = readLinnworks(level, world, at)
    const first = firstStock.get(level.name) ?? fresh
    firstStock.set(level.name, first)
    return rules.freshStock ? fresh : { ...fresh, available: first.available }
  }

  function isHeard({ level, row }: Required<Push>, ledger: LedgerReading): boolean {
    const siblings = rules.raiseWaitsForSiblings ? listRelated(level, catalogue) : []
    const involved = [
      { ...level, at: row.at },
      ...siblings.map((each) => ({ ...each, at: ledger.rows.get(each.name)!.at })),
    ]
    const shops = new Set(involved.map(({ shop }) => shop))
    const passed = involved.every(({ shop, at }) => (waybill.cursors.get(shop) ?? 0) >= at)
    const open = [...waybill.unlooked].filter(([id, { left }]) => {
      if (!shops.has(shopify.orders.find((order) => order.id === id)!.shop)) return false
      const live = waybill.liveOf(id)
      if (live.length === 0) return left
      const here = live.some((each) =>
        involved.some(({ name }) => name === each.level || name === each.waitsAt),
      )
      return rules.raiseWaitsForLooks && (left || here)
    })
    return !rules.raiseWaits || (passed && open.length === 0)
  }

  function judge(push: Required<Push>): LevelVerdict {
    const { level, row, stock, ledger } = push
    const newest = judged.get(level.name) ?? { row: 0, stock: 0 }
    const outdated = row.at < newest.row || stock.at < newest.stock
    const verdict = judgeLevel({
      item: { sku: level.stockItemId, tracked: true, isBundle: false, productStatus: 'ACTIVE' },
      stockItem: { tracked: true, isComposite: false },
      linked: true,
      inactiveLevels: 'skip',
      isActive: true,
      onHand: row.onHand,
      terms: readTerms(level, row, ledger, { catalogue, rules, stock, buffer }),
      rules: { buffer, paused: false },
      ordersHeard: isHeard(push, ledger),
      unsettled: rules.unsettledFreezes && writes.some((write) => write.level === level),
      ...(outdated ? { stopped: 'newer readings were judged' } : {}),
    })
    const { standing, target } = verdict
    if (standing === 'frozen' || target === undefined) return verdict
    if (rules.newestReadingWrites) note(level, { row: row.at, stock: stock.at })
    const footing = toFooting(push, world)
    if (standing === 'lower' || standing === 'raise') {
      const raises = standing === 'raise'
      writes.push({ level, from: row.onHand, to: target, raises, footing, state: 'underWay' })
    } else bounds.get(level.name)!.stand(footing, false)
    return verdict
  }

  /** Older readings of the level are of no use from now on. */
  function note({ name }: ModelLevel, { row, stock }: { row: number; stock: number }): void {
    const before = judged.get(name) ?? { row: 0, stock: 0 }
    judged.set(name, { row: Math.max(row, before.row), stock: Math.max(stock, before.stock) })
  }

  return {
    writes,

    begin: (level: ModelLevel): Push => ({ level, todo: rules.reading }),

    /** The next reading; after the last, the level is judged and a write may leave. */
    advance(push: Push, at: number): Push | LevelVerdict {
      const [step, ...todo] = push.todo
      const { level } = push
      let next: Push = { ...push, todo }
      if (step === 'shopify') {
        const row = readShopify(level, world, at)
        rows.set(level.name, row)
        next = { ...next, row }
      } else if (step === 'linnworks') next = { ...next, stock: readStock(level, at) }
      else {
        const consignments = waybill.consignments.map((each) => ({ ...each }))
        next = { ...next, ledger: { at, consignments, rows: new Map(rows) } }
      }
      const { row, stock, ledger } = next
      if (row === undefined || stock === undefined || ledger === undefined) return next
      return judge({ ...next, row, stock, ledger })
    },

    /** Shopify carries a write out, now or late, or refuses it because the level has changed. */
    writeArrives(write: Write): boolean {
      if (write.state !== 'underWay') return false
      write.state = 'over'
      const { level, from, to, footing, raises } = write
      const swap = rules.compareAndSwap
        ? { level: level.name, from, to }
        : { level: level.name, to }
      if (shopify.setOnHand(swap)) bounds.get(level.name)!.stand(footing, raises)
      return true
    },

    writeIsLost(write: Write): boolean {
      if (write.state !== 'underWay') return false
      write.state = 'over'
      return true
    },

    /** The answer came, or a reading after the late-commit wait showed what became of it. */
    writeIsSettled(write: Write, at: number): boolean {
      if (write.state !== 'over') return false
      if (rules.readsAfterWrites) note(write.level, { row: at, stock: 0 })
      writes.splice(writes.indexOf(write), 1)
      return true
    },
  }
}
