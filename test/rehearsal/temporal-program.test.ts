import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isSupportedVersion, provisionTemporalProgram } from '../../rehearsal/temporal-program.ts'
import { verifyCachedProgram, writeCachedProgram } from '../../rehearsal/temporal-cache.ts'

let folder: string
let said: string[]
const log = (sentence: string) => said.push(sentence)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-program-'))
  said = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('The Temporal dev server is taken from the first place that has a usable one', () => {
  test('TEMPORAL_CLI wins over the PATH and the cache', async () => {
    const temporalCli = await fakeProgram('mine', 'temporal version 1.6.0 (Server 1.30.0)')
    await fakeProgram('bin/temporal', 'temporal version 1.7.0 (Server 1.31.0)')
    await fillCache()
    const found = await provision({ temporalCli })
    expect(found).toEqual({ path: temporalCli, version: '1.6.0', origin: 'TEMPORAL_CLI' })
  })

  test('an old TEMPORAL_CLI is an error that names it, not a quiet replacement', async () => {
    const temporalCli = await fakeProgram('mine', 'temporal version 1.4.1 (Server 1.28.0)')
    await fillCache()
    await expect(provision({ temporalCli })).rejects.toThrow(/TEMPORAL_CLI is .*1\.4\.1.*1\.5/)
  })

  test('a TEMPORAL_CLI that is not there is an error that names it', async () => {
    const temporalCli = join(folder, 'nowhere')
    await expect(provision({ temporalCli })).rejects.toThrow(/nowhere, which does not run/)
  })

  test('the PATH wins over the cache', async () => {
    const path = await fakeProgram('bin/temporal', 'temporal version 1.5.0 (Server 1.29.0)')
    await fillCache()
    expect(await provision({})).toEqual({ path, version: '1.5.0', origin: 'PATH' })
  })

  test('an old program on the PATH is passed over with a line, and the cache is used', async () => {
    const old = await fakeProgram('bin/temporal', 'temporal version 1.3.0 (Server 1.27.1)')
    const cached = await fillCache()
    expect(await provision({})).toEqual({ path: cached, version: '1.8.2', origin: 'cache' })
    expect(said).toEqual([expect.stringContaining(`Passing over ${old}: it is 1.3.0`)])
  })

  test('a program that was cut off while it was written to the cache is not run', async () => {
    const cached = await fillCache()
    expect(await verifyCachedProgram(cached)).toBe(true)
    await writeFile(cached, '#!/bin/sh\n')
    expect(await verifyCachedProgram(cached)).toBe(false)
    await fakeGo('echo "no module" >&2; exit 1')
    await expect(provision({})).rejects.toThrow('no module')
    expect(said[0]).toContain(`Passing over ${cached}: it is not the file that was put there`)
  })

  test('without any of them Go builds it, and the next start finds it in the cache', async () => {
    await fakeGo(FAKE_BUILD)
    expect((await provision({})).origin).toBe('build')
    const again = await provision({})
    expect(again.origin).toBe('cache')
    expect(await verifyCachedProgram(again.path)).toBe(true)
  })

  test('two starts at once build once', async () => {
    await fakeGo(`echo built >> ${join(folder, 'builds')}; ${FAKE_BUILD}`)
    const origins = (await Promise.all([provision({}), provision({})])).map(({ origin }) => origin)
    expect(origins.toSorted()).toEqual(['build', 'cache'])
    expect(said).toContainEqual(expect.stringContaining('Another process'))
  })

  test('a failed build says why in the words of Go and leaves nothing in the cache', async () => {
    await fakeGo('echo "go.mod requires go >= 1.26.4" >&2; exit 1')
    await expect(provision({})).rejects.toThrow(/requires go >= 1\.26\.4/)
    await expect(provision({})).rejects.toThrow(/requires go >= 1\.26\.4/)
  })
})

test('A version is supported from 1.5 on, and a build without a version is not', () => {
  expect(['1.5.0', '1.5.1', '1.10.0', '2.0.0'].map(isSupportedVersion)).not.toContain(false)
  expect(['0.0.0-DEV', '1.4.9', '0.13.2', ''].map(isSupportedVersion)).not.toContain(true)
})

/** What `go build … -o <target> <package>` does, as far as anyone can tell from outside. */
const FAKE_BUILD = `while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho "temporal version 1.8.2 (Server 1.31.2)"\\n' > "$2"`

function provision({ temporalCli }: { readonly temporalCli?: string }) {
  return provisionTemporalProgram({
    log,
    // Nothing listens there: as on a machine that the download does not reach.
    downloadService: 'http://127.0.0.1:1',
    environment: {
      cacheDir: join(folder, 'cache'),
      path: [join(folder, 'bin')],
      ...(temporalCli === undefined ? {} : { temporalCli }),
    },
  })
}

async function fakeProgram(name: string, words: string): Promise<string> {
  return writeScript(name, `echo "${words}"`)
}

async function fakeGo(build: string): Promise<void> {
  await writeScript('bin/go', `if [ "$1" = version ]; then exit 0; fi\n${build}`)
}

async function fillCache(): Promise<string> {
  const cached = await writeCachedProgram(join(folder, 'cache'), async (target) => {
    await writeFile(target, '#!/bin/sh\necho "temporal version 1.8.2 (Server 1.31.2)"\n')
    return true
  })
  return cached!
}

async function writeScript(name: string, body: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${body}\n`)
  await chmod(path, 0o755)
  return path
}
