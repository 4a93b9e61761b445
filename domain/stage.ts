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

export function bookColumnOf(stage: Stage): BookColumn {
  if (stage === 'fulfilled' || stage === 'cancelled') return 'done'
  if (stage === 'skipped') return 'skipped'
  return stage === 'needsAttention' || stage === 'held' ? 'waiting' : 'moving'
}
