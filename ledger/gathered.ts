import pg from 'pg'
import { createGatherer } from '../lib/gather.ts'

const most = 50
/** Behind a statement that waits for a lock nobody waits longer than this. */
const lingerMs = 20
const statementsAtOnce = 4

/**
 * Lets what many orders ask or write at the same moment be one statement, as a database commits in
 * groups. Where the statement itself fails, each is tried alone: nobody takes the others along.
 */
export function gathered<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  const gatherer = createGatherer<Item, Answer>({
    run: async (items) => {
      try {
        return await run(items)
      } catch (error) {
        // A database that cannot be reached fails them all; asking it for each would only take long.
        if (items.length === 1 || !(error instanceof pg.DatabaseError)) throw error
        return await runApart(items)
      }
    },
    most,
    lingerMs,
    atOnce: statementsAtOnce,
  })
  return (item) => gatherer.join(item)

  async function runApart(items: readonly Item[]): Promise<readonly (Answer | Error)[]> {
    const ends: (Answer | Error)[] = []
    for (const item of items) {
      try {
        ends.push(...(await run([item])))
      } catch (error) {
        if (!(error instanceof Error)) throw error
        ends.push(error)
      }
    }
    return ends
  }
}
