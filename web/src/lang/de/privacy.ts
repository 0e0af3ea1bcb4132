import { figure } from '@/lib/words'
import type { Words } from '../features'
import { roles } from './house'

const who = (name: string | undefined, gone: string) => name || gone

const fields: Record<string, string> = {
  name: 'Name',
  glaze: 'Becher',
  milk_teeth: 'Zähne',
  plan: 'Plan',
  birth_year: 'Geburtsjahr',
  target: 'Länge',
  order: 'Reihenfolge',
  coach: 'Coach',
  language: 'Sprache',
  model: 'Modell',
  people: 'Leute',
  key: 'Schlüssel',
  head: 'neuer Bürstenkopf',
  settings: 'Einstellungen',
  virtual: 'virtuell',
  time_zone: 'Zeitzone',
  day_turns: 'Tagesbeginn',
  frames_days: 'wie lange Meldungen bleiben',
  sessions_days: 'wie lange Putzrunden bleiben',
  role: 'Rolle',
  expires: 'Ende',
  url: 'Adresse',
  kinds: 'was gemeldet wird',
  paused: 'pausiert',
  resumed: 'geht weiter',
  secret: 'neues Geheimnis',
}

const changed = (detail: string) => (detail ? ` (${detail.split(',').map((f) => fields[f] ?? f.replaceAll('_', ' ')).join(', ')})` : '')

/** How somebody came in, as words of the log: "passkey,new_browser". */
const ways: Record<string, string> = {
  password: ' mit einem Passwort',
  passkey: ' mit einem Passkey',
  code: ' mit einem Einmalcode',
  recovery_code: ' mit einem Wiederherstellungscode',
  recovery_link: ' mit einem Wiederherstellungslink',
  provider: ' über einen anderen Anbieter',
  proxy: ' über einen Proxy',
}

const came = (detail: string) => {
  const [way, fresh] = detail.split(',')
  return `angemeldet${ways[way ?? ''] ?? ''}${fresh === 'new_browser' ? ', in einem Browser, der hier neu ist' : ''}`
}

const secrets: Record<string, string> = {
  password_set: 'das eigene Passwort geändert',
  password_removed: 'das eigene Passwort entfernt',
  passkey_added: 'einen Passkey hinzugefügt',
  passkey_removed: 'einen Passkey entfernt',
  passkey_copied: 'einen Passkey gezeigt, der kopiert sein kann',
  codes_on: 'ab jetzt werden Einmalcodes verlangt',
  codes_off: 'ab jetzt werden keine Einmalcodes mehr verlangt',
  recovery_codes_made: 'neue Wiederherstellungscodes erzeugt',
  recovery_link_made: 'einen Wiederherstellungslink erzeugt',
  linked: 'ein Konto anderswo verknüpft',
  unlinked: 'die Verknüpfung mit einem Konto anderswo gelöst',
  email: 'die eigene E-Mail-Adresse geändert',
}

const endings: Record<string, string> = {
  by_the_app: ', wie die App es wollte',
  app_removed: ', denn sie wurde entfernt',
  code_shown_twice: ': Jemand hat ihren Code zweimal benutzt',
  code_misused: ': Jemand hat ihren Code missbraucht',
  token_shown_twice: ': Jemand hat ihren Schlüssel zweimal benutzt',
  consent_withdrawn: ', denn eine Zustimmung wurde zurückgezogen',
}

const devices: Record<string, string> = { released: 'freigegeben', shut_out: 'ausgesperrt', let_in: 'wieder hereingelassen', renewed: 'um einen neuen Schlüssel gebeten', denied: 'das Zertifikat abgelehnt' }

const broken = (fault: string) => {
  const n = /\d+/.exec(fault)?.[0] ?? ''
  if (fault.endsWith('is missing')) return `Zeile ${n} fehlt`
  if (fault.includes('is not as it was written')) return `Zeile ${n} ist nicht, wie sie geschrieben wurde, oder folgt nicht auf die davor`
  if (fault.includes('than the one that was noted')) return `Zeile ${n} ist eine andere als die notierte`
  if (fault.includes('ends with line')) return `Das Protokoll endet mit Zeile ${n}, und es müsste weitergehen`
  return fault.startsWith('the last line') ? 'Die letzte Zeile ist eine andere als das aufbewahrte Ende' : fault
}

