import type { LinkedLocation } from '../ledger/linked-locations.ts'

/**
 * Locations of Linnworks that count for more than one location of their shop, each once: what they
 * have is offered twice.
 */
export function listCountedTwice(links: readonly LinkedLocation[]): readonly LinkedLocation[] {
  const byPlace = Map.groupBy(links, (link) => `${link.shop}:${link.linnworksLocationId}`)
  return [...byPlace.values()].flatMap(([first, other]) =>
    first === undefined || other === undefined ? [] : [first],
  )
}
