import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { shutdownGraceSeconds } from '../../workers/worker.ts'
import { searchAttributes } from '../../workflows/contract.ts'
import { linnworksCall, shopifyCall } from '../../workflows/options.ts'
import { listVariables, type Service, toSeconds } from './compose-file.ts'
import * as deployment from './deployment.ts'
import { readVariables } from './dockerfile.ts'

const { ROOT, compose, image, makeFolder, ours, readText, services, variables, workers } =
  deployment
const uuid = '5e5f7c1a-0000-4000-8000-000000000001'
const secrets = {
  ...Object.fromEntries(Object.keys(compose.secrets).map((name) => [name, uuid])),
  ledger_password: 'sec/ret:1\n',
}

describe('docker-compose.yml', () => {
  test('is taken by docker compose, where this machine has it', () => {
    const folder = makeFolder()
    cpSync(join(ROOT, 'docker-compose.yml'), join(folder, 'docker-compose.yml'))
    cpSync(join(ROOT, 'deploy/.env.example'), join(folder, '.env'))
    const [program, ...args] = findComposeClient()
    const shown = execFileSync(program, [...args, 'config', '--services'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const wanted = program === NO_CLIENT ? [] : Object.keys(compose.services)
    expect(shown.split('\n').filter(Boolean).toSorted()).toEqual(wanted.toSorted())
  })

  test('asks for the variables of the example, and no other', () => {
    expect(listVariables(ROOT).toSorted()).toEqual(Object.keys(variables).toSorted())
  })

  test('has pinned images, the Temporal server and its tools of one version', () => {
    const images = services.map(([, each]) => each.image)
    expect(images.filter((name) => !/^[\w./-]+:[\w.-]*\d[\w.-]*$/.test(name))).toEqual([])
    expect(images.filter((name) => name.includes('auto-setup'))).toEqual([])
    const [server] = images.filter((name) => name.startsWith('temporalio/server:'))
    expect(images).toContain(server?.replace('/server:', '/admin-tools:'))
  })

  test.each(services)('%s: files, secrets and volumes that it names are there', (_, service) => {
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(service.secrets))
    const sources = service.volumes.map((volume) => volume.split(':', 1).join(''))
    const isThere = (source: string) =>
      source.startsWith('./') ? existsSync(join(ROOT, source)) : source in compose.volumes
    expect(sources.filter((source) => !isThere(source))).toEqual([])
  })

  test.each(services)('%s: waits for others to have ended, or to be healthy', (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on)) {
      const { restart, healthcheck } = compose.services[name]!
      const ends = restart === 'no'
      expect(condition).toBe(ends ? 'service_completed_successfully' : 'service_healthy')
      expect(ends || healthcheck).toBeTruthy()
    }
  })

  test.each(services.filter(([, { restart }]) => restart !== 'no'))(
    '%s: is started again, watched and kept in bounds',
    (_, service) => {
      expect(service.restart).toBe('unless-stopped')
      expect(service.healthcheck).toHaveProperty('test')
      expect(service.deploy?.resources.limits).toBeDefined()
    },
  )

  test.each(services.filter(([, { command }]) => command.some(isScript)))(
    '%s: its script is sound and reads the secrets that it has',
    (_, service) => {
      const file = fileOf(service)
      expect(execFileSync('/bin/sh', ['-n', join(ROOT, file)]).toString()).toBe('')
      const read = [...readText(file).matchAll(/\/run\/secrets\/(\w+)/g)].map(([, name]) => name!)
      expect(service.secrets.toSorted()).toEqual([...new Set(read)].toSorted())
    },
  )

  test('opens ports to this machine only, each once', () => {
    const ports = services.flatMap(([, service]) => service.ports)
    expect(ports.length).toBeGreaterThan(3)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length)
  })

  test('holds no secret, and neither do the variables or the repository', () => {
    const files = Object.values(compose.secrets).map(({ file }) => file)
    expect(files.filter((file) => !file.startsWith('deploy/secrets/'))).toEqual([])
    expect(readText('.gitignore')).toMatch(/^deploy\/secrets\/$/m)
    const names = services.flatMap(([, service]) => Object.keys(service.environment))
    const secretive = [...names, ...Object.keys(variables)].filter((name) =>
      /PASSWORD|PWD|TOKEN|SECRET/.test(name),
    )
    expect(secretive).toEqual(['POSTGRES_PASSWORD_FILE'])
  })

  test("lets Temporal's queues not wait, and gives it shards to grow into", () => {
    const { environment } = compose.services['temporal']!
    const path = environment['DYNAMIC_CONFIG_FILE_PATH']!.replace('/deploy/', 'deploy/temporal/')
    const settings = z
      .record(z.string(), z.array(z.object({ value: z.unknown() })))
      .parse(parse(readText(path)))
    for (const queue of ['transfer', 'timer', 'visibility']) {
      expect(settings[`history.${queue}ProcessorMaxPollRPS`]).toEqual([{ value: 2000 }])
    }
    expect(environment['NUM_HISTORY_SHARDS']).toBe('512')
  })

  test("makes Waybill's search attributes in the namespace of its configuration", () => {
    const script = readText('deploy/temporal/namespace.sh')
    const made = /^for name in (.*); do$/m.exec(script)?.[1]?.split(' ')
    const wanted = Object.values(searchAttributes).map(({ name }) => name)
    expect(made?.toSorted()).toEqual(wanted.toSorted())
    const { namespace } = deployment.readMountedConfig(secrets).temporal
    const { environment } = compose.services['temporal-namespace']!
    expect(environment['TEMPORAL_NAMESPACE']).toBe(namespace)
  })
})