// A line is who, a colon, and what was done: „Anna: angemeldet mit einem Passkey“. So it fits „Du“ as well as a name.
export const privacy: Words<'privacy'> = {
  links: 'Berichte, die du verliehen hast',
  linksWhy: 'Wer so einen Link hat, liest einen Bericht über eine Person, und sonst nichts.',
  link: (receiver, person, from, to) => `${receiver}: ${person}, ${from} bis ${to}`,
  linkState: (revoked, open, ends, views) =>
    `${revoked ? 'Zurückgenommen' : open ? `Offen bis ${ends}` : 'Abgelaufen'}. ${views === 0 ? 'Niemand hat hineingeschaut.' : views === 1 ? 'Einmal angesehen.' : `${views}-mal angesehen.`}`,
  revoke: 'Zurücknehmen',
  revokeOf: (receiver) => `Den Link für ${receiver} zurücknehmen`,
  title: 'Datenschutz',
  heading: 'Wer was weiß',
  waiting: 'Einen Moment',
  again: 'Noch einmal versuchen',
  trouble: 'Das lässt sich nicht zeigen',
  ownersOnly: 'Was hier steht, ist für die Leitung dieses Zuhauses. Bitte sie um eine Kopie von dem, was über dich aufbewahrt wird.',
  people: 'Was über Menschen aufbewahrt wird',
  peopleWhy: 'Eine Kopie ist ein Archiv: Putzrunden, Sekunden, was Bürsten sagten, Pläne und Zustimmungen, als Seite und als Tabellen.',
  copy: 'Kopie nehmen',
  copyOf: (name) => `Eine Kopie nehmen von dem, was über ${name} aufbewahrt wird`,
  erase: 'Löschen …',
  eraseOf: (name) => `${name} löschen`,
  everything: 'Alles in diesem Zuhause',
  eraseTitle: (name) => `${name} löschen?`,
  eraseWhat: (name) => `Jede Putzrunde von ${name}, jede Sekunde davon, Notizen, Pläne, Zustimmungen: Alles ist dann für immer weg. Niemand kann es zurückholen. Was andere mit derselben Bürste geputzt haben, bleibt.`,
  eraseHouse: (name) => `Alles in ${name} ist dann für immer weg: Leute, Putzrunden, Bürsten, Schlüssel. Weder du noch sonst jemand kommt noch herein, und auch Konten, die zu keinem anderen Zuhause gehören, sind weg.`,
  eraseFirst: 'Vielleicht willst du erst eine Kopie nehmen.',
  type: (name) => `Tippe „${name}“, wenn du es so meinst`,
  typeFault: 'Das ist nicht der Name.',
  eraseYes: 'Für immer löschen',
  eraseNo: 'Behalten',
  erased: (name) => `${name} ist gelöscht. Nichts ist übrig.`,
  erasing: 'Es wird gelöscht. Das geht weiter, auch wenn du diese Seite schließt.',
  under: 'Jemand wird gerade gelöscht. Das geht von selbst weiter.',
  close: 'Schließen',
  consents: 'Was du erlaubt hast',
  noConsents: 'Nichts verlässt dieses Zuhause: Niemandem wurde erlaubt, etwas zu bekommen.',
  consent: (receiver, person) => `${receiver} bekommt von ${person}`,
  consentGone: 'Eine Zustimmung für jemanden, der gelöscht wurde',
  given: (day) => `seit ${day}`,
  agreed: 'Wozu zugestimmt wurde',
  agreedTo: (receiver) => `Wozu zugestimmt wurde: ${receiver}`,
  span: (from, to) => `${from} bis ${to}, zurückgezogen`,
  withdraw: 'Zurückziehen',
  withdrawOf: (receiver) => `Zurückziehen, was ${receiver} bekommen darf`,
  scope: (s) => ({ 'sessions:read': 'Putzrunden', 'people:read': 'Name und Plan', 'live:read': 'Putzen, während es geschieht', 'brushes:read': 'Bürsten', 'export:read': 'eine Kopie von allem', 'report:read': 'einen Bericht, per Link', 'sessions:write': 'Putzrunden, auch zum Ändern', 'people:write': 'Namen und Pläne, auch zum Ändern', 'audit:read': 'was geschehen ist', 'hooks:write': 'Webhooks', changes: 'was sich ändert, sobald es geschieht' })[s] ?? s,
  nobody: 'niemandem',
  log: 'Was geschehen ist',
  logWhy: 'Wer etwas geändert, gesehen, kopiert oder erlaubt hat. Niemand kann eine Zeile ändern, ohne dass es auffällt.',
  check: 'Ist alles unverändert?',
  holds: (n) => (n === 1 ? 'Ja: 1 Zeile, und sie hält.' : `Ja: ${figure(n)} Zeilen, und jede hält.`),
  broken: (fault) => `Nein: ${broken(fault)}.`,
  head: 'Um später sicher zu sein, notiere das anderswo:',
  older: 'Ältere',
  somebody: (name) => (name ? `Jemand, als ${name}:` : 'Jemand:'),
  by: (kind, name, gone, me) =>
    `${
      me
        ? 'Du'
        : kind === 'token'
          ? `Der Schlüssel „${who(name, 'den es nicht mehr gibt')}“`
          : kind === 'machine'
            ? 'Enamel selbst'
            : kind === 'account'
              ? who(name, gone ? 'Ein Konto, das es nicht mehr gibt' : 'Jemand aus diesem Zuhause')
              : kind === 'grant'
                ? who(name, 'Eine App')
                : kind === 'link'
                  ? who(name, 'Jemand mit einem Link')
                  : kind === 'brush'
                    ? who(name, 'Ein Gerät')
                    : 'Jemand'
    }:`,
  whose: (name, erased) => who(name, erased ? 'jemand, der gelöscht wurde' : 'jemand, der gegangen ist'),
  act: (act, whose, about, detail) =>
    ({
      setup: 'dieses Zuhause eingerichtet',
      login: came(detail),
      login_failed: detail === '1' ? 'eine Anmeldung versucht, ohne hereinzukommen' : `${detail}-mal eine Anmeldung versucht, ohne hereinzukommen`,
      logout: 'abgemeldet',
      login_revoked: 'eine Anmeldung beendet',
      secret_changed: secrets[detail] ?? 'den Weg herein geändert',
      person_added: `${whose} dazugenommen`,
      person_changed: `${whose} geändert${changed(detail)}`,
      person_removed: `${whose} aus dem Haus genommen`,
      person_read: `Putzrunden gelesen (${whose})`,
      person_exported: `eine Kopie genommen von dem, was aufbewahrt wird (${whose})`,
      erase_asked: `darum gebeten, alles zu löschen (${whose})`,
      person_erased: `das Letzte gelöscht (${whose})`,
      account_erased: 'ein Konto gelöscht',
      brush_changed: `${about || 'eine Bürste'} geändert${changed(detail)}`,
      household_changed: `dieses Zuhause geändert${changed(detail)}`,
      household_exported: 'eine Kopie von allem genommen',
      session_assigned: `gesagt, von wem eine Putzrunde ist (${whose})`,
      session_noted: `eine Notiz zu einer Putzrunde geschrieben (${whose})`,
      session_removed: `eine Putzrunde weggenommen (${whose})`,
      frames_exported: `eine Kopie genommen von dem, was ${about || 'eine Bürste'} sagte`,
      token_made: detail.startsWith('device_') ? 'einen eigenen Schlüssel bekommen' : about ? `den Schlüssel „${about}“ angelegt` : 'einen Schlüssel angelegt, den es nicht mehr gibt',
      token_revoked: about ? `den Schlüssel „${about}“ zurückgenommen` : 'einen Schlüssel zurückgenommen',
      member_invited: detail === 'taken_back' ? 'eine Einladung zurückgenommen' : `jemanden eingeladen${detail && ` (${roles(detail)})`}`,
      member_joined: `dazugekommen${detail && ` (${roles(detail)})`}`,
      member_changed: `geändert, was ${about || 'jemand'} darf${changed(detail)}`,
      member_removed: `jemandem den Weg herein genommen (${about || 'nicht mehr hier'})`,
      app_added: `eine App eingetragen (${about || 'es gibt sie nicht mehr'})`,
      app_removed: `${about || 'eine App'} entfernt`,
      link_made: `einen Bericht verliehen (über ${whose}, an ${about || 'jemanden'})`,
      link_viewed: `den Bericht angesehen (${whose})`,
      link_revoked: `einen Link zurückgenommen (Bericht über ${whose}, an ${about || 'jemanden'})`,
      report_taken: `einen Bericht als Datei genommen (${whose})`,
      app_allowed: `${about || 'eine App, die es nicht mehr gibt,'} verbunden`,
      app_revoked: `${about || 'eine App'} getrennt${endings[detail] ?? ''}`,
      hook_changed:
        detail === 'removed'
          ? 'einen Webhook entfernt'
          : `${about ? `den Webhook „${about}“` : 'einen Webhook'} ${detail === 'added' ? 'hinzugefügt' : `geändert${changed(detail)}`}`,
      device_claimed: `${about || 'ein Gerät'} angenommen`,
      device_revoked: `${about || 'ein Gerät'}: ${devices[detail] ?? 'Schlüssel zurückgenommen'}`,
      browser_changed: detail === 'reminders_on' ? 'lässt ein Gerät erinnern' : 'lässt ein Gerät nicht mehr erinnern',
      consent_given: `erlaubt, dass etwas hinausgeht (${whose})`,
      consent_withdrawn: `eine Zustimmung zurückgezogen (${whose})`,
    })[act] ?? act,
}
