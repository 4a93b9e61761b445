import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A named set of JSON documents held in memory and, with a file, written through on every `put`. */
export interface Collection<T> {
  get(id: string): T | undefined
  put(id: string, document: T): void
  delete(id: string): void
  values(): Iterable<T>
  readonly size: number
}

/** The state of one twin. It survives a kill at any instant: `put` returns after the write. */
export interface DocumentStore {
  collection<T>(name: string): Collection<T>
  /** The next number of a counter that never goes back, not even over a restart. */
  nextNumber(counter: string, first: number): number
  /** Runs several writes as one: all of them survive a kill, or none does. */
  transaction<T>(work: () => T): T
  close(): void
}

/** Where documents outlive the process. */
interface Disk {
  /** Id and JSON of each document, in the order of their first writes. */
  load(collection: string): Iterable<readonly [id: string, body: string]>
  write(collection: string, id: string, document: unknown): void
  remove(collection: string, id: string): void
  execute(statement: 'BEGIN' | 'COMMIT' | 'ROLLBACK'): void
  close(): void
}

/** Opens a store in the SQLite file `path`, or in memory only when `path` is absent. */
export function createDocumentStore(path?: string): DocumentStore {
  const disk = path === undefined ? undefined : openDisk(path)
  let depth = 0

  function collection<T>(name: string): Collection<T> {
    const documents = new Map<string, T>()
    for (const [id, body] of disk?.load(name) ?? []) documents.set(id, JSON.parse(body))
    return {
      get: (id) => documents.get(id),
      put: (id, document) => {
        disk?.write(name, id, document)
        documents.set(id, document)
      },
      delete: (id) => {
        disk?.remove(name, id)
        documents.delete(id)
      },
      values: () => documents.values(),
      get size() {
        return documents.size
      },
    }
  }

  const counters = collection<number>('counters')
  return {
    collection,
    nextNumber: (counter, first) => {
      const number = counters.get(counter) ?? first
      counters.put(counter, number + 1)
      return number
    },
    transaction: (work) => {
      if (depth > 0) return work()
      depth += 1
      disk?.execute('BEGIN')
      try {
        const result = work()
        disk?.execute('COMMIT')
        return result
      } catch (error) {
        disk?.execute('ROLLBACK')
        throw error
      } finally {
        depth -= 1
      }
    },
    close: () => disk?.close(),
  }
}

function openDisk(path: string): Disk {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  database.exec(
    'CREATE TABLE IF NOT EXISTS documents (collection TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (collection, id))',
  )
  const read = database.prepare(
    'SELECT id, body FROM documents WHERE collection = ? ORDER BY rowid',
  )
  const write = database.prepare(
    'INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body',
  )
  const remove = database.prepare('DELETE FROM documents WHERE collection = ? AND id = ?')
  return {
    load: (collection) =>
      read.all(collection).map((row) => [String(row['id']), String(row['body'])] as const),
    write: (collection, id, document) => {
      write.run(collection, id, JSON.stringify(document))
    },
    remove: (collection, id) => {
      remove.run(collection, id)
    },
    execute: (statement) => database.exec(statement),
    close: () => database.close(),
  }
}
