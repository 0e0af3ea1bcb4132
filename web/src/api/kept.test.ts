import { QueryClient } from '@tanstack/react-query'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { Shelf } from '@/lib/shelf'
import { fitting, Keeper, mostBytes, mostOfOne, oldest } from './kept'
import { keys } from './keys'

const me = (account: string, household = 'linden') => ({ account: { id: account, name: account, role: 'owner' }, household: { id: household, time_zone: 'UTC' }, scopes: [], version: '1' })
const shelf = () => new Shelf('enamel-seen', [{ name: 'answers', key: 'hash' }, { name: 'whose' }], 1, 'relaxed')
const names = async () => (await indexedDB.databases()).map((d) => d.name)

function page(build = 'one') {
  const cache = new QueryClient()
  return { cache, keeper: new Keeper(cache, build, shelf()) }
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

async function seen() {
  const { cache, keeper } = page()
  const stop = keeper.keep()
  cache.setQueryData(keys.me, me('anna'))
  cache.setQueryData(keys.today, { date: '2026-11-22' })
  cache.setQueryData(keys.session('s'), { id: 's' })
  cache.setQueryData(keys.tokens, [{ id: 'secret' }])
  cache.setQueryData(keys.members, [{ name: 'Gran' }])
  await keeper.write()
  stop()
  return { cache, keeper }
}

describe('what was seen', () => {
  it('is there after the next start, as old as it is, and stale', async () => {
    await seen()
    const { cache, keeper } = page()
    expect(await keeper.restore()).toBe(true)
    expect(cache.getQueryData(keys.today)).toEqual({ date: '2026-11-22' })
    expect(cache.getQueryState(keys.today)?.isInvalidated).toBe(true)
    expect(cache.getQueryData(keys.tokens)).toBeUndefined()
    expect(cache.getQueryData(keys.members)).toBeUndefined()
    expect(JSON.stringify(await shelf().all('answers'))).not.toContain('secret')
    expect(cache.getQueryData<{ state: string }>(keys.connection)?.state).toBe('starting')
  })
  it('is not for another build, nor after a long time', async () => {
    await seen()
    expect(await page('two').keeper.restore()).toBe(false)
    expect(await names()).toEqual([])
    await seen()
    expect(await page().keeper.restore(Date.now() + oldest + 1)).toBe(false)
    expect(await names()).toEqual([])
  })
  it('is gone when nobody, somebody else, or another home is there', async () => {
    for (const then of [null, me('eve'), me('anna', 'oak'), { ...me('anna'), account: { ...me('anna').account, role: 'play' } }]) {
      await seen()
      const { cache, keeper } = page()
      await keeper.restore()
      const stop = keeper.keep()
      cache.setQueryData(keys.me, then)
      await keeper.write()
      expect(cache.getQueryData(keys.today), JSON.stringify(then)).toBeUndefined()
      expect(JSON.stringify(await shelf().all('answers'))).not.toContain('2026-11-22')
      stop()
    }
  })
  it('is there for the first picture before the rest, which changes nothing that was learned meanwhile', async () => {
    await seen()
    const { cache, keeper } = page()
    let stands = () => {}
    expect(await keeper.restore(undefined, undefined, new Promise<void>((r) => (stands = r)))).toBe(true)
    expect(cache.getQueryData(keys.today)).toEqual({ date: '2026-11-22' })
    expect(cache.getQueryData(keys.session('s'))).toBeUndefined()
    const stop = keeper.keep()
    cache.setQueryData(keys.session('t'), { id: 't', note: 'new' })
    const written = keeper.write()
    stands()
    await written
    expect(cache.getQueryData(keys.session('s'))).toEqual({ id: 's' })
    expect(cache.getQueryState(keys.session('s'))?.isInvalidated).toBe(true)
    expect(cache.getQueryData(keys.session('t'))).toEqual({ id: 't', note: 'new' })
    expect((await shelf().all<{ hash: string }>('answers')).map((k) => k.hash).sort()).toEqual(['["me"]', '["session","s"]', '["session","t"]', '["today"]'])
    stop()
  })
  it('what was removed, or whose it was, before the rest came is not brought back', async () => {
    for (const then of ['removed', 'somebody else', 'left'] as const) {
      await seen()
      const { cache, keeper } = page()
      let stands = () => {}
      await keeper.restore(undefined, undefined, new Promise<void>((r) => (stands = r)))
      const stop = keeper.keep()
      if (then === 'removed') {
        cache.setQueryData(keys.session('s'), { id: 's' })
        cache.removeQueries({ queryKey: keys.session('s') })
      } else if (then === 'somebody else') cache.setQueryData(keys.me, me('eve'))
      else await keeper.end()
      stands()
      await keeper.write()
      expect(cache.getQueryData(keys.session('s')), then).toBeUndefined()
      const left = (await names()).length > 0 ? JSON.stringify(await shelf().all('answers')) : ''
      expect(left, then).not.toContain('"s"')
      stop()
      globalThis.indexedDB = new IDBFactory()
    }
  })
  it('leaves no database at a log-out, and writes none after it', async () => {
    const { cache, keeper } = await seen()
    await keeper.end()
    cache.setQueryData(keys.today, { date: 'late' })
    await keeper.write()
    expect(await names()).toEqual([])
  })
  it('a removed one is removed there, too', async () => {
    await seen()
    const { cache, keeper } = page()
    await keeper.restore()
    const stop = keeper.keep()
    cache.removeQueries({ queryKey: keys.session('s') })
    await keeper.write()
    stop()
    expect((await shelf().all<{ key: unknown[] }>('answers')).map((k) => k.key[0]).sort()).toEqual(['me', 'today'])
  })
  it('is bounded: the first screen and the newest stay', () => {
    const k = (key: string, at: number, size: number) => ({ key: [key], at, size })
    const all = [k('session', 1, 900_000), k('session', 9, 900_000), k('me', 0, 500), k('today', 0, 20_000), k('days', 5, mostOfOne + 1), ...Array.from({ length: 6 }, (_, i) => k('sessions', 2 + i, 700_000))]
    const { keep, drop } = fitting(all)
    expect(keep.reduce((n, x) => n + x.size, 0)).toBeLessThanOrEqual(mostBytes)
    expect(keep.slice(0, 2).map((x) => x.key[0])).toEqual(['me', 'today'])
    expect(keep[2]).toEqual(all[1])
    expect(drop).toContain(all[4])
    expect(drop).toContain(all[0])
    expect(keep.length + drop.length).toBe(all.length)
  })
})
