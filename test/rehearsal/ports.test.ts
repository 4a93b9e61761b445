import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { choosePort, findFreePort } from '../../rehearsal/ports.ts'

test('A free port is kept', async () => {
  const preferred = await findFreePort()
  expect(await choosePort(preferred)).toEqual({ port: preferred, replaced: false })
})

test('A taken port is replaced by a free one, and it is said', async () => {
  const taken = await findFreePort()
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(taken, '127.0.0.1', resolve))
  try {
    const chosen = await choosePort(taken)
    expect(chosen.replaced).toBe(true)
    expect(chosen.port).not.toBe(taken)
    expect(await choosePort(chosen.port)).toEqual({ port: chosen.port, replaced: false })
  } finally {
    holder.close()
  }
})
