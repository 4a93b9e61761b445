import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What `node --cpu-prof` writes, one file for each thread; times are microseconds. */
const ProfileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
})

const mostFunctions = 25
const mostPackages = 12
/** What V8 calls the time in which a thread had nothing to do. */
const idle = '(idle)'

/** Where the JavaScript of a process spent its time, for people; the profiles lie in `folder`. */
export function describeProfiles(
  name: string,
  measured: {
    readonly folder: string
    /** What was worked on, for instance `order`, and how many of it. */
    readonly what: string
    readonly count: number
  },
): string {
  const { folder, what: unit, count } = measured
  const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))
  const [functions, packages] = [new Map<string, number>(), new Map<string, number>()]
  for (const file of files) {
    const profile = ProfileSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
    profile.samples.forEach((id, index) => {
      const frame = frames.get(id)
      if (frame === undefined || frame.functionName === idle) return
      const ms = (profile.timeDeltas[index] ?? 0) / 1000
      const place = toPlace(frame.url)
      const line = frame.url === '' ? '' : ` ${place.file}:${frame.lineNumber + 1}`
      add(functions, `${frame.functionName || '(anonymous)'}${line}`, ms)
      add(packages, place.owner, ms)
    })
  }
  const list = (times: ReadonlyMap<string, number>, most: number) =>
    [...times]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([what, ms]) => `  ${(ms / count).toFixed(2).padStart(8)}  ${what.slice(0, 120)}`)
  return [
    `JavaScript of the ${name}, own time in ms for each ${unit} (${files.length} threads, from start to stop; the profiles are in ${folder})`,
    ...list(packages, mostPackages),
    'by function',
    ...list(functions, mostFunctions),
  ].join('\n')
}

function add(times: Map<string, number>, name: string, ms: number): void {
  times.set(name, (times.get(name) ?? 0) + ms)
}

/** A package by its name, our own code by its folder, the rest by what V8 or Node call it. */
function toPlace(url: string): { readonly owner: string; readonly file: string } {
  if (url === '') return { owner: 'V8', file: '' }
  if (url.startsWith('node:')) return { owner: 'Node', file: url }
  const [, inPackage] = /.*\/node_modules\/(.+)$/.exec(url) ?? []
  if (inPackage !== undefined) {
    const parts = inPackage.split('/')
    const owner = parts.slice(0, inPackage.startsWith('@') ? 2 : 1).join('/')
    return { owner, file: inPackage }
  }
  const file = url.split('/').slice(-2).join('/')
  return { owner: file.includes('/') ? (file.split('/')[0] ?? '') : 'workflow bundle', file }
}
