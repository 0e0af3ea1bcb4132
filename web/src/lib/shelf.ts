/** IndexedDB with promises, as far as it is needed here: one database, some stores, and a way to be gone without a trace. */

export interface StoreShape {
  name: string
  /** The field that names a record; without one, records are named from outside. */
  key?: string
  /** Records are numbered in the order they came. */
  numbered?: boolean
}

const answered = <T>(r: IDBRequest<T>) =>
  new Promise<T>((done, fail) => {
    r.onsuccess = () => done(r.result)
    r.onerror = () => fail(r.error ?? new Error('the request failed'))
  })

/** A database of this browser. It opens when it is first asked, and again after somebody else removed it. */
export class Shelf {
  private opened: Promise<IDBDatabase> | null = null

  constructor(
    private readonly name: string,
    private readonly stores: StoreShape[],
    private readonly version = 1,
    /** What is promised to be kept survives a power cut, too; what can be asked for again need not. */
    private readonly durability: 'strict' | 'relaxed' = 'strict',
  ) {}

  private open(): Promise<IDBDatabase> {
    this.opened ??= new Promise<IDBDatabase>((done, fail) => {
      const r = indexedDB.open(this.name, this.version)
      r.onupgradeneeded = () => {
        // An older shape held what can be asked for again, or is empty: it makes room.
        for (const old of r.result.objectStoreNames) r.result.deleteObjectStore(old)
        for (const s of this.stores) r.result.createObjectStore(s.name, { ...(s.key && { keyPath: s.key }), ...(s.numbered && { autoIncrement: true }) })
      }
      r.onsuccess = () => {
        const db = r.result
        // Another page wants a newer shape or none at all: nobody waits for us.
        db.onversionchange = () => {
          db.close()
          this.opened = null
        }
        db.onclose = () => {
          this.opened = null
        }
        done(db)
      }
      r.onerror = () => fail(r.error ?? new Error('the database does not open'))
      r.onblocked = () => fail(new Error('another page holds the database'))
    }).catch((e: unknown) => {
      this.opened = null
      throw e
    })
    return this.opened
  }

  /** One transaction: what act asks for is done as a whole, and is on the disk when the promise is kept. */
  async within<T>(store: string, mode: IDBTransactionMode, act: (s: IDBObjectStore) => Promise<T> | T): Promise<T> {
    const db = await this.open()
    const tx = db.transaction(store, mode, mode === 'readwrite' ? { durability: this.durability } : undefined)
    const over = new Promise<void>((done, fail) => {
      tx.oncomplete = () => done()
      tx.onabort = () => fail(tx.error ?? new Error('the transaction was given up'))
      tx.onerror = () => fail(tx.error ?? new Error('the transaction failed'))
    })
    over.catch(() => {}) // said by act first
    const out = await act(tx.objectStore(store))
    await over
    return out
  }

  /** Some records by their names, each as it is there or undefined; all that are asked for at once are read at once. */
  some<T>(store: string, keys: readonly IDBValidKey[]): Promise<(T | undefined)[]> {
    return this.within(store, 'readonly', (s) => Promise.all(keys.map((k) => answered(s.get(k) as IDBRequest<T | undefined>))))
  }

  all<T>(store: string): Promise<T[]> {
    return this.within(store, 'readonly', (s) => answered(s.getAll() as IDBRequest<T[]>))
  }

  put(store: string, value: unknown, key?: IDBValidKey): Promise<IDBValidKey> {
    return this.within(store, 'readwrite', (s) => answered(key === undefined ? s.put(value) : s.put(value, key)))
  }

  async remove(store: string, key: IDBValidKey | IDBKeyRange): Promise<void> {
    await this.within(store, 'readwrite', (s) => answered(s.delete(key)))
  }

  async empty(store: string): Promise<void> {
    await this.within(store, 'readwrite', (s) => answered(s.clear()))
  }

  /** Whether it was ever opened here: to look must not make it. Where a browser does not tell, it may be. */
  async exists(): Promise<boolean> {
    if (typeof indexedDB.databases !== 'function') return true
    return (await indexedDB.databases()).some((d) => d.name === this.name)
  }

  /** The database is gone, with its name. */
  async destroy(): Promise<void> {
    const db = await this.opened?.catch(() => null)
    db?.close()
    this.opened = null
    await answered(indexedDB.deleteDatabase(this.name))
  }
}
