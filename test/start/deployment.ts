import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Config, parseConfig } from '../../lib/config.ts'
import { readCompose, readVariablesFile, type Service } from './compose-file.ts'
import { readDockerfile, readVariables } from './dockerfile.ts'

/** What is deployed: the image as its Dockerfile says, the services as docker-compose.yml says. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const stages = readDockerfile(ROOT)
export const image = stages.at(-1)!
export const variables = readVariablesFile(join(ROOT, 'deploy/.env.example'))
export const compose = readCompose(ROOT, variables)

export const services: readonly (readonly [name: string, service: Service])[] = Object.entries(
  compose.services,
)
/** Those that run our image. */
export const ours = services.filter(([, each]) => each.image.startsWith('waybill:'))
export const workers = ours.filter(([name]) => name.startsWith('worker-'))

export function readText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** A folder that goes with the test, open to every user of this machine. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-deployment-'))
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** `deploy/waybill.yaml` as a container reads it: secrets from files, the build from the image. */
export function readMountedConfig(secrets: Readonly<Record<string, string>>): Config {
  const folder = makeFolder()
  mkdirSync(join(folder, 'secrets'))
  for (const [name, secret] of Object.entries(secrets)) {
    writeFileSync(join(folder, 'secrets', name), secret)
  }
  const { environment } = compose.services['worker-1']!
  return parseConfig(readText('deploy/waybill.yaml').replaceAll('/run/secrets/', 'secrets/'), {
    variables: { ...readVariables(image, { BUILD_ID: '7' }), ...environment },
    source: join(folder, 'waybill.yaml'),
  })
}
