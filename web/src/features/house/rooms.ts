import { rooms as say } from './rooms.messages'

/** A page of the house. */
export interface HouseRoom {
  /** Behind /house/ in the address. */
  part: string
  name: string
  /** What is in there, in a few words. */
  about: string
  /** Only an owner is let in. */
  owner?: true
  /** Only who may do this is let in. */
  scope?: string
}

/** The pages of the house, in groups, in the order in which they are looked for. */
export const groups = (): { name: string; rooms: HouseRoom[] }[] => [
  {
    name: say.family,
    rooms: [
      { part: 'people', name: say.people, about: say.peopleAbout },
      { part: 'reminders', name: say.reminders, about: say.remindersAbout },
      { part: 'members', name: say.members, about: say.membersAbout },
    ],
  },
  {
    name: say.you,
    rooms: [
      { part: 'you', name: say.account, about: say.accountAbout },
      { part: 'signing-in', name: say.signing, about: say.signingAbout },
      { part: 'device', name: say.device, about: say.deviceAbout },
    ],
  },
  {
    name: say.data,
    rooms: [
      { part: 'keeping', name: say.keeping, about: say.keepingAbout },
      { part: 'privacy', name: say.privacy, about: say.privacyAbout, owner: true },
      { part: 'backup', name: say.backup, about: say.backupAbout, owner: true },
    ],
  },
  {
    name: say.outside,
    rooms: [
      { part: 'gateways', name: say.gateways, about: say.gatewaysAbout },
      { part: 'apps', name: say.apps, about: say.appsAbout },
      { part: 'keys', name: say.keys, about: say.keysAbout, scope: 'tokens:write' },
      { part: 'webhooks', name: say.webhooks, about: say.webhooksAbout, owner: true },
    ],
  },
  { name: say.more, rooms: [{ part: 'about', name: say.about, about: say.aboutAbout }] },
]
