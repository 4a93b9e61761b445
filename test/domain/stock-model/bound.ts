import { type Catalogue, listRelated, type ModelLevel } from './catalogues.ts'

/** By whose doing a level may hold more than is free: what the bound of promise P6 counts. */
export type Cause =
  /** Linnworks' figure fell: other channels, a count. */
  | { readonly kind: 'linnworks' }
  /** Something happened to this level in Shopify: it put units back on sale. */
  | {
      readonly kind: 'shopify'
      readonly level: string
      /** On sale here again though Linnworks has an order for them: at least these count. */
      readonly putBack?: number
      readonly sold?: Units
      readonly takenBack?: Units
    }

/**
 * Units that were sold at a level and that others of the same stock go on offering; or that were
 * taken back there while Linnworks holds them, perhaps since it was read.
 */
interface Units {
  readonly level: string
  readonly units: number
}

/** What had happened until a moment, by the level that it happened to; Linnworks is `''`. */
export type Marks = ReadonlyMap<string, number>

interface Basis {
  readonly at: number
  readonly marks: Marks
  /** What the readings could not tell. */
  readonly error: number
}

/** A reading that a number stands on, and what it could not tell. */
export interface Footing {
  /** When Linnworks was read. */
  readonly at: number
  /** By level that was read, and `''` for Linnworks, what had happened until then. */
  readonly marks: Marks
  /** Changed in Shopify and not looked at yet. */
  readonly unheard: number
  /** Left its place in Linnworks unseen: locked, or cancelled there. */
  readonly displaced: number
}

/**
 * The bound of one level, step by step: since its last reading, or since the last one of which
 * every order was heard, whichever is less.
 */
export function createBound(level: ModelLevel, catalogue: Catalogue) {
  const happened = new Map<string, number>(
    ['', ...catalogue.levels.map(({ name }) => name)].map((name) => [name, 0]),
  )
  let last: Basis = { at: 0, marks: new Map(happened), error: 0 }
  let heard: Basis = last

  function since({ marks, error }: Basis): number {
    return [...happened].reduce(
      (total, [name, count]) => total + count - (marks.get(name) ?? 0),
      error,
    )
  }

  function count(name: string, units: number): void {
    happened.set(name, (happened.get(name) ?? 0) + Math.max(0, units))
  }

  /** What it means for this level; its own units are counted by what is offered of them. */
  function weigh({ level: name, units }: Units): number {
    const other = catalogue.levels.find((each) => each.name === name)!
    return other === level ? 0 : weightOf(level, other, catalogue) * units
  }

  return {
    /**
     * `units`: by how much more the level then offered than is free. What others sell of its stock
     * may show later, when it is a component that was not the scarcest.
     */
    add(cause: Cause, units: number): void {
      if (cause.kind === 'shopify') {
        const { sold, takenBack } = cause
        if (sold !== undefined) count(sold.level, weigh(sold))
        if (takenBack !== undefined) count('', weigh(takenBack))
      }
      if (cause.kind === 'linnworks') count('', units)
      else if (cause.level === level.name) {
        count(level.name, Math.max(units, cause.putBack ?? 0))
      }
    },

    mark: (name: string): number => happened.get(name) ?? 0,

    /** A number now stands on this reading. A raise answers for what it had not heard. */
    stand({ at, marks, unheard, displaced }: Footing, raised: boolean): void {
      // A late write does not make an older reading the last one.
      if (at < last.at) return
      last = { at, marks, error: displaced + (raised ? 0 : unheard) }
      if (raised || unheard === 0) heard = last
    },

    current: (): number => Math.min(since(last), since(heard)),
  }
}

export type Bound = ReturnType<typeof createBound>

/** At most how many units of a level are lost by one unit at another. */
export function weightOf(level: ModelLevel, other: ModelLevel, catalogue: Catalogue): number {
  if (level !== other && !listRelated(level, catalogue).includes(other)) return 0
  if (level.stockItemId === other.stockItemId) return 1
  const parts = catalogue.parts.filter(({ stockItemId }) => stockItemId === other.stockItemId)
  return Math.max(1, ...parts.map(({ quantity }) => quantity))
}
