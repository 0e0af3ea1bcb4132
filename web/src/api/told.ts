import { messages } from '@/lib/messages'

/** What the server says, for people: its English sentences are the names under which other languages keep theirs. */
export const say = messages('told', {
  /** A sentence of the server; empty for one that this language does not know. */
  sentence: (server: string) => server,
  /** What stands at a field when the sentence is not known. */
  field: 'cannot be like this',
})

/** A sentence of the server in the chosen language; empty for one that it does not know. */
export const told = (server: string): string => (server ? say.sentence(server) : '')
