import { messages } from '@/lib/messages'

export const say = messages('apidocs', {
  title: 'API',
  heading: 'The API',
  what: 'Everything that this app does goes through these calls. Tried here they are made as you, in this household, for real.',
  document: 'The description as a file',
  waiting: 'Reading the description',
  broken: 'The description could not be read.',
})
