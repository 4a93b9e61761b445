import { expect, test } from 'vitest'
import { createRenewable } from '../../lib/renewable.ts'

test('callers refused together share one renewal', async () => {
  let obtained = 0
  const token = createRenewable(async () => ({ nth: (obtained += 1) }))
  const first = await token.current()
  const renewed = await Promise.all(Array.from({ length: 20 }, () => token.replace(first)))
  expect(obtained).toBe(2)
  expect(new Set(renewed).size).toBe(1)
})

test('one that was refused with an older credential gets the current, without a renewal', async () => {
  let obtained = 0
  const token = createRenewable(async () => ({ nth: (obtained += 1) }))
  const first = await token.current()
  const second = await token.replace(first)
  expect(await token.replace(first)).toBe(second)
  expect(obtained).toBe(2)
})

test('a renewal that failed is tried again by the next caller', async () => {
  let attempts = 0
  const token = createRenewable(async () => {
    attempts += 1
    if (attempts === 1) throw new Error('down')
    return attempts
  })
  await expect(token.current()).rejects.toThrow('down')
  expect(await token.current()).toBe(2)
})

test('a credential that is no longer fresh is renewed before it is used', async () => {
  let fresh = true
  let obtained = 0
  const token = createRenewable(
    async () => (obtained += 1),
    () => fresh,
  )
  expect(await token.current()).toBe(1)
  fresh = false
  expect(await token.current()).toBe(2)
})
