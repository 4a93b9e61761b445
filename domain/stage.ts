/** Where an order stands in its life. */
export type Stage =
  | 'received'
  | 'awaitingDispatch'
  | 'partlyDispatched'
  | 'fulfilled'
  | 'cancelled'
  | 'skipped'
  | 'held'
  | 'needsAttention'

/** Where an order stands in the books: promise P2 says that these four are all there is. */
export type BookColumn = 'done' | 'moving' | 'waiting' | 'skipped'

/** Its life is over: nothing that happens in Shopify is acted upon any more. */
export function isOver(stage: Stage): boolean {
  return stage === 'fulfilled' || stage === 'cancelled'
}

export function bookColumnOf(stage: Stage): BookColumn {
  if (isOver(stage)) return 'done'
  if (stage === 'skipped') return 'skipped'
  return stage === 'needsAttention' || stage === 'held' ? 'waiting' : 'moving'
}
