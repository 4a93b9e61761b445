import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogues } from './stock-model/catalogues.ts'
import { storyOf, tell } from './stock-model/stories.ts'

/**
 * Both vendors by their published rules and all that people do there, with the push in the middle
 * of it, interrupted at every reading and write. Promise P6: a level never offers more than
 * Linnworks has free and the bound allows, and when all is quiet, one push makes it exact.
 */
describe('whatever happens, nothing is offered that is not there', () => {
  test.each(catalogues)('$name', { timeout: 60_000 }, (catalogue) => {
    fc.assert(
      fc.property(storyOf({ among: [catalogue] }), (story) => {
        expect(tell(story)).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })
})
