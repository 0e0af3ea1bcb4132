import { figure } from '@/lib/words'
import type { Words } from '../features'

/** Hoe iemand binnenkwam, in de woorden van het logboek: "passkey,new_browser". */
const ways: Record<string, string> = {
  password: ' met een wachtwoord',
  passkey: ' met een passkey',
  code: ' met een eenmalige code',
  recovery_code: ' met een herstelcode',
  recovery_link: ' met een herstellink',
  provider: ' via een andere aanbieder',
  proxy: ' via een proxy',
}

const came = (detail: string) => {
  const [way, fresh] = detail.split(',')
  return `logde in${ways[way ?? ''] ?? ''}${fresh === 'new_browser' ? ', in een browser die nog niet bekend was' : ''}`
}

/** Wat iemand veranderde aan hoe die inlogt. */
const changes: Record<string, string> = {
  password_set: 'wijzigde het eigen wachtwoord',
  password_removed: 'haalde het eigen wachtwoord weg',
  passkey_added: 'voegde een passkey toe',
  passkey_removed: 'haalde een passkey weg',
  passkey_copied: 'toonde een passkey die misschien gekopieerd is',
  codes_on: 'wilde voortaan om eenmalige codes gevraagd worden',
  codes_off: 'wilde niet meer om eenmalige codes gevraagd worden',
  recovery_codes_made: 'maakte nieuwe herstelcodes',
  recovery_link_made: 'maakte een herstellink',
  linked: 'koppelde een account elders',
  unlinked: 'ontkoppelde een account elders',
  email: 'wijzigde het eigen e-mailadres',
}

/** Waarom een app niets meer krijgt. */
const endings: Record<string, string> = {
  by_the_app: ', zoals de app vroeg',
  app_removed: ', want de app is weggehaald',
  code_shown_twice: ': iemand gebruikte de code twee keer',
  code_misused: ': iemand misbruikte de code',
  token_shown_twice: ': iemand gebruikte de sleutel twee keer',
  consent_withdrawn: ', want een toestemming is ingetrokken',
}

const fields: Record<string, string> = {
  name: 'naam',
  glaze: 'beker',
  milk_teeth: 'gebit',
  plan: 'plan',
  birth_year: 'geboortejaar',
  target: 'poetstijd',
  order: 'volgorde',
  language: 'taal',
  coach: 'coach',
  model: 'model',
  people: 'wie het betreft',
  key: 'sleutel',
  settings: 'instellingen',
  virtual: 'virtueel',
  head: 'opzetborstel',
  role: 'rol',
  expires_at: 'einde',
  time_zone: 'tijdzone',
  day_turns: 'begin van de dag',
  frames_days: 'hoe lang berichten blijven',
  sessions_days: 'hoe lang poetsbeurten blijven',
}

const plainWords = (detail: string) =>
  detail
    ? `: ${detail
        .split(',')
        .map((f) => fields[f] ?? f.replaceAll('_', ' '))
        .join(', ')}`
    : ''

const who = (name: string | undefined, gone: string) => name || gone

const roles: Record<string, string> = { owner: 'beheerder', caregiver: 'verzorger', viewer: 'meekijker' }

const goneKey = 'die er niet meer is'

