import { DatabaseSync } from 'node:sqlite'

/** Reads what a twin keeps in its file, while it runs, past its API. */
export interface TwinDocuments {
  /** Whether the twin has written anything since this was asked last. */
  hasChanged(): boolean
  /** Looks at all documents of a collection, in the order of their first writes. */
  reader<T>(collection: string): () => readonly T[]
  close(): void
}

/** Opens the file of a twin that was started with one; `sandbox/document-store.ts` writes it. */
export function openTwinDocuments(path: string): TwinDocuments {
  const database = new DatabaseSync(path, { readOnly: true })
  const version = database.prepare('PRAGMA data_version')
  const read = database.prepare(
    'SELECT id, body FROM documents WHERE collection = ? ORDER BY rowid',
  )
  let seen: unknown
  return {
    hasChanged: () => {
      const now = version.get()?.['data_version']
      const changed = now !== seen
      seen = now
      return changed
    },
    reader: <T>(collection: string) => {
      const known = new Map<string, { readonly body: string; readonly document: T }>()
      return () =>
        read.all(collection).map((row) => {
          const [id, body] = [String(row['id']), String(row['body'])]
          const before = known.get(id)
          // Most are as they were when they were looked at last.
          if (before?.body === body) return before.document
          const document: T = JSON.parse(body)
          known.set(id, { body, document })
          return document
        })
    },
    close: () => database.close(),
  }
}
