/**
 * `node tools/image/health.ts PORT…` exits 0 when Waybill in this container is ready. A port that
 * nobody listens on belongs to another role; at least one must answer, and all that do must say 200.
 */
const ports = process.argv.slice(2)
const answers = await Promise.all(ports.map(ask))
const given = answers.filter((answer) => answer !== undefined)
for (const { port, status, text } of given) process.stdout.write(`${port}: ${status} ${text}\n`)
if (given.length === 0) process.stdout.write(`nobody listens on ${ports.join(' or ')}\n`)
process.exitCode = given.length > 0 && given.every(({ status }) => status === 200) ? 0 : 1

async function ask(port: string) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(4000),
    })
    return { port, status: answer.status, text: await answer.text() }
  } catch (error) {
    if (isRefused(error)) return undefined
    return { port, status: 'no answer', text: String(error) }
  }
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}
