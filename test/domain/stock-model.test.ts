import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogues } from './stock-model/catalogues.ts'
import { type Story, storyOf, tell } from './stock-model/stories.ts'

/**
 * Both vendors by their published rules and all that people do there, with the push in the middle
 * of it, interrupted at every reading and write. Promise P6: a level never offers more than
 * Linnworks has free and the bound allows, and when all is quiet, one push makes it exact.
 */
describe('whatever happens, nothing is offered that is not there', () => {
  test.each(catalogues)('$name', { timeout: 60_000 }, (catalogue) => {
    expect(tellMany(storyOf({ among: [catalogue] }), 1000)).toBe(1000)
  })

  test.each(['stayCommitted', 'soldAgain'] as const)(
    'nor where units that are taken back without restock do otherwise: %s',
    { timeout: 60_000 },
    (unrestocked) => {
      expect(tellMany(storyOf({ unrestocked }), 2000)).toBe(2000)
    },
  )

  /** How many were told and ended well; throws at one that did not. */
  function tellMany(stories: fc.Arbitrary<Story>, numRuns: number): number {
    let told = 0
    const property = fc.property(stories, (story) => {
      expect(tell(story)).toBeUndefined()
      told += 1
    })
    fc.assert(property, { numRuns })
    return told
  }
})
