import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Half a minute and more each, on two processors. None of them should be what is left at the end, and
 * of those that wait by the clock, long-outages and pacing, no two should begin together.
 */
const long = [
  'e2e/gauntlet',
  'e2e/long-outages',
  'e2e/stock-storm',
  'e2e/guards/pacing',
  'e2e/stock-brownout',
  'e2e/matrix',
  'start/roles',
  'e2e/duplicates',
  'e2e/faults',
  'rehearsal/flash-sale',
  'rehearsal/gauntlet',
  'e2e/guards/post-back',
  'rehearsal/bench',
  'e2e/restarts',
  'start/image',
  'start/engine-and-store',
  'start/vendors',
  'e2e/ways-in',
]

/** The long files first, whoever ran before: the rest fills the gaps beside them. vitest wants a class. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = long.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`))
      return found === -1 ? long.length : found
    }
    const usual = await super.sort(files)
    return usual.toSorted((one, other) => place(one) - place(other))
  }
}
