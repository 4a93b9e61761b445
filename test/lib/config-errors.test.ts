import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../lib/config.ts'
import { everythingSaidBy } from '../support/api-errors.ts'
import { MINIMAL, problemOf, refusalOf } from './config-texts.ts'

const change = (from: string, to: string) => {
  if (!MINIMAL.includes(from)) throw new Error(`The text has no ${from}`)
  return MINIMAL.replace(from, () => to)
}
const inShop = (lines: string) => change('linnworks:', `    ${lines}\nlinnworks:`)

describe('the key, the line and what was expected are said of', () => {
  test.each([
    [
      'a key that is missing',
      change('    accessToken: shpat_s3cr3t\n', ''),
      'line 2: shops[0].accessToken is missing. Expected an accessToken, or a clientId and clientSecret',
    ],
    [
      'a key without a value',
      change('shpat_s3cr3t', ''),
      'line 3: shops[0].accessToken is missing. Expected an accessToken, or a clientId and clientSecret',
    ],
    [
      'half of the client credentials',
      change('accessToken: shpat_s3cr3t', 'clientId: x'),
      'line 2: shops[0].clientSecret is missing. Expected the secret that goes with clientId',
    ],
    [
      'two ways to sign in',
      inShop('clientId: x'),
      'line 3: shops[0].accessToken stands beside clientId or clientSecret. Keep one way to sign in',
    ],
    [
      'a section that is missing',
      change(/ledger:[^]*/.exec(MINIMAL)![0], ''),
      'ledger is missing. Expected a section with url, password, maxConnections',
    ],
    [
      'a typo',
      change('accessToken', 'accesToken'),
      'line 3: shops[0].accesToken is not a known key. Did you mean accessToken?',
    ],
    [
      'another way to write a key',
      change('webhookSecrets', 'webhook_secrets'),
      'line 4: shops[0].webhook_secrets is not a known key. Did you mean webhookSecrets?',
    ],
    [
      'a key that is like no other',
      `${MINIMAL}log: { colour: blue }`,
      'line 11: log.colour is not a known key. Expected level',
    ],
    [
      'a key that stands twice',
      `${MINIMAL}  url: postgres://other@127.0.0.1/x\n`,
      'line 11: ledger.url stands here a second time, first in line 10',
    ],
    [
      'an address that is none',
      inShop('apiUrl: aurora.myshopify.com'),
      'line 5: shops[0].apiUrl is not valid. Expected an https address (http is for this machine only: localhost, 127.0.0.1)',
    ],
    [
      'an address that would send secrets in the clear',
      inShop('apiUrl: http://aurora.myshopify.com'),
      'line 5: shops[0].apiUrl is not valid. Expected an https address (http is for this machine only: localhost, 127.0.0.1)',
    ],
    [
      'an address that only looks like this machine',
      inShop('apiUrl: http://localhost.example.com'),
      'line 5: shops[0].apiUrl is not valid. Expected an https address (http is for this machine only: localhost, 127.0.0.1)',
    ],
    [
      'a ledger that is no PostgreSQL',
      change('postgres://', 'mysql://'),
      'line 10: ledger.url is not valid. Expected a PostgreSQL address: postgres://USER:PASSWORD@HOST:5432/DATABASE',
    ],
    [
      'a shop that is no handle',
      change('aurora', 'Aurora.myshopify.com'),
      "line 2: shops[0].shop is not valid. Expected the shop's handle: small letters, digits and hyphens",
    ],
    [
      'no webhook secret',
      change('[s3cr3t-hook]', '[]'),
      'line 4: shops[0].webhookSecrets is not valid. Expected a list with at least one secret',
    ],
    [
      'an empty webhook secret',
      change('[s3cr3t-hook]', '[good, ""]'),
      'line 4: shops[0].webhookSecrets[1] is not valid. Expected text, ${VARIABLE}, or { file: PATH }',
    ],
    [
      'a secret that YAML takes for a number',
      change('shpat_s3cr3t', '12345'),
      'line 3: shops[0].accessToken is not valid. Expected text, ${VARIABLE}, or { file: PATH }',
    ],
    [
      'an id that is no UUID',
      change('11111111-1111-4111-8111-111111111111', 'waybill'),
      'line 6: linnworks.applicationId is not valid. Expected a UUID, as Linnworks shows it',
    ],
    [
      'a number out of its bounds',
      `${MINIMAL}receiver: { port: 70000 }`,
      'line 11: receiver.port is not valid. Expected a whole number from 0 to 65535',
    ],
    [
      'a share of nothing',
      inShop('budget: { share: 0 }'),
      'line 5: shops[0].budget.share is not valid. Expected a number above 0 and up to 1',
    ],
    [
      'a word that is none of the choices',
      inShop('policy: { money: euro }'),
      'line 5: shops[0].policy.money is not valid. Expected one of shop, presentment',
    ],
    [
      'a maybe',
      inShop('policy: { paidOnly: maybe }'),
      'line 5: shops[0].policy.paidOnly is not valid. Expected true or false',
    ],
    [
      'a day that does not exist',
      inShop('policy: { ignoreCreatedBefore: 2026-13-01 }'),
      'line 5: shops[0].policy.ignoreCreatedBefore is not valid. Expected a day or a moment that exists',
    ],
    [
      'an address without a port',
      `${MINIMAL}temporal: { address: localhost }`,
      'line 11: temporal.address is not valid. Expected a host and a port: 127.0.0.1:7233',
    ],
    [
      'half a pair of certificate and key',
      `${MINIMAL}temporal: { tls: { clientKey: s3cr3t } }`,
      'line 11: temporal.tls is not valid. Expected true, false, or a section with serverName, caCertificate, or clientCertificate and its clientKey',
    ],
    [
      'a variable that is not set',
      change('shpat_s3cr3t', '${AURORA_TOKEN}'),
      'line 3: shops[0].accessToken needs the environment variable AURORA_TOKEN, which is not set',
    ],
    [
      'a variable without a name',
      change('shpat_s3cr3t', '${}'),
      'line 3: shops[0].accessToken has a ${…} that names no variable. Expected ${NAME}, or $${ for ${',
    ],
    [
      'a file that is not there',
      change('[s3cr3t-hook]', '[{ file: /nowhere/hook }]'),
      'line 4: shops[0].webhookSecrets[0] is taken from /nowhere/hook, which cannot be read',
    ],
    [
      'a file that is empty',
      change('shpat_s3cr3t', '{ file: /dev/null }'),
      'line 3: shops[0].accessToken is taken from /dev/null, which is empty',
    ],
    [
      'a value that is an unquoted reference',
      change('shpat_s3cr3t', '*s3cr3t'),
      'line 3: shops[0].accessToken begins with *, which YAML reserves. Put the value in quotes',
    ],
    ['a tab', `${MINIMAL}\tlog: x`, 'line 11: it is indented by a tab. Use spaces'],
  ])('%s', (_, text, sentence) => {
    const { key, line, sentence: said } = problemOf(text)
    const place = line === undefined ? '' : `line ${line}: `
    expect(`${place}${key === '' ? '' : `${key} `}${said}`).toBe(sentence)
  })
})

