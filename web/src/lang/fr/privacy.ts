import { plural } from '@/lib/messages'
import { figure } from '@/lib/words'
import type { Words } from '../features'
import { de, que } from './words'

/** How somebody came in, as words of the log: "passkey,new_browser". */
const ways: Record<string, string> = {
  password: ' par mot de passe',
  passkey: ' par clé d’accès',
  code: ' par code à usage unique',
  recovery_code: ' par code de secours',
  recovery_link: ' par lien de secours',
  provider: ' par un autre fournisseur',
  proxy: ' par un proxy',
}

const came = (detail: string) => {
  const [way, fresh] = detail.split(',')
  return `connexion${ways[way ?? ''] ?? ''}${fresh === 'new_browser' ? ', dans un navigateur jamais vu avant' : ''}`
}

const changes: Record<string, string> = {
  password_set: 'changement de mot de passe',
  password_removed: 'retrait du mot de passe',
  passkey_added: 'ajout d’une clé d’accès',
  passkey_removed: 'retrait d’une clé d’accès',
  passkey_copied: 'présentation d’une clé d’accès peut-être copiée',
  codes_on: 'codes à usage unique demandés désormais',
  codes_off: 'codes à usage unique plus demandés',
  recovery_codes_made: 'nouveaux codes de secours',
  recovery_link_made: 'création d’un lien de secours',
  linked: 'association d’un compte d’ailleurs',
  unlinked: 'dissociation d’un compte d’ailleurs',
  email: 'changement d’adresse e-mail',
}

const endings: Record<string, string> = {
  by_the_app: ', à la demande de l’appli',
  app_removed: ', car l’appli a été retirée',
  code_shown_twice: ' : quelqu’un s’est servi deux fois de son code',
  code_misused: ' : quelqu’un s’est mal servi de son code',
  token_shown_twice: ' : quelqu’un s’est servi deux fois de son jeton',
  consent_withdrawn: ', car un accord a été retiré',
}

const fields: Record<string, string> = {
  name: 'nom',
  glaze: 'couleur',
  milk_teeth: 'dents',
  plan: 'rythme',
  birth_year: 'année de naissance',
  target: 'durée',
  target_s: 'durée',
  order: 'place',
  language: 'langue',
  model: 'modèle',
  people: 'qui s’en sert',
  key: 'clé',
  settings: 'réglages',
  virtual: 'virtuelle',
  time_zone: 'fuseau horaire',
  day_turns: 'début du jour',
  frames_days: 'durée de garde des messages',
  sessions_days: 'durée de garde des brossages',
  role: 'rôle',
  expires: 'fin',
  coach: 'coach',
}

const changed = (detail: string) => (detail ? ` (${detail.split(',').map((f) => fields[f] ?? f.replaceAll('_', ' ')).join(', ')})` : '')

const roles: Record<string, string> = { owner: 'gestion', caregiver: 'suivi', viewer: 'lecture' }

const who = (name: string | undefined, gone: string) => name || gone

