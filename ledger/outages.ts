import type { Database } from './database.ts'

/** A vendor that does not serve us, since when, and why. */
export interface Outage {
  readonly vendor: string
  /** The shop's handle, or the Linnworks account. */
  readonly account: string
  readonly since: Date
  readonly sentence: string
}

export function createOutages(database: Database) {
  return {
    /** Notes the outage; a longer one keeps its beginning and takes the newest reason. */
    async open(outage: Omit<Outage, 'since'>): Promise<void> {
      await database
        .insertInto('outages')
        .values({ ...outage, since: new Date() })
        .onConflict((conflict) =>
          conflict.columns(['vendor', 'account']).doUpdateSet({ sentence: outage.sentence }),
        )
        .execute()
    },

    async close(vendor: string, account: string): Promise<void> {
      await database
        .deleteFrom('outages')
        .where('vendor', '=', vendor)
        .where('account', '=', account)
        .execute()
    },

    async list(): Promise<readonly Outage[]> {
      return await database.selectFrom('outages').selectAll().orderBy('since').execute()
    },
  }
}
