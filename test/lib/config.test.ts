import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ShopPolicy } from '../../domain/policy.ts'
import { checkConfig, configPath, loadConfig, parseConfig, readActor } from '../../lib/config.ts'
import { MINIMAL, parse } from './config-texts.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-config-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('what is not said has the documented default', () => {
  const policy: ShopPolicy = {
    eligibility: {
      includeTestOrders: false,
      paidOnly: true,
      refuseHighRisk: true,
      foreignLocationIds: [],
    },
    editWindowMinutes: 0,
    dispatchWithinHours: 72,
    money: 'shop',
    cancelledInLinnworks: 'raise',
    withoutTracking: 'post',
    leftTheShelf: 'injectAndProcess',
    notifyCustomer: true,
  }
  expect(parse(MINIMAL)).toEqual({
    shops: [
      {
        shop: 'aurora',
        domain: 'aurora.myshopify.com',
        accessToken: 'shpat_s3cr3t',
        webhookSecrets: ['s3cr3t-hook'],
        policy,
        budget: { share: 0.8 },
        sweepEverySeconds: 120,
        stock: {
          enabled: false,
          schedule: '*/15 * * * *',
          buffer: 0,
          inactiveLevels: 'skip',
          catalogueEveryMinutes: 60,
          oldestStockSeconds: 300,
          guard: { mostEmptiedPercent: 20, fewestItemsPercent: 80 },
          brownout: { afterMinutes: 15, rule: 'keep', offerPercent: 50 },
          healing: { mostUnits: 100, withinHours: 24 },
          adaptiveBuffer: { enabled: false, chance: 0.01, importLagSeconds: 60 },
        },
      },
    ],
    linnworks: {
      applicationId: '11111111-1111-4111-8111-111111111111',
      applicationSecret: '55555555-5555-4555-8555-555555555555',
      token: '55555555-5555-4555-8555-555555555556',
      budgetShare: 0.8,
      lateCommitWaitSeconds: 120,
      dispatchSweepEverySeconds: 30,
      unrelatedShopifyChannels: [],
    },
    ledger: { url: 'postgres://waybill:s3cr3t@127.0.0.1:5432/waybill', maxConnections: 20 },
    temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    receiver: { host: '127.0.0.1', port: 4000, maxBodyBytes: 2_097_152 },
    worker: { host: '127.0.0.1', metricsPort: 9464, maxCachedWorkflows: 500 },
    log: { level: 'info' },
  })
})

test('a shop signs in with client credentials instead of a token', () => {
  const [shop] = parse(
    MINIMAL.replace('accessToken: shpat_s3cr3t', 'clientId: id\n    clientSecret: s3cr3t'),
  ).shops
  expect(shop).toMatchObject({ clientId: 'id', clientSecret: 's3cr3t' })
  expect(shop).not.toHaveProperty('accessToken')
})

test('a policy says all that a shop decides', () => {
  const text = MINIMAL.replace(
    'linnworks:',
    `    policy:
      includeTestOrders: true
      ignoreCreatedBefore: 2026-11-01
      foreignLocationIds: [655441491, "655441492"]
      money: presentment
linnworks:`,
  )
  expect(parse(text).shops[0]?.policy).toMatchObject({
    eligibility: {
      includeTestOrders: true,
      ignoreCreatedBefore: '2026-11-01T00:00:00Z',
      foreignLocationIds: ['655441491', '655441492'],
    },
    money: 'presentment',
  })
})

test('a section whose keys are all commented out is a section of defaults', () => {
  expect(parse(`${MINIMAL}receiver:\n  # port: 4000\n`).receiver.port).toBe(4000)
})

test('Temporal is reached over TLS, with certificates of ours if it wants them', async () => {
  await writeFile(join(folder, 'key.pem'), 'PEM KEY\n')
  const tls = (value: string) =>
    parseConfig(`${MINIMAL}temporal: { tls: ${value} }\n`, {
      variables: {},
      source: join(folder, 'waybill.yaml'),
    }).temporal.tls
  expect(tls('true')).toBe(true)
  expect(
    tls('{ serverName: t.example, clientCertificate: CERT, clientKey: { file: key.pem } }'),
  ).toEqual({
    serverNameOverride: 't.example',
    clientCertPair: { crt: Buffer.from('CERT'), key: Buffer.from('PEM KEY') },
  })
})

describe('a value that lives outside the file', () => {
  const withToken = (value: string) => MINIMAL.replace('shpat_s3cr3t', () => value)

  test('comes from a variable, alone or inside a text', () => {
    const text = withToken('${TOKEN}').replace('s3cr3t@', '${PASSWORD}@')
    const config = parse(text, { TOKEN: 'shpat_1', PASSWORD: 'pw' })
    expect(config.shops[0]).toMatchObject({ accessToken: 'shpat_1' })
    expect(config.ledger.url).toBe('postgres://waybill:pw@127.0.0.1:5432/waybill')
  })

  test('is a number or a yes where one is wanted', () => {
    const text = `${MINIMAL}receiver: { port: "\${PORT}" }\n`
    expect(parse(text, { PORT: '4100' }).receiver.port).toBe(4100)
  })

  test('is not looked into for variables again', () => {
    const config = parse(withToken('${TOKEN}'), { TOKEN: '${OTHER}', OTHER: 'x' })
    expect(config.shops[0]).toMatchObject({ accessToken: '${OTHER}' })
  })

  test('may be a plain ${ after all', () => {
    expect(parse(withToken('a$${b}')).shops[0]).toMatchObject({ accessToken: 'a${b}' })
  })

  test('comes from a file beside the configuration, without its last line break', async () => {
    await writeFile(join(folder, 'token'), 'shpat_from_file\n')
    const path = join(folder, 'waybill.yaml')
    await writeFile(path, withToken('{ file: token }'))
    const config = loadConfig({ variables: { WAYBILL_CONFIG: path } })
    expect(config.shops[0]).toMatchObject({ accessToken: 'shpat_from_file' })
  })
})

test('the file is ./waybill.yaml unless WAYBILL_CONFIG names another', () => {
  expect(configPath({})).toBe('./waybill.yaml')
  expect(configPath({ WAYBILL_CONFIG: '' })).toBe('./waybill.yaml')
  expect(configPath({ WAYBILL_CONFIG: '/etc/waybill.yaml' })).toBe('/etc/waybill.yaml')
  expect(readActor({})).toBeUndefined()
  expect(readActor({ WAYBILL_ACTOR: 'staff-7' })).toBe('staff-7')
})

test('a program may hand in a configuration of the same shape', () => {
  const { shops } = checkConfig({
    shops: [{ shop: 'aurora', accessToken: 't', webhookSecrets: ['w'] }],
    linnworks: {
      applicationId: '11111111-1111-4111-8111-111111111111',
      applicationSecret: '11111111111141118111111111111111',
      token: '11111111-1111-4111-8111-111111111111',
    },
    ledger: { url: 'postgresql://waybill@127.0.0.1:5432/waybill' },
    receiver: { port: 0 },
  })
  expect(shops[0]?.shop).toBe('aurora')
  expect(() => checkConfig({ shops: [] })).toThrow(
    'the configuration: shops is not valid. Expected a list with at least one shop.',
  )
})
