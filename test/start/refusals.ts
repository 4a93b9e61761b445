import { expect } from 'vitest'
import type { Ending } from './waybill-process.ts'

/**
 * What a refusal says, having seen that it is one as operators want it: exit 1, nothing on stdout,
 * and one line that ends as a sentence does, without a stack, a class or a value that is secret.
 */
export function refusalOf(ending: Ending): string {
  expect(ending.sentence.split('\n')).toHaveLength(1)
  expect(ending.sentence).not.toMatch(/^\s+at |Error:|sandbox-access-token|b1000000-0000/m)
  expect(ending.sentence).toMatch(/([.?]|--help)$/)
  expect(ending.out).toBe('')
  expect(ending.code).toBe(1)
  return ending.sentence
}
