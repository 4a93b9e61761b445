import fc from 'fast-check'
import { type Catalogue, catalogues } from './catalogues.ts'
import { listUnsettled, settle } from './quiet.ts'
import { allRules, type Rules } from './rules.ts'
import type { Moved, Unrestocked } from './shopify.ts'
import { happen, type Happening, steps } from './steps.ts'
import { type Beginning, createWorld } from './world.ts'

/** What happens in a world, in which order. */
export interface Story {
  readonly catalogue: Catalogue
  readonly beginning: Beginning
  readonly happenings: readonly Happening[]
  /** Whether at the end everything is sent, or stands in Linnworks. */
  readonly dispatched: boolean
}

/** Stories of everything that can happen, or of these catalogues and steps alone. */
export function storyOf({
  among = catalogues,
  only = Object.keys(steps),
  most = 120,
  unrestocked = 'leaveShelf',
  moved = ['carried', 'sent'],
}: {
  readonly among?: readonly Catalogue[]
  readonly only?: readonly string[]
  readonly most?: number
  readonly unrestocked?: Unrestocked
  readonly moved?: readonly Moved[]
} = {}): fc.Arbitrary<Story> {
  return fc
    .record({
      catalogue: fc.constantFrom(...among),
      beginning: fc.record({
        stock: fc.integer({ min: 0, max: 9 }),
        buffer: fc.constantFrom(0, 0, 2),
        unrestocked: fc.constant(unrestocked),
        moved: fc.constantFrom(...moved),
      }),
      happenings: fc.array(happeningOf(only), { maxLength: most, size: 'max' }),
      // Many things never happen in one story: what is left then meets more often.
      never: fc.subarray([...only]),
      dispatched: fc.boolean(),
    })
    .map(({ never, ...story }) => ({
      ...story,
      happenings: story.happenings.filter(({ step }) => !never.includes(step)),
    }))
}

function happeningOf(only: readonly string[]): fc.Arbitrary<Happening> {
  const names = only.flatMap((name) => Array<string>(weights[name] ?? 1).fill(name))
  return fc.record({
    step: fc.constantFrom(...names),
    pick: fc.nat(3),
    size: fc.integer({ min: 1, max: 3 }),
  })
}

/** What happens more often than the rest, so that stories get somewhere. */
const weights: Readonly<Record<string, number>> = {
  sale: 3,
  inject: 3,
  beginPush: 3,
  advancePush: 8,
  wholePush: 3,
  writeArrives: 3,
  writeIsSettled: 3,
  wholeSweep: 3,
  beginLook: 2,
  endLook: 2,
}

/** Tells a story; what went wrong in it, `undefined` if nothing did. */
export function tell(story: Story, rules: Rules = allRules): string | undefined {
  const world = createWorld(story.catalogue, rules, story.beginning)
  for (const [index, happening] of story.happenings.entries()) {
    if (!happen(world, happening)) continue
    const [oversold] = world.listOversold()
    if (oversold !== undefined) return `after step ${index + 1}, ${happening.step}: ${oversold}`
  }
  settle(world, story)
  const [unsettled] = listUnsettled(world)
  return unsettled === undefined ? undefined : `when all is quiet: ${unsettled}`
}
