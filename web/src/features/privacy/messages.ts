import { figure } from '@/lib/words'
import { messages } from '@/lib/messages'

/** How somebody came in, as words of the log: "passkey,new_browser". */
const ways: Record<string, string> = {
  password: ' with a password',
  passkey: ' with a passkey',
  code: ' with a one-time code',
  recovery_code: ' with a recovery code',
  recovery_link: ' with a recovery link',
  provider: ' by another provider',
  proxy: ' by a proxy',
}

const came = (detail: string) => {
  const [way, fresh] = detail.split(',')
  return `logged in${ways[way ?? ''] ?? ''}${fresh === 'new_browser' ? ', in a browser that was not seen before' : ''}`
}

/** What somebody changed of how they log in. */
const changes: Record<string, string> = {
  password_set: 'changed their password',
  password_removed: 'removed their password',
  passkey_added: 'added a passkey',
  passkey_removed: 'removed a passkey',
  passkey_copied: 'showed a passkey that may have been copied',
  codes_on: 'is asked for one-time codes from now on',
  codes_off: 'is asked for one-time codes no more',
  recovery_codes_made: 'made new recovery codes',
  recovery_link_made: 'made a recovery link',
  linked: 'linked an account elsewhere',
  unlinked: 'unlinked an account elsewhere',
  email: 'changed their e-mail address',
}

/** Why an app no longer gets anything. */
const endings: Record<string, string> = {
  by_the_app: ', as the app asked',
  app_removed: ', which was removed',
  code_shown_twice: ': somebody used its code twice',
  code_misused: ': somebody misused its code',
  token_shown_twice: ': somebody used its token twice',
  consent_withdrawn: ', as a consent was withdrawn',
}

const plainWords = (detail: string) => (detail ? `: ${detail.replaceAll('_', ' ').replaceAll(',', ', ')}` : '')

const who = (name: string | undefined, gone: string) => name || gone

