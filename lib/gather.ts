import { clearTimeout, setTimeout } from 'node:timers'
import DataLoader from 'dataloader'
import { afterTheMoment } from './moment.ts'

export interface GatherOptions<Item, Answer> {
  /** Does all of them in one call. Answers one by one, in their order; an `Error` is that one's. */
  readonly run: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>
  /** How many one call takes. */
  readonly most: number
  /** The longest that one waits for company; a function is asked again while it waits. */
  readonly lingerMs: number | (() => number)
  /** How many calls may be under way at once. */
  readonly atOnce: number
  /** How many more are known to be on their way. */
  readonly expected?: () => number
}

export interface Gatherer<Item, Answer> {
  /** Joins the next call; resolves with this item's own answer. */
  join(item: Item): Promise<Answer>
  /** Somebody who was expected will not come: whether to go is looked at again. */
  reconsider(): void
}

/**
 * Lets what is asked at the same moment travel in one call. A lone item goes at once. Others wait
 * while a call is under way or more are known to be coming, but never longer than `lingerMs`, unless
 * all the calls that may be under way are.
 */
export function createGatherer<Item, Answer>(
  options: GatherOptions<Item, Answer>,
): Gatherer<Item, Answer> {
  const { run, most, atOnce, expected = () => 0 } = options
  const lingerMs = () =>
    typeof options.lingerMs === 'number' ? options.lingerMs : options.lingerMs()
  const waiting: { readonly go: () => void; readonly since: number; size: number }[] = []
  let underWay = 0
  let alarm: NodeJS.Timeout | undefined
  /** Whoever else joins in the same moment is to share the call. */
  const look = afterTheMoment(depart)

  const loader = new DataLoader<Item, Answer>(
    async (items) => {
      try {
        return await run(items)
      } finally {
        underWay -= 1
        look()
      }
    },
    {
      cache: false,
      maxBatchSize: most,
      batchScheduleFn: (go) => {
        waiting.push({ go, since: performance.now(), size: 0 })
      },
    },
  )

  return {
    join: (item) => {
      const answer = loader.load(item)
      const last = waiting.at(-1)
      if (last !== undefined) last.size += 1
      look()
      return answer
    },
    reconsider: look,
  }

  function depart(): void {
    clearTimeout(alarm)
    for (;;) {
      const [next] = waiting
      if (next === undefined || underWay >= atOnce) return
      const remainingMs = next.since + lingerMs() - performance.now()
      const isAlone = underWay === 0 && expected() === 0
      if (next.size < most && remainingMs > 0 && !isAlone) {
        alarm = setTimeout(depart, remainingMs)
        return
      }
      waiting.shift()
      underWay += 1
      next.go()
    }
  }
}
