import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startLinnworksTwin } from './linnworks/index.ts'
import { startShopifyTwin } from './shopify/index.ts'
import { AURORA, LINNWORKS } from './world.ts'

const SHOPIFY_PORT = 4011
const LINNWORKS_PORT = 4012
const STATE_FOLDER = '.waybill/sandbox'

const HELP = `Usage: npm run sandbox [-- --fresh]

Runs stand-ins for one Shopify shop and one Linnworks account until Ctrl-C.
What happens in them is kept under ${STATE_FOLDER}.

  --fresh   forget what is kept there and begin anew
  --help    show this
`

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { fresh: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help === true) return say(HELP)
  if (values.fresh === true) rmSync(STATE_FOLDER, { recursive: true, force: true })
  const shopify = await startOn(
    { port: SHOPIFY_PORT, statePath: `${STATE_FOLDER}/shopify.sqlite` },
    (place) => startShopifyTwin({ ...place, shops: [AURORA], log }),
  )
  const linnworks = await startOn(
    { port: LINNWORKS_PORT, statePath: `${STATE_FOLDER}/linnworks.sqlite` },
    (place) => startLinnworksTwin({ ...place, setup: LINNWORKS, log }),
  )
  say(describe({ shopifyUrl: shopify.url, linnworksUrl: linnworks.url }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void Promise.all([shopify.stop(), linnworks.stop()])
    })
  }
}

interface Place {
  readonly port: number
  readonly statePath?: string
}

/**
 * Starts at the place. Where its port is taken it says so and starts on a free one, keeping
 * nothing: whoever has the port may be writing to the same file.
 */
async function startOn<T>(place: Place, start: (place: Place) => Promise<T>): Promise<T> {
  try {
    return await start(place)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    log(`Port ${place.port} is taken: using a free one, and what happens there is not kept`)
    return start({ port: 0 })
  }
}

function describe({ shopifyUrl, linnworksUrl }: { shopifyUrl: string; linnworksUrl: string }) {
  const shopUrl = `${shopifyUrl}/${AURORA.shop}`
  return `Shopify    ${shopUrl}
  access token        ${AURORA.accessToken}
  client id           ${AURORA.clientId}
  client secret       ${AURORA.clientSecret}
  webhook secret      ${AURORA.webhookSecret}

  curl ${shopUrl}/admin/api/2026-10/graphql.json \\
    -H 'X-Shopify-Access-Token: ${AURORA.accessToken}' -H 'Content-Type: application/json' \\
    -d '{"query":"{ orders(first: 5) { nodes { name displayFinancialStatus } } }"}'

Linnworks  ${linnworksUrl}
  application id      ${LINNWORKS.applicationId}
  application secret  ${LINNWORKS.applicationSecret}
  token               ${LINNWORKS.token}

  curl ${linnworksUrl}/api/Auth/AuthorizeByApplication -H 'Content-Type: application/json' \\
    -d '${JSON.stringify({
      ApplicationId: LINNWORKS.applicationId,
      ApplicationSecret: LINNWORKS.applicationSecret,
      Token: LINNWORKS.token,
    })}'
  Then call the Server it answers, with the Token it answers as the Authorization header.

Faults     POST, DELETE /_sandbox/faults on either, for instance
  {"operation":"CreateOrders","kind":"replyLost"}
Counts     GET /_sandbox/stats
`
}

function say(text: string): void {
  process.stdout.write(text)
}

function log(line: string): void {
  process.stderr.write(`${line}\n`)
}
