import { expect, test } from 'vitest'
import { newPeople } from './agree'

const hook = { url: 'https://a.example/x', people: [{ person_id: 'mia', agreed_at: '', agreed_by: '', words: '1' }] }

test('a new webhook asks for everybody', () => expect(newPeople(null, 'https://a.example/x', ['mia', 'leo'])).toEqual(['mia', 'leo']))
test('the same address asks for who is new', () => expect(newPeople(hook, hook.url, ['mia', 'leo'])).toEqual(['leo']))
test('who is left out is not asked for', () => expect(newPeople(hook, hook.url, [])).toEqual([]))
test('another address asks for everybody again', () => expect(newPeople(hook, 'https://b.example/x', ['mia'])).toEqual(['mia']))
