import pg from 'pg'

/**
 * Copies the database of `url` as it stands, and answers how to set it back to the copy. Both cut
 * every connection first: to whoever is connected it looks like a server that was restarted.
 */
export async function backUp(url: string): Promise<{ restore(): Promise<void> }> {
  const name = new URL(url).pathname.slice(1)
  const copy = `${name}-backup`
  await asAdministrator(url, async (run) => {
    await shut(run, name)
    await run(`CREATE DATABASE ${pg.escapeIdentifier(copy)} TEMPLATE ${pg.escapeIdentifier(name)}`)
    await run(`ALTER DATABASE ${pg.escapeIdentifier(name)} ALLOW_CONNECTIONS true`)
  })
  return {
    restore: () =>
      asAdministrator(url, async (run) => {
        const lost = `${name}-lost`
        await shut(run, name)
        for (const [from, to] of [
          [name, lost],
          [copy, name],
        ] as const) {
          const names = [from, to].map((each) => pg.escapeIdentifier(each))
          await run(`ALTER DATABASE ${names.join(' RENAME TO ')}`)
        }
      }),
  }
}

type Run = (statement: string) => Promise<unknown>

async function shut(run: Run, name: string): Promise<void> {
  await run(`ALTER DATABASE ${pg.escapeIdentifier(name)} ALLOW_CONNECTIONS false`)
  await run(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ${pg.escapeLiteral(name)}`,
  )
}

async function asAdministrator(url: string, work: (run: Run) => Promise<void>): Promise<void> {
  const server = new URL(url)
  server.pathname = 'postgres'
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  try {
    await work((statement) => client.query(statement))
  } finally {
    await client.end()
  }
}
