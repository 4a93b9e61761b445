import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { image, readText, ROOT, stages } from './deployment.ts'
import { readCommand, readVariables, type Stage } from './dockerfile.ts'

/** The image as a folder: what the Dockerfile copies and runs, without the system below it. */
export interface BuiltImage {
  /** Its WORKDIR. */
  readonly folder: string
  readonly entrypoint: readonly string[]
  readonly healthcheck: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** The user that the image runs as, where this machine lets us be it. */
  readonly user: { readonly uid?: number; readonly gid?: number }
  remove(): void
}

/** `node` of the official image. */
const imageUser = { uid: 1000, gid: 1000 }

/**
 * Does what `docker build` would do, step by step. Packages are not installed anew: those that
 * `npm ci --omit=dev` would bring are linked to this checkout's, so one that only tests have is not
 * found. Temporal's are copied, for they are pruned.
 */
export function buildImage(args: Readonly<Record<string, string>>): BuiltImage {
  // Below the checkout, where the files' system is the same and other users may look.
  mkdirSync(join(ROOT, '.waybill'), { recursive: true })
  const root = mkdtempSync(join(ROOT, '.waybill', 'image-'))
  execFileSync('chmod', ['755', root])
  const built = new Map<string, string>()
  for (const [index, stage] of stages.entries()) {
    const name = stage.name ?? `${index}`
    built.set(name, join(root, name))
    buildStage(stage, join(root, name), built)
  }
  const folder = join(root, image.name ?? `${stages.length - 1}`, workdirOf(image))
  return {
    folder,
    entrypoint: readCommand(image, 'ENTRYPOINT'),
    healthcheck: readCommand(image, 'HEALTHCHECK'),
    variables: readVariables(image, args),
    user: mayBe(imageUser, folder) ? imageUser : {},
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

function buildStage(stage: Stage, root: string, built: ReadonlyMap<string, string>): void {
  const workdir = join(root, workdirOf(stage))
  mkdirSync(workdir, { recursive: true })
  for (const { instruction, text } of stage.steps) {
    if (instruction === 'COPY') copy(text, { workdir, built })
    if (instruction === 'RUN') for (const command of text.split(' && ')) run(command, workdir)
  }
}

/** As Docker does it: of a folder its contents, a file into a target that ends with a slash. */
function copy(
  text: string,
  place: { readonly workdir: string; readonly built: ReadonlyMap<string, string> },
): void {
  const words = text.split(/\s+/)
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length)
  const paths = words.filter((word) => !word.startsWith('--'))
  const target = join(place.workdir, paths.at(-1)!)
  for (const path of paths.slice(0, -1)) {
    const source = join(from === undefined ? ROOT : place.built.get(from)!, path)
    const options = {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file: string) => from !== undefined || isSent(relative(ROOT, file)),
    }
    if (statSync(source).isDirectory()) {
      for (const name of readdirSync(source))
        cpSync(join(source, name), join(target, name), options)
    } else cpSync(source, join(target, basename(source)), options)
  }
}

/** What `.dockerignore` lets through: it refuses everything, then names exceptions. */
function isSent(path: string): boolean {
  const [all, ...lines] = readText('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (all !== '*' || lines.some((line) => !line.startsWith('!'))) {
    throw new Error('.dockerignore is no longer a list of exceptions')
  }
  const below = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`)
  return lines.map((line) => line.slice(1)).some((sent) => below(path, sent) || below(sent, path))
}

/** What the image's build runs. A command that we do not know is one that we would not have tested. */
function run(command: string, folder: string): void {
  const [program = '', ...args] = command.trim().split(/\s+/)
  if (program === 'node') execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' })
  else if (command.trim() === 'npm ci --omit=dev --ignore-scripts') linkPackages(folder)
  else if (!['apt-get', 'rm', 'test'].includes(program)) {
    throw new Error(`The image is built by a command that is not known here: ${command}`)
  }
}

function linkPackages(folder: string): void {
  const { packages } = z
    .object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })
    .parse(JSON.parse(readText('package-lock.json')))
  const wanted = Object.entries(packages)
    .filter(([path, { dev = false }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev)
    .map(([path]) => path)
    .filter((path) => existsSync(join(ROOT, path)))
  for (const path of wanted) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    if (path.startsWith('node_modules/@temporalio/')) {
      cpSync(join(ROOT, path), join(folder, path), { recursive: true })
    } else symlinkSync(join(ROOT, path), join(folder, path))
  }
}

function workdirOf(stage: Stage): string {
  return stage.steps.findLast(({ instruction }) => instruction === 'WORKDIR')?.text ?? '/'
}

/** Whether we may become that user, and it may then read the folder and run our Node. */
function mayBe(user: { readonly uid: number; readonly gid: number }, cwd: string): boolean {
  const { status } = spawnSync(process.execPath, ['-e', "require('fs').readFileSync('main.ts')"], {
    ...user,
    cwd,
  })
  return status === 0
}
