import { createHash } from 'node:crypto'

/** A UUID made from a text, so that a seeded run repeats its ids. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const cuts = [0, 8, 12, 16, 20, 32]
  return cuts
    .slice(1)
    .map((end, index) => hex.slice(cuts[index], end))
    .join('-')
}
