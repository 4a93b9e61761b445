import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { LINNWORKS } from '../../sandbox/world.ts'

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url))

test('npm run sandbox says how it is called', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--help'])
  expect(stdout).toContain('--fresh')
})

test('npm run sandbox prints the addresses it serves, and ends at Ctrl-C', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-main-'))
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const printed: string[] = []
    for await (const line of createInterface(child.stdout)) {
      printed.push(line)
      if (line.startsWith('Counts')) break
    }
    const text = printed.join('\n')
    const linnworks = /^Linnworks +(\S+)$/m.exec(text)?.[1]
    expect(text).toMatch(/^Shopify +http:\/\/127\.0\.0\.1:\d+\/aurora$/m)
    const session = await fetch(`${linnworks}/api/Auth/AuthorizeByApplication`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ApplicationId: LINNWORKS.applicationId,
        ApplicationSecret: LINNWORKS.applicationSecret,
        Token: LINNWORKS.token,
      }),
    })
    expect(session.status).toBe(200)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
