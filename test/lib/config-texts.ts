import { ConfigError, type ConfigProblem, parseConfig, type Variables } from '../../lib/config.ts'

/** The least that is a configuration. Every secret in it contains `s3cr3t`, or is a UUID of 5s. */
export const MINIMAL = `shops:
  - shop: aurora
    accessToken: shpat_s3cr3t
    webhookSecrets: [s3cr3t-hook]
linnworks:
  applicationId: 11111111-1111-4111-8111-111111111111
  applicationSecret: 55555555-5555-4555-8555-555555555555
  token: 55555555-5555-4555-8555-555555555556
ledger:
  url: postgres://waybill:s3cr3t@127.0.0.1:5432/waybill
`

export function parse(text: string, variables: Variables = {}) {
  return parseConfig(text, { variables, source: 'waybill.yaml' })
}

/** What is said of a configuration that must be refused. */
export function refusalOf(text: string, variables: Variables = {}): ConfigError {
  try {
    parse(text, variables)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('The configuration was accepted.')
}

/** The one problem of a configuration; a test that finds more fails. */
export function problemOf(text: string, variables: Variables = {}): ConfigProblem {
  const { problems, message } = refusalOf(text, variables)
  const [problem] = problems
  if (problem === undefined || problems.length > 1) throw new Error(message)
  return problem
}
