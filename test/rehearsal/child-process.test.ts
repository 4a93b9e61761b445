import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startChildProcess } from '../../rehearsal/child-process.ts'
import { isAlive } from '../support/is-alive.ts'

const MODULE = fileURLToPath(new URL('../../rehearsal/child-process.ts', import.meta.url))
/** Refuses to end when asked to: only a kill helps. */
const STUBBORN = `trap '' TERM; while :; do sleep 0.1; done`

test('A server ends with us even when we are killed', async () => {
  const pid = await startIn(`
    const { startChildProcess } = await import(${JSON.stringify(MODULE)})
    const child = await startChildProcess({
      program: 'sleep', args: ['600'], stopSignal: 'SIGTERM', stopWithinMs: 1000 })
    console.log(child.pid)
    setInterval(() => {}, 1000)`)
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

test('Without the watchdog it would stay behind', async () => {
  const pid = await startIn(`
    const { spawn } = await import('node:child_process')
    console.log(spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).pid)
    setInterval(() => {}, 1000)`)
  expect(isAlive(pid)).toBe(true)
  process.kill(pid, 'SIGKILL')
})

test('A server that does not end when asked is killed', async () => {
  const child = await startChildProcess({
    program: '/bin/sh',
    args: ['-c', STUBBORN],
    stopSignal: 'SIGTERM',
    stopWithinMs: 200,
  })
  await child.stop()
  expect(await child.exited).toBe('signal SIGKILL')
  expect(isAlive(child.pid)).toBe(false)
})

test('A program that is not there is an error at once', async () => {
  const options = { program: '/nowhere/temporal', args: [], stopWithinMs: 100 } as const
  await expect(startChildProcess({ ...options, stopSignal: 'SIGTERM' })).rejects.toThrow('ENOENT')
})

/** Runs the code in a Node of its own, kills that as soon as it printed a process id, returns it. */
async function startIn(code: string): Promise<number> {
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', code])
  const pid = await new Promise<number>((resolve, reject) => {
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())))
    parent.once('exit', () => reject(new Error('It ended without printing a process id')))
  })
  parent.kill('SIGKILL')
  return pid
}
