import { afterEach, describe, expect, it } from 'vitest'
import { adopt, messages } from '@/lib/messages'
import { count } from '@/lib/words'
import { offered } from '../features'
import { pack } from '.'
import { typeset } from './typeset'
import { de, que } from './words'

describe('French', () => {
  afterEach(() => adopt(() => undefined))

  it('has its narrow spaces, and 1er', () => {
    expect(typeset('Qui est-ce ? « Anna » : 70 s, 3 %')).toBe('Qui est-ce\u202f? «\u202fAnna\u202f»\u202f: 70\u00a0s, 3\u00a0%')
    expect(typeset('du 1 septembre au 11 novembre')).toBe('du 1er septembre au 11 novembre')
    expect(typeset('21 août, 2 sur 3, https://a.org, 7:12')).toBe('21 août, 2 sur 3, https://a.org, 7:12')
  })

  it('has them in what is said', () => {
    const said = messages('login', { heading: 'Who is there?' })
    adopt(offered(pack))
    expect(said.heading).toBe('Qui est là\u202f?')
    expect(count(16)).toBe('seize')
  })

  it('elides before a vowel', () => {
    expect(['Anna', 'Mia', 'Élise', 'Hélène', 'Hugo', 'Yann', 'Yves', 'Oral-B', 'Œdipe'].map(de)).toEqual(['d’Anna', 'de Mia', 'd’Élise', 'd’Hélène', 'de Hugo', 'de Yann', 'd’Yves', 'd’Oral-B', 'd’Œdipe'])
    expect([que('Anna'), que('Mia')]).toEqual(['qu’Anna', 'que Mia'])
  })
})
