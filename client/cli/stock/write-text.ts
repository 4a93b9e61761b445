import type { KeptAnswer, KeptWrite } from '../../../ledger/stock-writes.ts'
import { formatAge } from '../table.ts'

const answers: Readonly<Record<KeptAnswer, string>> = {
  written: 'Shopify: written',
  stale: 'Shopify: not written, it held another number by then; read again',
  poisoned: 'Shopify refused it',
  refused: 'not written: Shopify refused its call',
  dropped: 'not written: its call was refused for another level, it went again',
  ambiguous: 'nobody knows yet whether it was written',
  notSent: 'not written: it never reached Shopify',
  unknown: 'whether it was written was never learned: the level was read again after it',
}

/** A write of a level in a sentence: from what to what, when, by what, and what became of it. */
export function sayWrite(write: KeptWrite, now: Date): string {
  const { changeFrom, onHand, sentAt, lane, answer, message } = write
  const lanes = { hot: 'the hot lane', sweep: 'the sweep' } as const
  const said = answer === null ? 'no answer yet' : answers[answer]
  const because = message === null ? '' : ` (${message.replace(/\.$/, '')})`
  return `${onHand} instead of ${changeFrom}, ${sayWhen(sentAt, now)}, by ${lanes[lane]}. ${capitalized(said)}${because}.`
}

/** `3 min ago (2026-11-23 10:32:05 UTC)`. */
export function sayWhen(time: Date, now: Date): string {
  return `${formatAge(time, now)} ago (${formatMoment(time)})`
}

/** `2026-11-23 10:32:05 UTC`. */
export function formatMoment(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