test('two entries of one shop are told apart from each other', () => {
  const entry = /  - shop[^]*hook\]\n/.exec(MINIMAL)![0]
  const { problems } = refusalOf(MINIMAL.replace(entry, entry + entry))
  expect(problems).toEqual([
    {
      key: 'shops[1].shop',
      line: 5,
      sentence: 'is the same as shops[0].shop. Expected one entry for each shop',
    },
    {
      key: 'shops[1].domain',
      line: 5,
      sentence: 'is the same as shops[0].domain. Expected one entry for each shop',
    },
  ])
})

test('all that is wrong is said at once, each with the file and the line', () => {
  const text = change('token:', 'tokken:').replace('aurora', 'Aurora')
  const { message } = refusalOf(`${text}log: { level: loud }\n`)
  expect(message.split('\n')).toEqual([
    "waybill.yaml, line 2: shops[0].shop is not valid. Expected the shop's handle: small letters, digits and hyphens.",
    'waybill.yaml, line 8: linnworks.tokken is not a known key. Did you mean token?',
    'waybill.yaml, line 11: log.level is not valid. Expected one of trace, debug, info, warn, error, fatal, silent.',
  ])
})

test('an empty file lacks everything', () => {
  expect(refusalOf('').problems.map(({ key }) => key)).toEqual(['shops', 'linnworks', 'ledger'])
})

test('a file that is not there says how to name another', () => {
  expect(() => loadConfig({ path: '/nowhere/waybill.yaml', variables: {} })).toThrow(
    '/nowhere/waybill.yaml: there is no such file. Write it, or name another in WAYBILL_CONFIG.',
  )
})

describe('a secret is never repeated', () => {
  const secrets = /s3cr3t|55555555/

  test('even where its line is what is wrong', () => {
    const breakages = [
      change('shpat_s3cr3t', '@s3cr3t'),
      change('shpat_s3cr3t', '"s3cr3t'),
      change('shpat_s3cr3t', '&s3cr3t'),
      change('shpat_s3cr3t', '!s3cr3t 7'),
      change('shpat_s3cr3t', '{ s3cr3t: }'),
      change('shpat_s3cr3t', '{ file: { s3cr3t: 1 } }'),
      change('shpat_s3cr3t', '[s3cr3t]'),
      change('accessToken: shpat_s3cr3t', 'shpat_s3cr3t'),
      change('    accessToken: shpat_s3cr3t', '    accessToken:shpat_s3cr3t'),
      change('[s3cr3t-hook]', '{s3cr3t-hook}'),
      change('[s3cr3t-hook]', 's3cr3t-hook'),
      change('postgres://', 'http://'),
      change('ledger:\n  url: ', 'ledger: {url:').replace('/waybill\n', '/waybill}\n'),
      change('55555555-5555-4555-8555-555555555556', '55555555'),
    ]
    for (const text of breakages) expect(everythingSaidBy(refusalOf(text))).not.toMatch(secrets)
  })

  test('whatever single character is lost, added or replaced', () => {
    fc.assert(
      fc.property(
        fc.nat(MINIMAL.length - 1),
        fc.constantFrom('', ' ', ':', '\n', '"', '{', '[', '*', '&', '- ', '#', '\t'),
        fc.boolean(),
        (at, sign, replaces) => {
          const text = MINIMAL.slice(0, at) + sign + MINIMAL.slice(at + (replaces ? 1 : 0))
          try {
            refusalOf(text)
          } catch {
            return
          }
          expect(everythingSaidBy(refusalOf(text))).not.toMatch(secrets)
        },
      ),
      { numRuns: 300 },
    )
  })
})