// A line begins with who did it: « Anna : connexion par mot de passe ». What was done is a noun: a verb would have to agree with « Toi ».
export const privacy: Words<'privacy'> = {
  links: 'Rapports que tu as prêtés',
  linksWhy: 'Qui a un tel lien lit un rapport d’une personne, et rien d’autre.',
  link: (receiver, person, from, to) => `${receiver} : ${person}, du ${from} au ${to}`,
  linkState: (revoked, open, ends, views) => `${revoked ? 'Révoqué' : open ? `S’ouvre jusqu’au ${ends}` : 'Terminé'}. ${views === 0 ? 'Personne n’a regardé.' : `Regardé ${views} fois.`}`,
  revoke: 'Révoquer',
  revokeOf: (receiver) => `Révoquer le lien pour ${receiver}`,
  title: 'Vie privée',
  heading: 'Qui sait quoi',
  waiting: 'Un instant',
  again: 'Réessayer',
  trouble: 'Cette page ne peut pas s’afficher',
  ownersOnly: 'Ce qui est écrit ici est pour la gestion de ce foyer. Demande-lui une copie de ce qui est gardé sur toi.',
  people: 'Ce qui est gardé sur les personnes',
  peopleWhy: 'Une copie est une archive : brossages, secondes, ce qu’ont dit les brosses, rythmes et accords, en une page et en tableaux.',
  copy: 'Prendre une copie',
  copyOf: (name) => `Prendre une copie de ce qui est gardé sur ${name}`,
  erase: 'Effacer…',
  eraseOf: (name) => `Effacer ${name}`,
  everything: 'Tout dans ce foyer',
  eraseTitle: (name) => `Effacer ${name} ?`,
  eraseWhat: (name) => `Chaque brossage ${de(name)}, chacune de ses secondes, notes, rythmes, accords : tout part, pour de bon. Personne ne peut le ramener. Les brossages des autres avec la même brosse restent.`,
  eraseHouse: (name) => `Tout dans « ${name} » part, pour de bon : personnes, brossages, brosses, clés. Ni toi ni personne d’autre n’y entre plus, et les comptes qui n’ont pas d’autre foyer partent aussi.`,
  eraseFirst: 'Tu veux peut-être d’abord prendre une copie.',
  type: (name) => `Tape « ${name} » pour dire que c’est bien voulu`,
  typeFault: 'Ce n’est pas le nom.',
  eraseYes: 'Effacer pour de bon',
  eraseNo: 'Garder',
  erased: (name) => `C’est effacé : ${name}. Il ne reste rien.`,
  erasing: 'L’effacement est en cours. Il continue même si tu fermes cette page.',
  under: 'L’effacement d’une personne est en cours. Il continue tout seul.',
  close: 'Fermer',
  consents: 'Ce que tu as permis',
  noConsents: 'Rien ne quitte ce foyer : personne n’a reçu la permission d’obtenir quoi que ce soit.',
  consent: (receiver, person) => `${receiver} reçoit ${de(person)}`,
  consentGone: 'Un accord pour quelqu’un qui a été effacé',
  given: (day) => `depuis le ${day}`,
  agreed: 'Ce qui a été accepté',
  agreedTo: (receiver) => `Ce qui a été accepté : ${receiver}`,
  span: (from, to) => `du ${from} au ${to}, retiré`,
  withdraw: 'Retirer',
  withdrawOf: (receiver) => `Retirer ce ${que(receiver)} peut recevoir`,
  scope: (s) =>
    ({
      'sessions:read': 'les brossages',
      'people:read': 'le nom et le rythme',
      'live:read': 'le brossage en direct',
      'brushes:read': 'les brosses',
      'export:read': 'une copie de tout',
      'report:read': 'un rapport, par lien',
      'sessions:write': 'les brossages, pour les modifier',
      'people:write': 'les noms et les rythmes, pour les modifier',
      'audit:read': 'ce qui s’est passé',
      'hooks:write': 'les webhooks',
      changes: 'ce qui change, en direct',
    })[s] ?? s,
  nobody: 'personne',
  log: 'Ce qui s’est passé',
  logWhy: 'Qui a changé, vu, copié ou permis quelque chose. Personne ne peut modifier une ligne sans que cela se voie.',
  check: 'Est-ce bien comme écrit ?',
  holds: (n) => (n === 1 ? 'Oui : 1 ligne, et elle tient.' : `Oui : ${figure(n)} ${plural(n, { one: 'ligne', other: 'lignes' })}, et toutes tiennent.`),
  broken: (fault) => `Non : ${fault}.`,
  head: 'Pour pouvoir en être sûr plus tard, note ceci ailleurs :',
  older: 'Plus anciens',
  somebody: (name) => (name ? `Quelqu’un, au nom ${de(name)} :` : 'Quelqu’un :'),
  by: (kind, name, gone, me) =>
    `${
      me
        ? 'Toi'
        : kind === 'token'
          ? name
            ? `La clé « ${name} »`
            : 'Une clé qui n’est plus là'
          : kind === 'machine'
            ? 'Enamel lui-même'
            : kind === 'account'
              ? who(name, gone ? 'Un compte qui n’est plus là' : 'Quelqu’un de ce foyer')
              : kind === 'grant'
                ? who(name, 'Une appli')
                : kind === 'link'
                  ? who(name, 'Quelqu’un avec un lien')
                  : kind === 'brush'
                    ? who(name, 'Un appareil')
                    : 'Quelqu’un'
    } :`,
  whose: (name, erased) => who(name, erased ? 'quelqu’un qui a été effacé' : 'quelqu’un qui est parti'),
  act: (act, whose, about, detail) =>
    ({
      setup: 'installation de ce foyer',
      login: came(detail),
      login_failed: detail === '1' ? 'connexion refusée' : `connexion refusée, ${detail} fois`,
      logout: 'déconnexion',
      login_revoked: 'fin d’une connexion',
      secret_changed: changes[detail] ?? 'changement de la façon d’entrer',
      person_added: `ajout ${de(whose)}`,
      person_changed: `modification ${de(whose)}${changed(detail)}`,
      person_removed: `${whose} hors de la maison`,
      person_read: `lecture de brossages ${de(whose)}`,
      person_exported: `copie de ce qui est gardé sur ${whose}`,
      erase_asked: `demande d’effacer ${whose}`,
      person_erased: `fin de l’effacement ${de(whose)}`,
      account_erased: 'effacement d’un compte',
      brush_changed: `modification ${de(about || 'une brosse')}${changed(detail)}`,
      household_changed: `modification de ce foyer${changed(detail)}`,
      household_exported: 'copie de tout',
      session_assigned: `un brossage a trouvé son nom, ${whose}`,
      session_noted: `note à un brossage ${de(whose)}`,
      session_removed: `suppression d’un brossage ${de(whose)}`,
      frames_exported: `copie de ce qu’a dit ${about || 'une brosse'}`,
      token_made: detail.startsWith('device_') ? 'réception de sa propre clé' : about ? `création de la clé « ${about} »` : 'création d’une clé qui n’est plus là',
      token_revoked: about ? `reprise de la clé « ${about} »` : 'reprise d’une clé qui n’est plus là',
      member_invited: detail === 'taken_back' ? 'reprise d’une invitation' : `invitation${detail ? `, rôle : ${roles[detail] ?? detail}` : ''}`,
      member_joined: `arrivée${detail ? `, rôle : ${roles[detail] ?? detail}` : ''}`,
      member_changed: `changement de ce que peut faire ${about || 'quelqu’un'}${changed(detail)}`,
      member_removed: `accès retiré à ${about || 'quelqu’un qui est parti'}`,
      app_added: `inscription ${de(about || 'une appli qui n’est plus là')}`,
      app_removed: `retrait ${de(about || 'une appli')}`,
      link_made: `rapport ${de(whose)} prêté à ${about || 'quelqu’un'}`,
      link_viewed: `lecture du rapport ${de(whose)}`,
      link_revoked: `reprise du lien ${de(about || 'quelqu’un')} vers un rapport ${de(whose)}`,
      report_taken: `rapport ${de(whose)} pris en fichier`,
      app_allowed: `permission donnée à ${about || 'une appli qui n’est plus là'}`,
      app_revoked: `fin de ce que peut faire ${about || 'une appli'}${endings[detail] ?? ''}`,
      hook_changed: `${{ added: 'ajout', removed: 'retrait' }[detail] ?? 'modification'} ${about ? `du webhook « ${about} »` : 'd’un webhook'}${detail === 'added' || detail === 'removed' ? '' : changed(detail)}`,
      device_claimed: `adoption ${de(about || 'un appareil')}`,
      device_revoked: `${{ released: 'libération', shut_out: 'mise dehors', let_in: 'retour', renewed: 'nouvelle clé demandée : appareil', denied: 'certificat refusé : appareil' }[detail] ?? 'reprise de la clé'} ${detail === 'renewed' || detail === 'denied' ? about || 'sans nom' : de(about || 'un appareil')}`,
      browser_changed: detail === 'reminders_on' ? 'rappels activés sur un appareil' : 'rappels arrêtés sur un appareil',
      consent_given: `accord pour que quelque chose ${de(whose)} sorte`,
      consent_withdrawn: `accord retiré pour ${whose}`,
    })[act] ?? act,
}
