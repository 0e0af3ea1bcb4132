import { expect, it } from 'vitest'
import { grouped, whole } from './code'

it('groups what is typed, however it is typed', () => {
  expect([grouped(''), grouped('ab'), grouped('abcd'), grouped('abcde'), grouped(' 0000-0000 oil0 1'), grouped('0000000000000ZZZ')]).toEqual(['', 'AB', 'ABCD', 'ABCD-E', '0000-0000-0110-1', '0000-0000-0000-0'])
})

it('finds every wrong character and every two that changed places', () => {
  const code = '7K2M9QXD4TRV'
  const check = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].filter((c) => whole(code + c))
  expect(check.length).toBeLessThan(2)
  expect(whole('0000-0000-0000-0')).toBe(true)
  expect(whole('0000-0000-0001-1')).toBe(true)
  for (const wrong of ['', '0000-0000-0000', '0000-0000-0000-1', '0000-0000-0010-1', '0000-0000-0001-0', 'U000-0000-0000-0']) expect(whole(wrong)).toBe(false)
})