describe("Waybill's containers", () => {
  test('are two workers, a receiver, and what prepares them', () => {
    const names = ['setup', 'worker-1', 'worker-2', 'promote', 'receiver']
    expect(ours.map(([name]) => name)).toEqual(names)
    expect(new Set(ours.map(([, { command }]) => command.join(' '))).size).toBe(ours.length)
  })

  test.each(workers)('%s: has longer to end than a call of a vendor takes', (_, service) => {
    const longest = [shopifyCall, linnworksCall].map((call) => call.startToCloseTimeout)
    expect(longest).toEqual(['1 minute', '1 minute'])
    expect(shutdownGraceSeconds).toBeGreaterThan(60)
    expect(toSeconds(service.stop_grace_period!)).toBeGreaterThanOrEqual(shutdownGraceSeconds + 15)
  })

  test.each(ours)('%s: has no right that it does not need', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      init: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    expect(Object.keys(service)).not.toEqual(expect.arrayContaining(['privileged']))
    expect(service.user).toBeUndefined()
  })

  test.each(ours)('%s: reads a configuration that Waybill accepts', (_, service) => {
    const config = deployment.readMountedConfig(secrets)
    expect(config.ledger.url).toBe('postgres://waybill:sec%2Fret%3A1@postgres:5432/waybill')
    expect(config.worker.deployment).toEqual({ name: 'waybill', buildId: '7' })
    const { WAYBILL_CONFIG } = readVariables(image, {})
    expect(service.volumes).toEqual([`./deploy/waybill.yaml:${WAYBILL_CONFIG}:ro`])
    const read = readText('deploy/waybill.yaml').matchAll(/\/run\/secrets\/(\w+)/g)
    expect(service.secrets.toSorted()).toEqual([...read].map(([, name]) => name!).toSorted())
  })

  test('are asked for their health on the port that their role listens on', () => {
    const { receiver, worker } = deployment.readMountedConfig(secrets)
    const asked = (port: number) => ({ test: ['CMD', 'node', 'tools/image/health.ts', `${port}`] })
    expect(compose.services['receiver']).toMatchObject({
      ports: [`127.0.0.1:${receiver.port}:${receiver.port}`],
      healthcheck: asked(receiver.port),
    })
    for (const [, { ports, healthcheck }] of workers) {
      expect(ports).toEqual([expect.stringMatching(`:${worker.metricsPort}$`)])
      expect(healthcheck).toMatchObject(asked(worker.metricsPort))
    }
    for (const name of ['setup', 'promote']) {
      expect(compose.services[name]?.healthcheck).toEqual({ disable: true })
    }
  })
})

test('deploy/make-secrets.sh makes what is missing, keeps what is there, and names what people know', () => {
  const folder = makeFolder()
  cpSync(join(ROOT, 'deploy/make-secrets.sh'), join(folder, 'make-secrets.sh'))
  const run = () => execFileSync('/bin/sh', [join(folder, 'make-secrets.sh')], { stdio: 'pipe' })
  const read = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8')

  expect(run).toThrow(/Command failed/)
  const password = read('ledger_password')
  expect(password).toMatch(/^[\da-f]{48}$/)
  expect(password).not.toBe(read('postgres_password'))
  for (const name of Object.keys(secrets).filter((each) => !each.endsWith('_password'))) {
    writeFileSync(join(folder, 'secrets', name), 'x')
  }
  expect(run().toString()).toBe('')
  expect(read('ledger_password')).toBe(password)
  expect(statSync(join(folder, 'secrets')).mode & 0o077).toBe(0)
  expect(Object.keys(secrets).filter((name) => read(name) === '')).toEqual([])
})

function isScript(word: string): boolean {
  return word.startsWith('/deploy/')
}

/** The script that a service runs, as a path of this repository. */
function fileOf({ command, volumes }: Service): string {
  const folder = volumes
    .find((volume) => volume.includes(':/deploy:'))!
    .split(':', 1)
    .join('')
  return join(folder, command.find(isScript)!.slice('/deploy/'.length))
}

/** Says nothing, whatever it is asked. */
const NO_CLIENT = 'true'

/** The plugin of docker, or the program of its own; neither needs an engine to show a file. */
function findComposeClient(): readonly [string, ...string[]] {
  const clients: readonly (readonly [string, ...string[]])[] = [
    ['docker', 'compose'],
    ['docker-compose'],
  ]
  const isHere = ([program, ...args]: readonly [string, ...string[]]) => {
    try {
      execFileSync(program, [...args, 'version'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }
  return clients.find(isHere) ?? [NO_CLIENT]
}
