import type { Database } from './database.ts'

export function createCursors(database: Database) {
  return {
    async find(name: string): Promise<Date | undefined> {
      const row = await database
        .selectFrom('cursors')
        .select('position')
        .where('name', '=', name)
        .executeTakeFirst()
      return row?.position
    },

    /** Moves the cursor forward; never back. */
    async advance(name: string, position: Date): Promise<void> {
      await database
        .insertInto('cursors')
        .values({ name, position })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ position })
            .where('cursors.position', '<', position),
        )
        .execute()
    },
  }
}
