import { figure } from '@/lib/words'
import type { Words } from '../features'
import { whose as genitive } from './words'

const who = (name: string | undefined, gone: string) => name || gone

const fields: Record<string, string> = {
  name: 'Name',
  glaze: 'Becher',
  milk_teeth: 'Zähne',
  plan: 'Plan',
  birth_year: 'Geburtsjahr',
  target: 'Länge',
  order: 'Reihenfolge',
  language: 'Sprache',
  model: 'Modell',
  people: 'wer sie benutzt',
  key: 'Schlüssel',
  settings: 'Einstellungen',
  virtual: 'virtuell',
  time_zone: 'Zeitzone',
  day_turns: 'Tagesbeginn',
  frames_days: 'wie lange Meldungen bleiben',
  sessions_days: 'wie lange Putzrunden bleiben',
}

const changed = (detail: string) => (detail ? ` (${detail.split(',').map((f) => fields[f] ?? f.replaceAll('_', ' ')).join(', ')})` : '')

// The sentence begins with who did it: „Anna: hat sich angemeldet“.
export const privacy: Words<'privacy'> = {
  title: 'Datenschutz',
  heading: 'Wer was weiß',
  waiting: 'Einen Moment',
  again: 'Noch einmal versuchen',
  trouble: 'Das lässt sich nicht zeigen',
  ownersOnly: 'Was hier steht, ist für die Leitung dieses Zuhauses. Bitte sie um eine Kopie von dem, was über dich behalten wird.',
  people: 'Was über Menschen behalten wird',
  peopleWhy: 'Eine Kopie ist ein Archiv: Putzrunden, Sekunden, was Bürsten sagten, Pläne und Zustimmungen, als Seite und als Tabellen.',
  copy: 'Kopie nehmen',
  copyOf: (name) => `Eine Kopie nehmen von dem, was über ${name} behalten wird`,
  erase: 'Löschen …',
  eraseOf: (name) => `${name} löschen`,
  everything: 'Alles in diesem Zuhause',
  eraseTitle: (name) => `${name} löschen?`,
  eraseWhat: (name) => `Jede Putzrunde von ${name}, jede Sekunde davon, Notizen, Pläne, Zustimmungen: Alles geht, für immer. Niemand kann es zurückholen. Was andere mit derselben Bürste geputzt haben, bleibt.`,
  eraseHouse: (name) => `Alles in ${name} geht, für immer: Leute, Putzrunden, Bürsten, Schlüssel. Du und alle anderen kommen nicht mehr herein, und Konten, die zu keinem anderen Zuhause gehören, gehen auch.`,
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
  span: (from, to) => `${from} bis ${to}, zurückgezogen`,
  withdraw: 'Zurückziehen',
  withdrawOf: (receiver) => `Zurückziehen, was ${receiver} bekommen darf`,
  scope: (s) => ({ 'sessions:read': 'Putzrunden', 'people:read': 'Name und Plan', 'live:read': 'Putzen, während es geschieht', 'brushes:read': 'Bürsten', 'export:read': 'eine Kopie von allem' })[s] ?? s,
  nobody: 'niemandem',
  log: 'Was geschehen ist',
  logWhy: 'Wer etwas geändert, gesehen, kopiert oder erlaubt hat. Niemand kann eine Zeile ändern, ohne dass es auffällt.',
  check: 'Ist es, wie es geschrieben wurde?',
  holds: (n) => (n === 1 ? 'Ja: 1 Zeile, und sie hält.' : `Ja: ${figure(n)} Zeilen, und jede hält.`),
  broken: (fault) => `Nein: ${fault}.`,
  head: 'Um später sicher zu sein, notiere das anderswo:',
  older: 'Ältere',
  by: (kind, name, gone, me) =>
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
              : 'Jemand',
  whose: (name, erased) => who(name, erased ? 'jemand, der gelöscht wurde' : 'jemand, der gegangen ist'),
  act: (act, whose, about, detail) =>
    ({
      setup: 'Zuhause eingerichtet',
      login: 'angemeldet',
      login_failed: detail === '1' ? 'falsches Passwort probiert' : `${detail}-mal ein falsches Passwort probiert`,
      logout: 'abgemeldet',
      login_revoked: 'eine Anmeldung beendet',
      secret_changed: 'den Weg herein geändert',
      person_added: `${whose} dazugenommen`,
      person_changed: `${whose} geändert${changed(detail)}`,
      person_removed: `${whose} aus dem Haus genommen`,
      person_read: `Putzrunden von ${whose} gelesen`,
      person_exported: `eine Kopie von ${genitive(whose)} Daten genommen`,
      erase_asked: `darum gebeten, ${whose} zu löschen`,
      person_erased: `das Letzte von ${whose} gelöscht`,
      account_erased: 'ein Konto gelöscht',
      brush_changed: `${about || 'eine Bürste'} geändert${changed(detail)}`,
      household_changed: `dieses Zuhause geändert${changed(detail)}`,
      household_exported: 'eine Kopie von allem genommen',
      session_assigned: `gesagt, von wem eine Putzrunde ist: ${whose}`,
      session_noted: `eine Notiz zu einer Putzrunde von ${whose} geschrieben`,
      session_removed: `eine Putzrunde von ${whose} weggenommen`,
      frames_exported: `eine Kopie genommen von dem, was ${about || 'eine Bürste'} sagte`,
      token_made: `den Schlüssel „${about || 'den es nicht mehr gibt'}“ gemacht`,
      token_revoked: `den Schlüssel „${about || 'den es nicht mehr gibt'}“ zurückgenommen`,
      member_invited: 'jemanden eingeladen',
      member_joined: 'dazugekommen',
      member_changed: 'geändert, was jemand darf',
      member_removed: 'jemandem den Weg herein genommen',
      app_allowed: 'eine App erlaubt',
      app_revoked: 'einer App den Weg herein genommen',
      hook_changed: 'einen Webhook geändert',
      device_claimed: 'ein Gerät angenommen',
      device_revoked: 'den Schlüssel eines Geräts zurückgenommen',
      consent_given: `erlaubt, dass etwas von ${whose} hinausgeht`,
      consent_withdrawn: `eine Zustimmung für ${whose} zurückgezogen`,
    })[act] ?? act,
}
