import { plural } from '@/lib/messages'
import { duration } from '@/lib/time'
import { capital, count, ordinal, scoreWord } from '@/lib/words'
import type { Words } from '../features'
import { some, zoneWords } from './words'

export const shell: Words<'shell'> = {
  waiting: 'Un instant',
  skip: 'Aller au contenu',
  main: 'Menu principal',
  today: 'Aujourd’hui',
  history: 'Historique',
  brushes: 'Brosses',
  house: 'Maison',
  homes: 'Quel foyer',
  again: 'Réessayer',
  troubleTitle: 'Pas de réponse',
  troubleHeading: 'La maison ne répond pas.',
  silent: 'Rien n’est perdu',
  offline: (at) => `Tu es hors ligne. Ce que tu vois date de ${at} ; ce que tu fais partira plus tard.`,
  lost: (at) => `La maison ne répond pas. Ce que tu vois date de ${at} ; ce que tu fais partira plus tard.`,
  renewal: 'Un nouvel Enamel est prêt.',
  renew: 'L’adopter',
  waits: (n) => plural(n, { one: 'Un changement attend de partir.', other: `${n} changements attendent de partir.` }),
  asks: (n) => plural(n, { one: 'Un changement a besoin de toi.', other: `${n} changements ont besoin de toi.` }),
  see: 'Voir',
  close: 'Fermer',
  waitsTitle: 'Ce qui attend',
  waitsWhy: 'C’est gardé sur cet appareil, et ça part dans cet ordre dès que la maison répond.',
  waitsNone: 'Plus rien n’attend. Tout est parti.',
  tryNow: 'Essayer maintenant',
  since: (at) => `Depuis ${at}`,
  discard: 'Abandonner',
  discardOf: (what) => `Abandonner : ${what}`,
  discardSure: 'Abandonner ce changement ? Personne ne pourra le retrouver.',
  discardYes: 'Oui, abandonner',
  discardNo: 'Le garder',
  tryAgain: 'Réessayer',
  refused: (why) => `La maison ne l’a pas pris : ${why}`,
  clashTitle: (by) => `${by ?? 'Quelqu’un d’autre'} a changé la même chose entre-temps.`,
  clashOther: 'Ce n’est plus comme avant.',
  clashNow: (field, value) => `${field} : maintenant ${value}`,
  mine: 'Garder le mien',
  theirs: 'Prendre l’autre',
  nothing: 'rien',
  yes: 'oui',
  no: 'non',
  somebody: 'Quelqu’un',
  editWho: (name) => `C’était ${name}`,
  editGuest: 'C’était un invité',
  editNobody: 'Ce n’était personne d’ici',
  editNote: 'Une note sur un brossage',
  editDelete: 'Supprimer un brossage',
  editNoted: (name, length, at) => `${name}, brossage de ${length}, ${at}`,
  editPerson: (name) => `Changements pour ${name}`,
  editBrush: (name) => `Changements pour la brosse ${name}`,
  editTimer: 'Un brossage avec le coach',
  editOther: 'Un changement',
  field: (k) =>
    ({
      name: 'Nom',
      glaze: 'Couleur',
      milk_teeth: 'Dents de lait',
      target_s: 'Durée prévue',
      grow: 'Augmentation',
      morning: 'Matin prévu',
      evening: 'Soir prévu',
      note: 'Note',
      person_id: 'Qui s’est brossé les dents',
      guest: 'Un invité',
      model: 'Modèle',
      people: 'Qui s’en sert',
      birth_year: 'Année de naissance',
      order: 'Place',
    })[k] ?? 'Un réglage',
  nowhereTitle: 'Cette page n’existe pas.',
  nowhere: 'Rien n’habite à cette adresse',
  toToday: 'Aller à Aujourd’hui',
}

export const trouble: Words<'trouble'> = {
  silent: 'La maison ne répond pas. Ce que tu vois reste là ; réessaie dans un instant.',
  wait: (s) => `Trop d’essais. Attends ${some(s, 'seconde', 'secondes')}, puis réessaie.`,
  busy: 'La maison est occupée. Rien n’a été changé ; réessaie dans un instant.',
  refused: 'Tu ne peux pas faire cela ici.',
  gone: 'Ce n’est plus ici.',
  other: 'Ça n’a pas marché. Rien n’a été changé.',
}

export const edit: Words<'edit'> = {
  title: 'Quelqu’un d’autre a changé ceci entre-temps.',
  now: (label, value) => `${label} : maintenant ${value}`,
  other: 'Ce que tu as changé, toi, est comme avant.',
  empty: 'rien',
  mine: 'Garder le mien',
  theirs: 'Prendre l’autre',
}

export const removal: Words<'removal'> = {
  title: 'Quelqu’un d’autre a changé ceci entre-temps.',
  now: (label, value) => `${label} : maintenant ${value}`,
  other: 'Regarde encore une fois avant de retirer.',
  mine: 'Retirer quand même',
  theirs: 'Laisser',
}

export const waits: Words<'waits'> = { waits: 'Attend de partir' }

