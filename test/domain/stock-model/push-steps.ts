import { choose, tryEach } from './choose.ts'
import type { Push } from './push.ts'
import type { Step } from './steps.ts'
import { sweepAll } from './waybill-steps.ts'
import type { World } from './world.ts'

/** So many levels are being judged at a time: a sweep and the hot lane are two. */
const mostPushes = 2

/** The push, one reading or write at a time. */
export const pushSteps: Readonly<Record<string, Step>> = {
  beginPush: (world, pick) => {
    if (world.pushes.length >= mostPushes) return false
    world.pushes.push(world.pushing.begin(choose(world.catalogue.levels, pick)!))
    return true
  },
  advancePush,
  writeArrives: ({ pushing }, pick) =>
    tryEach(pushing.writes, pick, (write) => pushing.writeArrives(write)),
  writeIsLost: ({ pushing }, pick) =>
    tryEach(pushing.writes, pick, (write) => pushing.writeIsLost(write)),
  writeIsSettled: ({ pushing, now }, pick) =>
    tryEach(pushing.writes, pick, (write) => pushing.writeIsSettled(write, now)),
  /** All of it at once, as it mostly is; mostly the order sweep passes meanwhile. */
  wholePush: (world, pick, size) => {
    const level = choose(world.catalogue.levels, pick)!
    pushWhole(world, world.pushing.begin(level), { sweeping: size > 1 })
    return true
  },
}

/** Reads, judges and writes one level with nothing in between but a sweep of the orders. */
export function pushWhole(
  world: World,
  begun: Push,
  { sweeping }: { readonly sweeping: boolean },
): void {
  const before = [...world.pushing.writes]
  let next: ReturnType<World['pushing']['advance']> = begun
  while ('todo' in next) {
    world.now += 1
    next = world.pushing.advance(next, world.now)
    world.now += 1
    if (sweeping) sweepAll(world)
  }
  for (const write of world.pushing.writes.filter((each) => !before.includes(each))) {
    world.pushing.writeArrives(write)
    world.pushing.writeIsSettled(write, world.now)
  }
}

function advancePush(world: World, pick: number): boolean {
  const push = choose(world.pushes, pick)
  if (push === undefined) return false
  const next = world.pushing.advance(push, world.now)
  const index = world.pushes.indexOf(push)
  if ('todo' in next) world.pushes[index] = next
  else world.pushes.splice(index, 1)
  return true
}