export const privacy: Words<'privacy'> = {
  links: 'Verslagen die je hebt uitgeleend',
  linksWhy: 'Wie zo’n link heeft, leest één verslag van één persoon, en verder niets.',
  link: (receiver, person, from, to) => `${receiver}: ${person}, ${from} tot en met ${to}`,
  linkState: (revoked, open, ends, views) =>
    `${revoked ? 'Ingetrokken' : open ? `Te openen tot ${ends}` : 'Verlopen'}. ${views === 0 ? 'Niemand heeft gekeken.' : views === 1 ? 'Eén keer bekeken.' : `${views} keer bekeken.`}`,
  revoke: 'Intrekken',
  revokeOf: (receiver) => `De link voor ${receiver} intrekken`,
  title: 'Privacy',
  heading: 'Wie wat weet',
  waiting: 'Een ogenblik',
  again: 'Opnieuw proberen',
  trouble: 'Dit is niet te tonen',
  ownersOnly: 'Wat hier staat, is voor de beheerder van dit huishouden. Vraag daar om een kopie van wat er over jou wordt bewaard.',
  people: 'Wat er over mensen wordt bewaard',
  peopleWhy: 'Een kopie is één archief: poetsbeurten, seconden, wat borstels zeiden, plannen en toestemmingen, als pagina en als tabellen.',
  copy: 'Kopie nemen',
  copyOf: (name) => `Een kopie nemen van wat er over ${name} wordt bewaard`,
  erase: 'Wissen…',
  eraseOf: (name) => `${name} wissen`,
  everything: 'Alles in dit huishouden',
  eraseTitle: (name) => `${name} wissen?`,
  eraseWhat: (name) => `Elke poetsbeurt van ${name}, elke seconde ervan, notities, plannen, toestemmingen: alles verdwijnt, voorgoed. Niemand kan het terughalen. Wat anderen met dezelfde borstel hebben gepoetst, blijft.`,
  eraseHouse: (name) => `Alles in ${name} verdwijnt, voorgoed: mensen, poetsbeurten, borstels, sleutels. Jij en alle anderen komen er niet meer in, en accounts die bij geen ander huishouden horen, verdwijnen ook.`,
  eraseFirst: 'Misschien wil je eerst een kopie nemen.',
  type: (name) => `Typ ‘${name}’ om te zeggen dat je het meent`,
  typeFault: 'Dit is niet de naam.',
  eraseYes: 'Voorgoed wissen',
  eraseNo: 'Houden',
  erased: (name) => `${name} is gewist. Er is niets over.`,
  erasing: 'Het wordt gewist. Dat gaat door, ook als je deze pagina sluit.',
  under: 'Er wordt iemand gewist. Dat gaat vanzelf door.',
  close: 'Sluiten',
  consents: 'Wat jij hebt toegestaan',
  noConsents: 'Er verlaat niets dit huishouden: niemand mag iets krijgen.',
  consent: (receiver, person) => `${receiver} krijgt van ${person}`,
  consentGone: 'Een toestemming voor iemand die is gewist',
  given: (day) => `sinds ${day}`,
  agreed: 'Waar toestemming voor is gegeven',
  agreedTo: (receiver) => `Waar toestemming voor is gegeven: ${receiver}`,
  span: (from, to) => `${from} tot ${to}, ingetrokken`,
  withdraw: 'Intrekken',
  withdrawOf: (receiver) => `Intrekken wat ${receiver} mag krijgen`,
  scope: (s) =>
    ({
      'sessions:read': 'poetsbeurten',
      'people:read': 'naam en plan',
      'live:read': 'poetsen terwijl het gebeurt',
      'brushes:read': 'borstels',
      'export:read': 'een kopie van alles',
      'report:read': 'een verslag, via een link',
      'sessions:write': 'poetsbeurten, om ze te wijzigen',
      'people:write': 'namen en plannen, om ze te wijzigen',
      'audit:read': 'wat er is gebeurd',
      'hooks:write': 'webhooks',
      changes: 'wat er verandert, terwijl het gebeurt',
    })[s] ?? s,
  nobody: 'niemand',
  log: 'Wat er is gebeurd',
  logWhy: 'Wie iets wijzigde, zag, kopieerde of toestond. Niemand kan een regel veranderen zonder dat het opvalt.',
  check: 'Is het zoals het geschreven is?',
  holds: (n) => (n === 1 ? 'Ja: 1 regel, en die klopt.' : `Ja: ${figure(n)} regels, en ze kloppen allemaal.`),
  broken: (fault) => `Nee: ${fault}.`,
  head: 'Om het later zeker te weten, noteer je dit ergens anders:',
  older: 'Oudere',
  somebody: (name) => (name ? `Iemand, als ${name},` : 'Iemand'),
  by: (kind, name, gone, me) =>
    me
      ? 'Jij'
      : kind === 'token'
        ? name
          ? `De sleutel ‘${name}’`
          : `Een sleutel ${goneKey}`
        : kind === 'machine'
          ? 'Enamel zelf'
          : kind === 'account'
            ? who(name, gone ? 'Een account dat er niet meer is' : 'Iemand van dit huishouden')
            : kind === 'grant'
              ? who(name, 'Een app')
              : kind === 'link'
                ? who(name, 'Wie een link had')
                : kind === 'brush'
                  ? who(name, 'Een apparaat')
                  : 'Iemand',
  whose: (name, erased) => who(name, erased ? 'iemand die is gewist' : 'iemand die is vertrokken'),
  act: (act, whose, about, detail) =>
    ({
      setup: 'richtte dit huishouden in',
      login: came(detail),
      login_failed: detail === '1' ? 'probeerde in te loggen; het lukte niet' : `probeerde ${detail} keer in te loggen; het lukte niet`,
      logout: 'logde uit',
      login_revoked: 'beëindigde een login',
      secret_changed: changes[detail] ?? 'wijzigde de eigen manier van inloggen',
      person_added: `voegde ${whose} toe`,
      person_changed: `wijzigde ${whose}${plainWords(detail)}`,
      person_removed: `haalde ${whose} uit het huis`,
      person_read: `las poetsbeurten van ${whose}`,
      person_exported: `nam een kopie van wat er over ${whose} wordt bewaard`,
      erase_asked: `vroeg om ${whose} te wissen`,
      person_erased: `haalde het laatste van ${whose} weg`,
      account_erased: 'wiste een account',
      brush_changed: `wijzigde ${about || 'een borstel'}${plainWords(detail)}`,
      household_changed: `wijzigde dit huishouden${plainWords(detail)}`,
      household_exported: 'nam een kopie van alles',
      session_assigned: `zei van wie een poetsbeurt is: ${whose}`,
      session_noted: `schreef een notitie bij een poetsbeurt van ${whose}`,
      session_removed: `haalde een poetsbeurt van ${whose} weg`,
      frames_exported: `nam een kopie van wat ${about || 'een borstel'} zei`,
      token_made: detail.startsWith('device_') ? 'kreeg een eigen sleutel' : about ? `maakte de sleutel ‘${about}’` : `maakte een sleutel ${goneKey}`,
      token_revoked: about ? `trok de sleutel ‘${about}’ in` : `trok een sleutel in ${goneKey}`,
      member_invited: detail === 'taken_back' ? 'trok een uitnodiging in' : `nodigde een ${roles[detail] ?? (detail || 'lid')} uit`,
      member_joined: `kwam erbij als ${roles[detail] ?? (detail || 'lid')}`,
      member_changed: `wijzigde wat ${about || 'iemand'} mag${plainWords(detail)}`,
      member_removed: `sloot de toegang van ${about || 'iemand die is vertrokken'}`,
      app_added: `meldde ${about || 'een app die er niet meer is'} aan`,
      app_removed: `haalde ${about || 'een app'} weg`,
      link_made: `leende een verslag van ${whose} uit aan ${about || 'iemand'}`,
      link_viewed: `bekeek het verslag van ${whose}`,
      link_revoked: `trok de link van ${about || 'iemand'} naar een verslag van ${whose} in`,
      report_taken: `nam een verslag van ${whose} mee als bestand`,
      app_allowed: `liet ${about || 'een app die er niet meer is'} toe`,
      app_revoked: `beëindigde wat ${about || 'een app'} mag${endings[detail] ?? ''}`,
      hook_changed:
        detail === 'added'
          ? `voegde de webhook ${about || goneKey} toe`
          : detail === 'removed'
            ? 'haalde een webhook weg'
            : `wijzigde de webhook ${about || goneKey}${plainWords(detail)}`,
      device_claimed: `voegde ${about || 'een apparaat'} toe`,
      device_revoked:
        {
          released: `liet ${about || 'een apparaat'} los`,
          shut_out: `sloot ${about || 'een apparaat'} buiten`,
          let_in: `liet ${about || 'een apparaat'} weer binnen`,
          renewed: `vroeg een nieuwe sleutel voor ${about || 'een apparaat'}`,
          denied: `weigerde het certificaat van ${about || 'een apparaat'}`,
        }[detail] ?? `trok de sleutel van ${about || 'een apparaat'} in`,
      browser_changed: detail === 'reminders_on' ? 'liet een apparaat herinneren' : 'laat een apparaat niet meer herinneren',
      consent_given: `stond toe dat iets van ${whose} naar buiten gaat`,
      consent_withdrawn: `trok een toestemming voor ${whose} in`,
    })[act] ?? act,
}