export const say = messages('privacy', {
  links: 'Reports you lent',
  linksWhy: 'Whoever has such a link reads one report of one person, and nothing else.',
  link: (receiver: string, person: string, from: string, to: string) => `${receiver}: ${person}, ${from} to ${to}`,
  linkState: (revoked: boolean, open: boolean, ends: string, views: number) =>
    `${revoked ? 'Revoked' : open ? `Opens until ${ends}` : 'Ended'}. ${views === 0 ? 'Nobody has looked.' : views === 1 ? 'Looked at once.' : `Looked at ${views} times.`}`,
  revoke: 'Revoke',
  revokeOf: (receiver: string) => `Revoke the link for ${receiver}`,
    title: 'Privacy',
    heading: 'Who knows what',
    waiting: 'One moment',
    again: 'Try again',
    trouble: 'This cannot be shown',
    ownersOnly: 'What is written here is for the owner of this home. Ask them for a copy of what is kept of you.',
    people: 'What is kept of people',
    peopleWhy: 'A copy is one archive: brushings, seconds, what brushes said, plans and consents, as a page and as tables.',
    copy: 'Take a copy',
    copyOf: (name: string) => `Take a copy of what is kept of ${name}`,
    erase: 'Erase…',
    eraseOf: (name: string) => `Erase ${name}`,
    everything: 'Everything in this home',
    eraseTitle: (name: string) => `Erase ${name}?`,
    eraseWhat: (name: string) => `Every brushing of ${name}, every second of it, notes, plans, consents: all of it goes, for good. Nobody can bring it back. What others brushed with the same brush stays.`,
    eraseHouse: (name: string) => `Everything in ${name} goes, for good: people, brushings, brushes, keys. You and everybody else are let in no more, and accounts that belong to no other home go too.`,
    eraseFirst: 'You may want to take a copy first.',
    type: (name: string) => `Type “${name}” to say that you mean it`,
    typeFault: 'This is not the name.',
    eraseYes: 'Erase for good',
    eraseNo: 'Keep it',
    erased: (name: string) => `${name} is erased. Nothing is left.`,
    erasing: 'It is being erased. That goes on, also when you close this page.',
    under: 'Somebody is being erased. It goes on by itself.',
    close: 'Close',
    consents: 'What you allowed',
    noConsents: 'Nothing leaves this home: nobody was allowed to get anything.',
    consent: (receiver: string, person: string) => `${receiver} gets of ${person}`,
    consentGone: 'A consent for somebody who was erased',
    given: (day: string) => `since ${day}`,
    agreed: 'What was agreed to',
    agreedTo: (receiver: string) => `What was agreed to: ${receiver}`,
    span: (from: string, to: string) => `${from} to ${to}, withdrawn`,
    withdraw: 'Withdraw',
    withdrawOf: (receiver: string) => `Withdraw what ${receiver} may get`,
    scope: (s: string) =>
      ({ 'sessions:read': 'brushings', 'people:read': 'name and plan', 'live:read': 'brushing as it happens', 'brushes:read': 'brushes', 'export:read': 'a copy of everything', 'report:read': 'a report, by link', 'sessions:write': 'brushings, to change them', 'people:write': 'names and plans, to change them', 'audit:read': 'what happened', 'hooks:write': 'webhooks', changes: 'what changes, as it happens' })[s] ?? s,
    nobody: 'nobody',
    log: 'What happened',
    logWhy: 'Who changed, saw, copied or allowed something. Nobody can change a line without that showing.',
    check: 'Is it as it was written?',
  holds: (n: number) => (n === 1 ? 'Yes: 1 line, and it holds.' : `Yes: ${figure(n)} lines, and every one holds.`),
    broken: (fault: string) => `No: ${fault}.`,
    head: 'To be sure later, note this elsewhere:',
    older: 'Older',
    somebody: (name: string | undefined) => (name ? `Somebody, as ${name},` : 'Somebody'),
    by: (kind: string, name: string | undefined, gone: boolean, me: boolean) =>
    me ? 'You' : kind === 'token' ? `The key “${who(name, 'that is gone')}”` : kind === 'machine' ? 'Enamel itself' : kind === 'account' ? who(name, gone ? 'An account that is gone' : 'Somebody of this home') : kind === 'grant' ? who(name, 'An app') : kind === 'link' ? who(name, 'Whoever had a link') : kind === 'brush' ? who(name, 'A device') : 'Somebody',
    whose: (name: string | undefined, erased: boolean) => who(name, erased ? 'somebody who was erased' : 'somebody who has left'),
    act: (act: string, whose: string, about: string, detail: string) =>
      ({
        setup: 'set this home up',
        login: came(detail),
        login_failed: detail === '1' ? 'tried to log in and failed' : `tried to log in and failed, ${detail} times`,
        logout: 'logged out',
        login_revoked: 'ended a log-in',
        secret_changed: changes[detail] ?? 'changed how they log in',
        person_added: `added ${whose}`,
        person_changed: `changed ${whose}${plainWords(detail)}`,
        person_removed: `took ${whose} out of the house`,
        person_read: `read brushings of ${whose}`,
        person_exported: `took a copy of what is kept of ${whose}`,
        erase_asked: `asked to erase ${whose}`,
        person_erased: `took away the last of ${whose}`,
        account_erased: 'erased an account',
        brush_changed: `changed ${about || 'a brush'}${plainWords(detail)}`,
        household_changed: `changed this home${plainWords(detail)}`,
        household_exported: 'took a copy of everything',
        session_assigned: `said whose a brushing is: ${whose}`,
        session_noted: `wrote a note to a brushing of ${whose}`,
        session_removed: `took a brushing of ${whose} away`,
        frames_exported: `took a copy of what ${about || 'a brush'} said`,
      token_made: detail.startsWith('device_') ? 'got a key of its own' : `made the key “${about || 'that is gone'}”`,
        token_revoked: `took the key “${about || 'that is gone'}” back`,
        member_invited: detail === 'taken_back' ? 'took an invitation back' : `invited a ${detail || 'member'}`,
        member_joined: `joined as ${detail || 'a member'}`,
        member_changed: `changed what ${about || 'somebody'} may do${plainWords(detail)}`,
        member_removed: `took the way in of ${about || 'somebody who has left'} away`,
        app_added: `registered ${about || 'an app that is gone'}`,
        app_removed: `removed ${about || 'an app'}`,
      link_made: `lent a report of ${whose} to ${about || 'somebody'}`,
      link_viewed: `looked at the report of ${whose}`,
      link_revoked: `took back the link of ${about || 'somebody'} to a report of ${whose}`,
      report_taken: `took a report of ${whose} as a file`,
        app_allowed: `allowed ${about || 'an app that is gone'}`,
        app_revoked: `ended what ${about || 'an app'} may do${endings[detail] ?? ''}`,
        hook_changed: detail === 'added' ? `added the webhook ${about || 'that is gone'}` : detail === 'removed' ? `removed a webhook` : `changed the webhook ${about || 'that is gone'}${plainWords(detail)}`,
      device_claimed: `claimed ${about || 'a device'}`,
      device_revoked: `${{ released: 'released', shut_out: 'shut out', let_in: 'let in again', renewed: 'asked for a new key of', denied: 'denied the certificate of' }[detail] ?? 'took back the key of'} ${about || 'a device'}`,
        browser_changed: detail === 'reminders_on' ? 'had a device told of reminders' : 'had a device told of reminders no more',
        consent_given: `allowed something of ${whose} to leave`,
        consent_withdrawn: `withdrew a consent for ${whose}`,
      })[act] ?? act,
})
