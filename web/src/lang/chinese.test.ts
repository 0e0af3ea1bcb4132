import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locale, speak, spokenOf } from '@/lib/language'
import { longDate } from '@/lib/time'
import { beside, count, following, heardBy, listed, sentence } from '@/lib/words'
import { begin } from './speak'

describe('Chinese', () => {
  beforeAll(async () => {
    await begin()
    await speak('zh-Hans')
  })
  afterAll(() => speak('en'))

  it('is found by its script', () => {
    expect(locale()).toMatch(/^zh-Hans/)
    expect([spokenOf(['zh-CN']), spokenOf(['zh-SG']), spokenOf(['zh']), spokenOf(['zh-TW'])]).toEqual(['zh-Hans', 'zh-Hans', 'zh-Hans', undefined])
  })

  it('has marks of its own and no spaces', () => {
    expect(beside(['Oral-B', 'iO 9'])).toBe('Oral-B，iO 9')
    expect(following(['你', '退出了登录'])).toBe('你退出了登录')
    expect([sentence('还没填'), sentence('没有回应。'), sentence('iO 9')]).toEqual(['还没填。', '没有回应。', 'IO 9。'])
    expect(heardBy(['走廊/浴室', '走廊/客厅', '手机'])).toBe('走廊：浴室，客厅；手机')
    expect(listed(['Anna', 'Jonas', 'Mia'])).toBe('Anna、Jonas和Mia')
    expect([count(2), count(11)]).toEqual(['两', '11'])
    expect(longDate('2026-11-22')).toBe('11月22日星期日')
  })
})