export const ear: Words<'ear'> = {
  hears: (name) => `Ce téléphone entend « ${name} ».`,
  looks: (name) => `Ce téléphone cherche « ${name} ».`,
  waits: (n) => plural(n, { one: 'Un message attend.', other: `${n} messages attendent.` }),
  full: 'La mémoire de ce téléphone pour cette page est pleine : ce qu’il entend maintenant ne peut pas être gardé. Fais de la place, puis réessaie.',
  broken: 'Ce navigateur ne garde rien pour cette page : ce qu’il entend ici n’est pas gardé. Une fenêtre privée fait cela.',
  elsewhere: 'Ce qui attend ici est pour un autre de tes foyers. Vas-y, et ça partira.',
  stranger: 'Ce qui attend ici ne peut pas partir avec cette connexion. Ça reste jusqu’à ce que quelqu’un qui en a le droit se connecte.',
  refused: (n) => plural(n, { one: 'Un message était pour quelqu’un qui n’est plus ici, et a été abandonné.', other: `${n} messages étaient pour quelqu’un qui n’est plus ici, et ont été abandonnés.` }),
}

export const origin: Words<'origin'> = {
  timed: 'Compté par le coach',
  noted: 'Noté à la main',
}

export const device: Words<'device'> = {
  title: 'Cet appareil',
  theme: 'Clair ou sombre',
  themes: (t) => ({ system: 'Auto', light: 'Clair', dark: 'Sombre' })[t] ?? t,
  contrast: 'Contraste',
  contrasts: (c) => ({ system: 'Auto', more: 'Fort', normal: 'Normal' })[c] ?? c,
  language: 'Langue',
  languageWhy: 'La tienne, sur chaque appareil où tu te connectes.',
  asBrowser: 'Comme le navigateur',
}

export const apidocs: Words<'apidocs'> = {
  title: 'API',
  heading: 'L’API',
  what: 'Tout ce que fait cette appli passe par ces appels. Ce que tu essaies ici se fait en ton nom, dans ce foyer, pour de vrai.',
  document: 'La description en fichier',
  waiting: 'Lecture de la description',
  broken: 'La description n’a pas pu être lue.',
}

export const play: Words<'play'> = {
  title: 'Jouer',
  waiting: 'Un instant',
  heading: 'Qui se brosse les dents ?',
  start: (name) => `Lancer le minuteur pour ${name}`,
  out: 'Pour les grands',
  pinTitle: 'Code PIN',
  pinSo: (n) => some(n, 'chiffre', 'chiffres'),
  pinWrong: 'Ce n’est pas le code PIN.',
  clear: 'Reprendre le dernier chiffre',
  go: 'Sortir du jeu',
  close: 'Fermer',
}

export const live: Words<'live'> = {
  title: 'En direct',
  waiting: 'On cherche ce brossage',
  notFound: 'Ce brossage n’est plus ici.',
  notFoundWhy: 'Quelqu’un l’a retiré, ou il n’a jamais été gardé ici.',
  again: 'Réessayer',
  toToday: 'Aller à Aujourd’hui',
  brushing: (name) => `${name} se brosse les dents.`,
  pausing: (name) => `${name} fait une pause.`,
  done: (s, word) => (word ? `${duration(s)}, ${scoreWord(word)}` : duration(s)),
  somebody: 'Quelqu’un',
  guest: 'Un invité',
  coach: 'Coach',
  of: (s) => `sur ${duration(s)}`,
  span: (from, to) => `De ${from} à ${to}`,
  since: (at) => `Depuis ${at}`,
  timer: 'Temps de brossage',
  heard: 'Entendu',
  heardEnds: (stop) => (stop ? 'Le début et la fin' : 'Le début'),
  heardOf: (h, d) => `${h} s sur ${d}`,
  mode: 'Mode',
  brush: 'Avec',
  by: 'Par',
  byUnknown: 'personne pour l’instant',
  battery: 'Batterie',
  percent: (n) => `${n} %`,
  pressure: 'Pression',
  pressureSay: (high) => (high === undefined ? 'Cette brosse ne dit rien de la pression.' : high === 0 ? 'Jamais trop fort jusqu’ici.' : `La brosse a dit « trop fort » pendant ${high} s.`),
  trace: (high, s) => (high === undefined ? `Secondes entendues, sur ${s}` : `Pression : trop fort pendant ${some(high, 'seconde', 'secondes')} sur ${s}`),
  quiet: (s) => `Rien entendu depuis ${s} s. Le minuteur attend.`,
  mouth: 'La bouche',
  noZones: 'Cette brosse ne mesure pas de zones : aucune n’est montrée.',
  noZonesLabel: 'Carte de la bouche. Cette brosse n’en mesure rien.',
  zonesLabel: 'Carte de la bouche avec les secondes mesurées dans chaque zone.',
  right: 'Droite',
  left: 'Gauche',
  chewing: 'dessus',
  zone: (z, s) => `${capital(zoneWords(z))} : ${s === undefined ? 'pas mesuré' : `${s} s`}`,
  pacer: 'Métronome',
  pacerWhy: 'Le métronome donne l’heure, pas l’endroit.',
  pacerAt: (n, of) => (of === 4 ? `${ordinal(n)} quart sur ${count(of)}` : `partie ${n} sur ${of}`),
  pacerPart: (n, from, to) => `${n} : de ${duration(from)} à ${duration(to)}`,
  whoIsIt: 'Qui est-ce ?',
  ended: 'La brosse est de retour dans son gobelet.',
  endedCut: 'On n’a plus rien entendu : c’est fini ici. Ce qui arrive en retard sera encore ajouté.',
  every: 'Voir chaque seconde',
  spoken: (name, s, target) => `${name}, ${duration(s)} sur ${duration(target)}`,
}

export const once: Words<'once'> = { copy: 'Copier', copied: 'Copié', done: 'Terminé', qr: 'QR code du lien', close: 'Fermer' }
