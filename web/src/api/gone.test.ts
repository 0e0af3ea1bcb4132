import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { goneHere, leaveGone, withoutGone } from './gone'
import { keys } from './keys'

it('what was removed here stays while it is looked at, and no longer', () => {
  const cache = new QueryClient()
  cache.setQueryData(keys.session('a'), { id: 'a' })
  cache.setQueryData(keys.session('b'), { id: 'b' })
  const leave = new QueryObserver(cache, { queryKey: keys.session('a'), enabled: false }).subscribe(() => {})
  leaveGone(cache, 'a')
  leaveGone(cache, 'b')
  expect(cache.getQueryData(keys.session('a'))).toEqual({ id: 'a' })
  expect(cache.getQueryData(keys.session('b'))).toBeUndefined()
  expect([goneHere('a'), goneHere('b'), goneHere('c')]).toEqual([true, true, false])
  const list = { pages: [{ items: [{ id: 'a' }, { id: 'd' }] }, { items: [{ id: 'b' }] }], pageParams: [] }
  expect(withoutGone(list)).toEqual({ pages: [{ items: [{ id: 'd' }] }, { items: [] }], pageParams: [] })
  const whole = { pages: [{ items: [{ id: 'd' }] }] }
  expect(withoutGone(whole)).toBe(whole)
  leave()
  expect(cache.getQueryData(keys.session('a'))).toBeUndefined()
})
