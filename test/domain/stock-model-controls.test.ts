import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { oneLevel } from './stock-model/catalogues.ts'
import { type Control, controls, linnworksFirst } from './stock-model/controls.ts'
import { allRules } from './stock-model/rules.ts'
import { steps } from './stock-model/steps.ts'
import { storyOf, tell } from './stock-model/stories.ts'

/** A search that ends with the first story that ends badly. */
const search = { numRuns: 100_000, endOnFailure: true, seed: 5 }

const storiesOf = ({ only, among = oneLevel }: Pick<Control, 'only' | 'among'>) =>
  storyOf({ among: [among], only })

describe('each rule is needed: without it the model tells of more offered than there is', () => {
  test.each(controls)('without $without', { timeout: 60_000 }, ({ rules, ...cast }) => {
    const found = fc.check(
      fc.property(storiesOf(cast), (story) => {
        expect(tell(story, { ...allRules, ...rules })).toBeUndefined()
      }),
      search,
    )
    expect(found.failed).toBe(true)
    expect(tell(found.counterexample![0])).toBeUndefined()
  })
})

test('Linnworks may be read before Shopify, as long as nothing is taken back meanwhile', () => {
  const taking = ['cancelAndRestock', 'cancelWithoutRestock', 'refundOrEditDown', 'move']
  const only = Object.keys(steps).filter((name) => !taking.includes(name))
  fc.assert(
    fc.property(storyOf({ only }), (story) => {
      expect(tell(story, { ...allRules, reading: linnworksFirst })).toBeUndefined()
    }),
    { numRuns: 2000 },
  )
})
