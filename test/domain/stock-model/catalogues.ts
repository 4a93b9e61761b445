import {
  type CompositePart,
  listSharing,
  type SharingLevel,
} from '../../../domain/stock-sharing.ts'

/** A level, by a name of its own, and the Linnworks location that ships for it. */
export interface ModelLevel extends SharingLevel {
  readonly name: string
  readonly shipsFrom: string
}

/** What is sold where, as small as the question allows. */
export interface Catalogue {
  readonly name: string
  readonly levels: readonly ModelLevel[]
  readonly parts: readonly CompositePart[]
}

function levelOf(name: string, stockItemId: string, change: Partial<ModelLevel> = {}): ModelLevel {
  return {
    name,
    shop: 'aurora',
    inventoryItemId: name,
    locationId: 'street',
    stockItemId,
    linnworksLocationIds: ['north'],
    shipsFrom: 'north',
    ...change,
  }
}

export const oneLevel: Catalogue = {
  name: 'one level',
  levels: [levelOf('mug', 'MUG')],
  parts: [],
}

/** Two Linnworks locations count for the street, one of them ships; a third is the market's. */
export const twoPlaces: Catalogue = {
  name: 'two locations',
  levels: [
    levelOf('mugOnStreet', 'MUG', {
      inventoryItemId: 'mug',
      linnworksLocationIds: ['north', 'spare'],
    }),
    levelOf('mugAtMarket', 'MUG', {
      inventoryItemId: 'mug',
      locationId: 'market',
      linnworksLocationIds: ['south'],
      shipsFrom: 'south',
    }),
  ],
  parts: [],
}

export const twoVariants: Catalogue = {
  name: 'two variants of one stock item',
  levels: [levelOf('mug', 'MUG'), levelOf('giftMug', 'MUG')],
  parts: [],
}

export const twoShops: Catalogue = {
  name: 'two shops',
  levels: [
    levelOf('mug', 'MUG'),
    levelOf('borealisMug', 'MUG', { shop: 'borealis', locationId: 'harbour' }),
  ],
  parts: [],
}

/** A set is two mugs and a tray. */
export const bundle: Catalogue = {
  name: 'a bundle and its components',
  levels: [levelOf('set', 'SET'), levelOf('mug', 'MUG'), levelOf('tray', 'TRAY')],
  parts: [
    { stockItemId: 'SET', componentId: 'MUG', quantity: 2 },
    { stockItemId: 'SET', componentId: 'TRAY', quantity: 1 },
  ],
}

export const catalogues = [oneLevel, twoPlaces, twoVariants, twoShops, bundle]

/** The other levels that draw on the same stock. */
export function listRelated(level: ModelLevel, catalogue: Catalogue): readonly ModelLevel[] {
  const sharing = listSharing(level.stockItemId, catalogue.parts)
  return catalogue.levels.filter(
    (each) =>
      each !== level &&
      sharing.includes(each.stockItemId) &&
      each.linnworksLocationIds.some((id) => level.linnworksLocationIds.includes(id)),
  )
}
