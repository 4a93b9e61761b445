import { setImmediate as realMoment } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createVirtualTime } from '../../rehearsal/flash-sale/virtual-time.ts'

const nothing = () => undefined
const nobody = () => Promise.resolve()

test('Sleepers wake and events happen in the order of their times', async () => {
  const time = createVirtualTime(0, nothing, nobody)
  const seen: string[] = []
  const wake = async (name: string, ms: number) => {
    await time.sleep(ms)
    seen.push(`${name} ${time.nowMs()}`)
  }
  void wake('late', 30)
  void wake('early', 10)
  await time.run(40, [{ atMs: 20 }, { atMs: 35 }], ({ atMs }) => seen.push(`event ${atMs}`))
  expect(seen).toEqual(['early 10', 'event 20', 'late 30', 'event 35'])
  expect(time.nowMs()).toBe(40)
})

test('Time stands still while work is held, however long it really takes', async () => {
  const time = createVirtualTime(0, nothing, nobody)
  const seen: number[] = []
  const act = async () => {
    await time.sleep(5)
    await time.hold(async () => {
      for (let moment = 0; moment < 50; moment += 1) await realMoment()
    })
    seen.push(time.nowMs())
  }
  const done = act()
  await time.run(100, [], nothing)
  await done
  expect(seen).toEqual([5])
})

test('Work that is not held lets time pass: the control of the test before', async () => {
  const time = createVirtualTime(0, nothing, nobody)
  let seen = 0
  const act = async () => {
    await time.sleep(5)
    for (let moment = 0; moment < 50; moment += 1) await realMoment()
    seen = time.nowMs()
  }
  const done = act()
  await time.run(100, [], nothing)
  await done
  expect(seen).toBe(100)
})

test('Held work that waits for its turn lets time pass until then', async () => {
  const time = createVirtualTime(0, nothing, nobody)
  const call = time.hold(async () => {
    await time.letGo(() => time.sleep(20))
    await realMoment()
    return time.nowMs()
  })
  await time.run(50, [], nothing)
  await expect(call).resolves.toBe(20)
})

test('A sleep that is broken off rejects, and nothing waits for it', async () => {
  const time = createVirtualTime(0, nothing, nobody)
  const abort = new AbortController()
  const sleeping = time.sleep(10, abort.signal)
  abort.abort()
  await expect(sleeping).rejects.toThrow('broken off')
  await time.run(20, [], nothing)
  expect(time.nowMs()).toBe(20)
})
