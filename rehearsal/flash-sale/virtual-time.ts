/** A moment at which somebody goes on. */
interface Alarm {
  readonly atMs: number
  readonly ring: () => void
}

/** What happens at its moment at once, without asking anybody. */
export interface Moment {
  readonly atMs: number
}

export interface VirtualTime {
  /** Milliseconds since the epoch. */
  nowMs(): number
  /** Resolves when so much virtual time has passed; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Time stands still until it has ended: it takes real time, and no virtual. */
  hold<T>(work: () => Promise<T>): Promise<T>
  /** Inside of what is held: time may pass until this has ended. */
  letGo<T>(work: () => Promise<T>): Promise<T>
  /**
   * Lets time pass until `untilMs`: rings who sleeps, and hands over the events, which are in the
   * order of their times, each at its own.
   */
  run<M extends Moment>(
    untilMs: number,
    events: readonly M[],
    meet: (event: M) => void,
  ): Promise<void>
}

/**
 * A clock that jumps from one thing that happens to the next. It waits for real work that is held,
 * and for nothing else. `onRing`: told of the new time before sleepers go on.
 */
export function createVirtualTime(
  startMs: number,
  onTick: (nowMs: number) => void,
  onRing: () => Promise<void>,
): VirtualTime {
  const alarms = new Set<Alarm>()
  let nowMs = startMs
  let held = 0
  let release: (() => void) | undefined

  const setNow = (ms: number) => {
    nowMs = Math.max(nowMs, ms)
    onTick(nowMs)
  }

  const shift = (by: 1 | -1) => {
    held += by
    if (held > 0) return
    release?.()
    release = undefined
  }

  const during = async <T>(by: 1 | -1, work: () => Promise<T>): Promise<T> => {
    shift(by)
    try {
      return await work()
    } finally {
      shift(by === 1 ? -1 : 1)
    }
  }

  /** Nothing is held, and whoever was waiting for something held has gone on to sleep. */
  const quiet = async (): Promise<void> => {
    for (;;) {
      await new Promise((done) => setImmediate(done))
      if (held === 0) return
      await new Promise<void>((done) => {
        release = done
      })
    }
  }

  const findNext = (): Alarm | undefined => {
    let next: Alarm | undefined
    for (const alarm of alarms) if (next === undefined || alarm.atMs < next.atMs) next = alarm
    return next
  }

  return {
    nowMs: () => nowMs,
    hold: (work) => during(1, work),
    letGo: (work) => during(-1, work),

    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      await new Promise<void>((resolve, reject) => {
        const alarm = { atMs: nowMs + Math.max(0, ms), ring: resolve }
        alarms.add(alarm)
        const stop = () => {
          alarms.delete(alarm)
          reject(new Error('the sleep was broken off', { cause: signal?.reason }))
        }
        signal?.addEventListener('abort', stop, { once: true })
      })
    },

    run: async (untilMs, events, meet) => {
      await quiet()
      let place = 0
      for (;;) {
        const alarm = findNext()
        const event = events[place]
        const eventAtMs = event?.atMs ?? Infinity
        const alarmAtMs = alarm?.atMs ?? Infinity
        if (Math.min(eventAtMs, alarmAtMs) > untilMs) break
        if (event !== undefined && eventAtMs <= alarmAtMs) {
          setNow(eventAtMs)
          meet(event)
          place += 1
        } else if (alarm !== undefined) {
          alarms.delete(alarm)
          setNow(alarmAtMs)
          await onRing()
          alarm.ring()
          await quiet()
        }
      }
      setNow(untilMs)
      await onRing()
    },
  }
}
