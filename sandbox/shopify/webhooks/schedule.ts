import type { StoredDelivery } from '../records.ts'
import type { World } from '../world.ts'

/** Which delivery is carried when: each at its time, and no more of a subscription than it has lanes. */
export interface Schedule {
  add(delivery: StoredDelivery): void
  /** Carries what is due by now, also where the twin's clock was set forward. */
  look(): void
  stop(): void
}

interface Lanes {
  busy: number
  /** Due, first come first served. */
  readonly ready: StoredDelivery[]
}

/** Every delivery is looked at when it comes and when it is due, never in between. */
export function createSchedule(
  world: Pick<World, 'now'>,
  lanesPerSubscription: number,
  carry: (delivery: StoredDelivery) => Promise<void>,
): Schedule {
  const subscriptions = new Map<string, Lanes>()
  let later: StoredDelivery[] = []
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    clearTimeout(timer)
    const now = world.now()
    let due = 0
    while (due < later.length && (later[due]?.dueAt ?? 0) <= now) due += 1
    for (const delivery of later.splice(0, due)) lanesOf(delivery).ready.push(delivery)
    for (const lanes of subscriptions.values()) fill(lanes)
    const next = later[0]
    if (next === undefined) return
    timer = setTimeout(look, Math.max(1, next.dueAt - now))
    timer.unref()
  }

  function lanesOf({ subscriptionId }: StoredDelivery): Lanes {
    const lanes = subscriptions.get(subscriptionId) ?? { busy: 0, ready: [] }
    subscriptions.set(subscriptionId, lanes)
    return lanes
  }

  function fill(lanes: Lanes): void {
    while (lanes.busy < lanesPerSubscription) {
      const delivery = lanes.ready.shift()
      if (delivery === undefined) return
      lanes.busy += 1
      void carry(delivery).then(() => {
        lanes.busy -= 1
        look()
      })
    }
  }

  return {
    add: (delivery) => {
      const { dueAt } = delivery
      let place = later.length
      while (place > 0 && (later[place - 1]?.dueAt ?? 0) > dueAt) place -= 1
      later.splice(place, 0, delivery)
    },
    look,
    stop: () => {
      clearTimeout(timer)
      later = []
    },
  }
}
