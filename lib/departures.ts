import { clearTimeout, setTimeout } from 'node:timers'
import { afterTheMoment } from './moment.ts'

/** Takes on board who waits at this moment. Asked again, it answers the same ones. */
export type Board<Item> = () => readonly Item[]

export interface DepartureOptions<Item, Answer> {
  /**
   * Makes one call. It boards when the call departs, after all waiting. Answers each who was on board;
   * a failure is everybody's, and where nobody was on board yet, that of those who waited.
   */
  readonly run: (board: Board<Item>) => Promise<ReadonlyMap<Item, Answer>>
  /** How many one call takes. */
  readonly most: number
  /** The longest that one waits for company before a call is made. */
  readonly lingerMs: () => number
  /** How many more are known to be on their way. */
  readonly expected: () => number
}

export interface Departures<Item, Answer> {
  /** Waits for the next call; resolves with this item's own answer, if the call has one for it. */
  join(item: Item): Promise<Answer | undefined>
  /** Somebody who was expected will not come: whether to go is looked at again. */
  reconsider(): void
}

interface Passenger<Item, Answer> {
  readonly item: Item
  readonly since: number
  readonly resolve: (answer: Answer | undefined) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Lets items share calls of which each departs when it may, for instance when a budget has room: who
 * joins until then travels along. Other than a gatherer it closes the doors as late as it can.
 */
export function createDepartures<Item, Answer>(
  options: DepartureOptions<Item, Answer>,
): Departures<Item, Answer> {
  const { run, most, lingerMs, expected } = options
  const waiting: Passenger<Item, Answer>[] = []
  let isPreparing = false
  let alarm: NodeJS.Timeout | undefined
  /** Whoever else joins in the same moment counts. */
  const look = afterTheMoment(decide)

  return {
    join: (item) => {
      const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>()
      waiting.push({ item, since: performance.now(), resolve, reject })
      look()
      return promise
    },
    reconsider: look,
  }

  function decide(): void {
    clearTimeout(alarm)
    const [first] = waiting
    if (isPreparing || first === undefined) return
    const remainingMs = first.since + lingerMs() - performance.now()
    if (waiting.length < most && expected() > 0 && remainingMs > 0) {
      alarm = setTimeout(decide, remainingMs)
      return
    }
    void depart()
  }

  async function depart(): Promise<void> {
    isPreparing = true
    let aboard: readonly Passenger<Item, Answer>[] | undefined
    const letBoard = () => {
      if (aboard !== undefined) return aboard
      aboard = waiting.splice(0, most)
      isPreparing = false
      look()
      return aboard
    }
    try {
      const answers = await run(() => letBoard().map(({ item }) => item))
      for (const { item, resolve } of letBoard()) resolve(answers.get(item))
    } catch (error) {
      for (const { reject } of letBoard()) reject(error)
    }
  }
}
