import type { Hook } from '@/api/types'

/** Who of the chosen has to be agreed to before the form is saved: who was not chosen before, and at another address everybody. */
export function newPeople(hook: Pick<Hook, 'url' | 'people'> | null, address: string, chosen: string[]): string[] {
  if (!hook || hook.url !== address) return chosen
  return chosen.filter((id) => !hook.people.some((p) => p.person_id === id))
}
