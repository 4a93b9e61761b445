import { expect } from 'vitest'
import type { Ending } from './waybill-process.ts'

/**
 * A refusal as an operator wants it: exit 1, nothing on stdout, and one sentence (two, where the
 * second says what to do) without a stack, a value that is secret, or the name of a class.
 */
export function expectRefusal(ending: Ending, said: RegExp): void {
  expect(ending.sentence).toMatch(said)
  expect(ending.sentence.split('\n')).toHaveLength(1)
  expect(ending.sentence).not.toMatch(/^\s+at |Error:|sandbox-access-token|b1000000-0000/m)
  expect(ending.sentence).toMatch(/([.?]|--help)$/)
  expect(ending.out).toBe('')
  expect(ending.code).toBe(1)
}
