import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from './refusals.ts'
import { startSurroundings, type Surroundings, withShop } from './surroundings.ts'
import { runRole, startProcess, writeConfig } from './waybill-process.ts'

describe('npm start with a configuration that is wrong', () => {
  let surroundings: Surroundings

  beforeAll(async () => {
    surroundings = await startSurroundings()
  })
  afterAll(() => surroundings.stop())

  test('names a key that is missing', async () => {
    const { token: _token, ...linnworks } = surroundings.config.linnworks
    const ending = await runRole('all', { ...surroundings.config, linnworks })
    expect(refusalOf(ending)).toMatch(
      /waybill\.yaml, line \d+: linnworks\.token is missing\. Expected a UUID/,
    )
  })

  test('names a key that is misspelt, and the one that is meant', async () => {
    const ending = await runRole(
      'all',
      withShop(surroundings.config, { accessToken: undefined, acessToken: 'x' }),
    )
    expect(refusalOf(ending)).toMatch(
      /shops\[0\]\.acessToken is not a known key\. Did you mean accessToken\?$/,
    )
  })

  test('names a URL that is none', async () => {
    const ending = await runRole('all', withShop(surroundings.config, { apiUrl: 'aurora' }))
    expect(refusalOf(ending)).toMatch(/shops\[0\]\.apiUrl is not valid\. Expected an https address/)
  })

  test('names a URL that is none of PostgreSQL', async () => {
    const ledger = { url: 'mysql://127.0.0.1/waybill' }
    const ending = await runRole('worker', { ...surroundings.config, ledger })
    expect(refusalOf(ending)).toMatch(
      /ledger\.url is not valid\. Expected a PostgreSQL address: postgres:\/\//,
    )
  })

  test('names a variable that is not set', async () => {
    const accessToken = '${WAYBILL_TEST_TOKEN_THAT_NOBODY_SET}'
    const ending = await runRole('all', withShop(surroundings.config, { accessToken }))
    expect(refusalOf(ending)).toMatch(
      /shops\[0\]\.accessToken .*WAYBILL_TEST_TOKEN_THAT_NOBODY_SET/,
    )
  })

  test('names a file that is not there', async () => {
    const ending = await startProcess(['all', '--config', '/nowhere/waybill.yaml']).ended
    expect(refusalOf(ending)).toMatch(
      /^\/nowhere\/waybill\.yaml: there is no such file\. Write it, or name/,
    )
  })

  test('says all that is wrong at once, a line each', async () => {
    const config = withShop({ ...surroundings.config, ledger: {} }, { webhookSecrets: [] })
    const { code, sentence } = await runRole('all', config)
    expect(sentence.split('\n')).toHaveLength(2)
    expect(sentence).toMatch(/shops\[0\]\.webhookSecrets is not valid.*\n.*ledger\.url is missing/)
    expect(code).toBe(1)
  })

  test('asks neither vendor before the configuration is right', () => {
    expect(surroundings.shopify.stats().shops['aurora']?.calls).toEqual({})
    expect(surroundings.linnworks.stats().calls).toEqual({})
  })
})

describe('npm start with words that are wrong', () => {
  test('an unknown role is told which there are', async () => {
    const ending = await startProcess(['wroker', '--config', await writeConfig({})]).ended
    expect(refusalOf(ending)).toMatch(
      /^"wroker" is not a role\. Choose one of: worker, receiver, setup, promote, all\.$/,
    )
  })

  test('an unknown option is named', async () => {
    const ending = await startProcess(['worker', '--confg', 'x']).ended
    expect(refusalOf(ending)).toMatch(/--confg.*npm start -- --help/)
  })

  test('--help tells the roles and where the configuration is read from, and ends well', async () => {
    const { code, out, sentence } = await startProcess(['--help']).ended
    for (const word of ['worker', 'receiver', 'setup', 'all', '--config', 'WAYBILL_CONFIG']) {
      expect(out).toContain(word)
    }
    expect(sentence).toBe('')
    expect(code).toBe(0)
  })
})
