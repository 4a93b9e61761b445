import type { ConsignmentOrder, LinnworksOrder } from '../domain/consignment-order.ts'
import { ApiError } from '../lib/api-error.ts'
import { type Board, createDepartures, type Departures } from '../lib/departures.ts'
import { watchRush } from '../lib/rush.ts'
import type { SendStamp } from '../ledger/consignments.ts'
import type { Dependencies } from './dependencies.ts'

/** What one call takes (Linnworks help: CreateOrders). */
const mostOrders = 20
/** The longest that an order waits for company, where others are known to come. */
const lingerMs = 400
/** Calls are scarce: when so many come in this time, a fuller one is worth waiting for. */
const rush = { count: 20, withinMs: 2000 }
const lingerInRushMs = 2500

/** An order that may leave for Linnworks, if its attempt has its turn when the call departs. */
export interface Creation extends SendStamp {
  readonly order: ConsignmentOrder
}

export type CreationEnd =
  /** What now stands under its reference. */
  | { readonly kind: 'standing'; readonly found: readonly LinnworksOrder[] }
  | { readonly kind: 'refused'; readonly because: string }
  /** Another attempt has the turn: nothing was sent. */
  | { readonly kind: 'superseded' }
  /** It could not be sent, or not be looked for: what became of it is not known. */
  | { readonly kind: 'failed'; readonly error: ApiError }

/** The place of one injection in the line. Others wait a moment for who has one. */
export interface PlaceInLine {
  create(creation: Creation): Promise<CreationEnd>
  /** Nothing more will come of it. */
  leave(): void
}

export interface CreationLine {
  /** An injection begins that may need a create. */
  enter(): PlaceInLine
}

/**
 * Sends orders that are injected at the same moment in one call for each location, reads them back
 * in one call, and answers each for itself. An order that is refused takes no other with it. Which
 * orders travel is decided when the call departs: each is stamped in the ledger just before.
 */
export function createCreationLine(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
): CreationLine {
  const { linnworks, ledger } = dependencies
  const lines = new Map<string, Departures<Creation, CreationEnd>>()
  let coming = 0
  const entries = watchRush(rush)

  return {
    enter: () => {
      let isComing = true
      coming += 1
      entries.note()
      const arrive = () => {
        if (!isComing) return
        isComing = false
        coming -= 1
        for (const line of lines.values()) line.reconsider()
      }
      return {
        create: async (creation) => {
          const end = lineTo(creation.order.locationName).join(creation)
          arrive()
          return (await end) ?? { kind: 'superseded' }
        },
        leave: arrive,
      }
    },
  }

  function lineTo(locationName: string): Departures<Creation, CreationEnd> {
    const known = lines.get(locationName)
    if (known !== undefined) return known
    const line = createDepartures<Creation, CreationEnd>({
      run: (board) => send(locationName, board),
      most: mostOrders,
      lingerMs: () => (entries.isOn() ? lingerInRushMs : lingerMs),
      expected: () => (entries.isOn() ? mostOrders : coming),
    })
    lines.set(locationName, line)
    return line
  }

  /** Those that are not in the answer did not have their turn any more. */
  async function send(
    locationName: string,
    board: Board<Creation>,
  ): Promise<ReadonlyMap<Creation, CreationEnd>> {
    let going: readonly Creation[] = []
    let savedIds: readonly string[]
    try {
      savedIds = await linnworks.createOrders({
        locationName,
        orders: async () => {
          // Departing again means that the call before was refused at the door: it did nothing.
          await ledger.consignments.markNotCreated(going)
          const aboard = board()
          const allowed = await ledger.consignments.stampSends(aboard)
          going = aboard.filter(({ shop, reference }) => allowed.has(`${shop} ${reference}`))
          return going.map(({ order }) => order)
        },
      })
    } catch (error) {
      if (!(error instanceof ApiError) || error.details.kind === 'ambiguous') throw error
      await ledger.consignments.markNotCreated(going)
      if (error.details.kind !== 'rejected') throw error
      return await sendApart(locationName, going, error)
    }
    return await readBack(going, savedIds)
  }

  /**
   * One bad order has the whole call refused. What Linnworks saves of a call that it refuses is not
   * documented: each is looked for, a lone one too, and those that are not there are sent again in two
   * halves. A half whose fate is unknown fails alone.
   */
  async function sendApart(
    locationName: string,
    refused: readonly Creation[],
    { message: because }: ApiError,
  ): Promise<ReadonlyMap<Creation, CreationEnd>> {
    const ends = await lookUp(refused)
    const missing = refused.filter((each) => !ends.has(each))
    if (refused.length === 1) {
      for (const each of missing) ends.set(each, { kind: 'refused', because })
      return ends
    }
    const middle = Math.ceil(missing.length / 2)
    const halves = [missing.slice(0, middle), missing.slice(middle)].filter(
      (half) => half.length > 0,
    )
    for (const half of await Promise.all(halves.map((each) => sendHalf(locationName, each)))) {
      for (const [creation, end] of half) ends.set(creation, end)
    }
    return ends
  }

  async function sendHalf(
    locationName: string,
    half: readonly Creation[],
  ): Promise<ReadonlyMap<Creation, CreationEnd>> {
    try {
      return await send(locationName, () => half)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return new Map(half.map((each) => [each, { kind: 'failed', error }]))
    }
  }

  /** Not by position, and without those that existed and are paid: these are looked up. */
  async function readBack(
    sent: readonly Creation[],
    savedIds: readonly string[],
  ): Promise<ReadonlyMap<Creation, CreationEnd>> {
    const saved = await readSaved(savedIds)
    const ends = new Map<Creation, CreationEnd>()
    for (const creation of sent) {
      const found = saved.filter(
        ({ subSource, reference }) =>
          subSource === creation.shop && reference === creation.reference,
      )
      if (found.length > 0) ends.set(creation, { kind: 'standing', found })
    }
    const unseen = sent.filter((creation) => !ends.has(creation))
    for (const [creation, end] of await lookUp(unseen)) ends.set(creation, end)
    for (const creation of unseen) {
      if (!ends.has(creation)) ends.set(creation, { kind: 'standing', found: [] })
    }
    return ends
  }

  /** Where the one call for all fails, each is looked up for itself. */
  async function readSaved(savedIds: readonly string[]): Promise<readonly LinnworksOrder[]> {
    if (savedIds.length === 0) return []
    try {
      return await linnworks.getOrdersById(savedIds)
    } catch (error) {
      if (error instanceof ApiError) return []
      throw error
    }
  }

  /** All at once, for their attempts have a minute; one that fails takes no other with it. */
  async function lookUp(creations: readonly Creation[]): Promise<Map<Creation, CreationEnd>> {
    const ends = new Map<Creation, CreationEnd>()
    await Promise.all(
      creations.map(async (creation) => {
        try {
          const found = await linnworks.findOrdersByReference(creation)
          if (found.length > 0) ends.set(creation, { kind: 'standing', found })
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          ends.set(creation, { kind: 'failed', error })
        }
      }),
    )
    return ends
  }
}
