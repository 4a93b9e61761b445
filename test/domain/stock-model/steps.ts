import type { Cause } from './bound.ts'
import { personSteps } from './person-steps.ts'
import { pushSteps } from './push-steps.ts'
import { waybillSteps } from './waybill-steps.ts'
import type { World } from './world.ts'

/** What a step did: nothing, something, or something that the bound of P6 allows for. */
export type Done = boolean | Cause

/** Something that happens. `pick` chooses of what there is, `size` how much. */
export type Step = (world: World, pick: number, size: number) => Done

export const steps: Readonly<Record<string, Step>> = {
  ...personSteps,
  ...waybillSteps,
  ...pushSteps,
}

export interface Happening {
  readonly step: string
  readonly pick: number
  readonly size: number
}

/** Lets it happen; says whether anything did. */
export function happen(world: World, { step, pick, size }: Happening): boolean {
  world.now += 1
  const done = steps[step]!(world, pick, size)
  if (done !== false) world.account(done === true ? undefined : done)
  return done !== false
}
