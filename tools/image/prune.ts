import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `node tools/image/prune.ts` takes out of node_modules what a container never runs: Temporal's core
 * for other platforms, some 28 MB each, and its Rust sources. Refuses where its own platform is not there.
 */
const core = join('node_modules', '@temporalio', 'core-bridge')
const cpus: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' }
const platform = `${cpus[process.arch] ?? process.arch}-unknown-linux-gnu`

if (!existsSync(join(core, 'releases', platform, 'index.node'))) {
  throw new Error(`Temporal's core is not made for ${platform}`)
}
for (const other of readdirSync(join(core, 'releases'))) {
  if (other !== platform) remove(join(core, 'releases', other))
}
for (const sources of ['sdk-core', 'src', 'bridge-macros', 'Cargo.toml', 'Cargo.lock']) {
  remove(join(core, sources))
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true })
}
