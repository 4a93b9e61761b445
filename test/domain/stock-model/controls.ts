import { bundle, type Catalogue, twoPlaces, twoShops, twoVariants } from './catalogues.ts'
import type { Rules } from './rules.ts'

/** The push, step by step; the sweep between its readings. */
const readings = ['beginPush', 'advancePush']
const push = [...readings, 'wholePush', 'wholeSweep', 'writeArrives']
const sold = ['sale', 'inject']
/** The other order of reading the vendors. */
export const linnworksFirst = ['linnworks', 'shopify', 'ledger'] as const
const looked = ['webhook', 'beginLook', 'endLook']

/** A rule that is taken away, and what has to happen for it to be missed. */
export interface Control {
  readonly without: string
  readonly rules: Partial<Rules>
  readonly only: readonly string[]
  readonly among?: Catalogue
}

export const controls: readonly Control[] = [
  {
    without: 'asking Linnworks in every push',
    rules: { freshStock: false },
    only: [...push, 'saleElsewhere', 'receipt'],
  },
  {
    without: 'adding what is in Linnworks already',
    rules: { inLinnworks: false },
    only: [...push, ...sold],
  },
  {
    without: 'taking off what left the shelf',
    rules: { leftShelf: false },
    only: [...push, ...looked, 'saleAtCounter', 'inject'],
  },
  {
    without: 'taking off what is sold through another variant',
    rules: { elsewhere: false },
    only: [...push, ...sold],
    among: twoVariants,
  },
  {
    without: 'taking off what is sold in another shop',
    rules: { elsewhere: false },
    only: [...push, ...sold],
    among: twoShops,
  },
  {
    without: 'taking off what is sold in a bundle',
    rules: { elsewhere: false },
    only: [...push, ...sold],
    among: bundle,
  },
  {
    without: 'comparing before it is set',
    rules: { compareAndSwap: false },
    only: [...push, ...sold, 'saleAtCounter', 'receipt'],
  },
  {
    without: 'reading the ledger after Linnworks',
    rules: { reading: ['shopify', 'ledger', 'linnworks'] },
    only: [...push, ...sold, 'amend', 'cancelArrives', 'cancelIsAnswered'],
  },
  {
    without: 'reading Shopify before the ledger',
    rules: { reading: ['linnworks', 'ledger', 'shopify'] },
    only: [...readings, ...sold, 'deliver', 'returnRestockedInShopify'],
  },
  {
    without: 'counting as left what was told to Shopify since Linnworks was read',
    rules: { lateParcels: false },
    only: [...readings, 'wholePush', ...sold, 'deliver'],
    among: twoVariants,
  },
  {
    without: 'that, where Linnworks is read first, at the level itself',
    rules: { lateParcels: false, reading: linnworksFirst },
    only: [...readings, ...sold, 'deliver', 'returnRestockedInShopify'],
  },
  {
    without: 'taking units out of B before the post-back is sent',
    rules: { leavesBeforePostBack: false },
    only: [...push, ...sold, 'dispatch', 'beginPost', 'postArrives', 'returnRestockedInShopify'],
  },
  {
    without: 'taking units out of B before the cancellation is sent',
    rules: { leavesBeforeCancel: false },
    only: [...push, ...sold, 'amend', 'cancelArrives', 'cancelIsAnswered'],
  },
  {
    without: 'asking that a unit was verified before Linnworks was read',
    rules: { verifiedBefore: false },
    only: [...push, ...sold],
  },
  {
    without: 'capping B by what is committed',
    rules: { cappedByCommitted: false },
    only: [...push, ...sold, 'cancelAndRestock', 'returnRestockedInShopify'],
  },
  {
    without: 'leaving what is claimed out of that cap',
    rules: { cappedByClaimed: false },
    only: [...push, ...sold, ...looked, 'cancelAndRestock'],
  },
  {
    without: 'counting what was moved where Shopify waits for it',
    rules: { movedCount: false },
    only: [...push, ...sold, ...looked, 'move'],
    among: twoPlaces,
  },
  {
    without: 'counting it no longer where it was planned',
    rules: { movedLeave: false },
    only: [...push, ...sold, ...looked, 'move'],
    among: twoPlaces,
  },
  {
    without: 'waiting with a raise for the order sweep',
    rules: { raiseWaits: false },
    only: [...push, 'saleAtCounter', 'sale'],
  },
  {
    without: 'waiting with a raise for the order sweeps of the other shop',
    rules: { raiseWaitsForSiblings: false },
    only: [...push, 'saleAtCounter', 'sale', 'receipt'],
    among: twoShops,
  },
  {
    without: 'waiting with a raise until changed orders were looked at',
    rules: { raiseWaitsForLooks: false },
    only: [...push, ...sold, 'handFulfilment'],
  },
  {
    without: 'taking out of B, at a look, what Shopify no longer waits for',
    rules: { looksLeaveB: false },
    only: [...push, ...sold, ...looked, 'handFulfilment'],
  },
  {
    without: 'noting, at a look, what left of an order that is still being injected',
    rules: { looksMarkLeft: false },
    only: [...push, ...looked, 'sale', 'handFulfilment'],
  },
  {
    without: 'leaving a level alone while its last write is unsettled',
    rules: { unsettledFreezes: false },
    only: [...push, 'saleElsewhere', 'receipt', 'writeIsLost'],
  },
  {
    without: 'refusing a write that stands on older readings than were judged since',
    rules: { newestReadingWrites: false },
    only: [...push, 'saleElsewhere', 'receipt'],
  },
  {
    without: 'refusing readings that began before the last write was settled',
    rules: { readsAfterWrites: false },
    only: [...push, 'saleElsewhere', 'receipt', 'writeIsSettled'],
  },
]
