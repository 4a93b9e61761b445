import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { image, readText, stages } from './deployment.ts'
import { readCommand, readVariables } from './dockerfile.ts'

test('The image is made of the Node that the tests run on, pinned', () => {
  const { devDependencies } = z
    .object({ devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readText('package.json')))
  expect(new Set(stages.map(({ base }) => base))).toEqual(
    new Set([`node:${devDependencies['node']}-bookworm-slim`]),
  )
})

test('The image runs as an ordinary user that cannot change its own code', () => {
  const order = image.steps.map(({ instruction }) => instruction)
  expect(image.steps.findLast(({ instruction }) => instruction === 'USER')?.text).toBe('node')
  expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('COPY'))
  expect(image.steps.filter(({ text }) => text.includes('--chown'))).toEqual([])
})

test('The image hears the signal that ends it, and is asked for its health', () => {
  const { scripts } = z
    .object({ scripts: z.object({ start: z.string() }) })
    .parse(JSON.parse(readText('package.json')))
  expect(readCommand(image, 'ENTRYPOINT').join(' ')).toBe(scripts.start)
  expect(image.steps).toContainEqual({ instruction: 'STOPSIGNAL', text: 'SIGTERM' })
  expect(readCommand(image, 'HEALTHCHECK').slice(0, 2)).toEqual(['node', 'tools/image/health.ts'])
})

test('A command in shell form, which keeps signals to itself, would be seen', () => {
  const shell = { ...image, steps: [{ instruction: 'ENTRYPOINT', text: 'node main.ts' }] }
  expect(() => readCommand(shell, 'ENTRYPOINT')).toThrow(/is not in exec form/)
})

test('The image is not built without a name for the build', () => {
  expect(readVariables(image, {})).toMatchObject({ WAYBILL_BUILD_ID: '' })
  const { text } = image.steps.find((step) => step.text.startsWith('test -n "$BUILD_ID"'))!
  const build = (id: string) =>
    execFileSync('/bin/sh', ['-c', text], { env: { BUILD_ID: id }, stdio: 'pipe' })
  expect(() => build('')).toThrow(/Name the build/)
  expect(build('1').toString()).toBe('')
})
