import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.array(z.string())
const text = z.record(z.string(), z.string())

const ServiceSchema = z.looseObject({
  image: z.string(),
  command: words.default([]),
  user: z.string().optional(),
  restart: z.string(),
  environment: text.default({}),
  secrets: words.default([]),
  volumes: words.default([]),
  ports: words.default([]),
  stop_grace_period: z.string().optional(),
  healthcheck: z
    .union([z.object({ disable: z.literal(true) }), z.looseObject({ test: words })])
    .optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z
    .object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) })
    .optional(),
})

const ComposeSchema = z.looseObject({
  services: z.record(z.string(), ServiceSchema),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
})

export type Service = z.infer<typeof ServiceSchema>
export type Compose = z.infer<typeof ComposeSchema>

/** `docker-compose.yml` with its variables put in, as `docker compose config` would show it. */
export function readCompose(root: string, variables: Readonly<Record<string, string>>): Compose {
  const source = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
  return ComposeSchema.parse(parse(interpolate(source, variables), { merge: true }))
}

/** The variables that the file asks for, and those that it cannot do without. */
export function listVariables(root: string): readonly string[] {
  const source = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
  return [...new Set([...source.matchAll(variable)].map(([, name]) => name!))]
}

/** As compose does it: `${NAME}`, `${NAME:-default}`, `${NAME:?why it is needed}`. */
const variable = /\$\{(\w+)(?::([-?])([^}]*))?\}/g

function interpolate(source: string, variables: Readonly<Record<string, string>>): string {
  return source.replaceAll(variable, (_, name: string, kind?: string, rest?: string) => {
    const value = variables[name]
    if (value) return value
    if (kind === '-') return rest ?? ''
    throw new Error(`docker-compose.yml needs ${name}`)
  })
}

/** The lines `NAME=value` of a file of variables. */
export function readVariablesFile(path: string): Readonly<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').matchAll(/^(\w+)=(.*)$/gm)
  return Object.fromEntries([...lines].map(([, name, value]) => [name!, value!]))
}

/** `90s`, `1m`, `1m30s`. */
export function toSeconds(duration: string): number {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? []
  return Number(minutes) * 60 + Number(seconds)
}
