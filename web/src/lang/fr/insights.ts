import { plural } from '@/lib/messages'
import { clockOfMinutes, daysBetween, duration, fullDate, later } from '@/lib/time'
import { capital, figure } from '@/lib/words'
import type { Words } from '../features'
import { brushings, days, de, faceWords, sideWords, some } from './words'

type Insights = Parameters<Words<'report'>['half']>[0]

/** A place as finely as the brush tells it: of so many. */
function placeOf(zone: string, of: number): string {
  const cut = zone.lastIndexOf('-')
  if (of === 2) return sideWords(zone.startsWith('upper') ? 'upper' : 'lower')
  const place = sideWords(zone.slice(0, cut))
  return of <= 6 ? place : `${place}, ${faceWords(zone.slice(cut + 1))}`
}

/** The same at the end of a sentence: « sur la mâchoire du haut », « en haut à droite, côté intérieur ». */
function atPlace(zone: string, of: number): string {
  const place = placeOf(zone, of)
  return of === 2 ? `sur la ${place}` : place.replace('extérieur', 'côté extérieur').replace('intérieur', 'côté intérieur').replace('dessus', 'sur le dessus')
}

const seconds = (n: number) => (n < 9.95 ? figure(n, { maximumFractionDigits: 1 }) : String(Math.round(n)))
const tenth = (n: number) => figure(n, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const mended = (n: number) => `${n} de plus ${plural(n, { one: 'réparé', other: 'réparés' })}`

export const insights: Words<'insights'> = {
  title: 'Bilan',
  titleOf: (name) => `Bilan ${de(name)}`,
  waiting: 'Un instant',
  trouble: 'Cette page ne peut pas s’afficher pour l’instant',
  again: 'Réessayer',
  period: 'Période',
  weeks: (n) => (n === 52 ? 'Année' : some(n, 'semaine', 'semaines')),
  whose: 'De qui',
  report: 'Rapport pour le dentiste',
  toToday: 'Aller à Aujourd’hui',
  toHouse: 'Aller à la maison',
  nobody: 'Il n’y a encore personne ici',
  nobodyWhy: 'Ajoute sous Maison qui se brosse les dents ici.',
  empty: 'Rien pour l’instant. Le premier brossage apparaîtra tout seul.',
  emptyPeriod: (name) => `Rien n’a été entendu ${de(name)} pendant ce temps. Une période plus longue contient peut-être quelque chose.`,

  heading: (name, d) => {
    const map = d.maps[0]
    switch (d.finding) {
      case 'nothing_yet':
        return 'Rien pour l’instant.'
      case 'few_yet':
        return `Les premiers brossages ${de(name)} sont là.`
      case 'zone_least':
        return map?.least ? `Chez ${name}, la brosse passe le moins ${atPlace(map.least.zone, map.zones)}.` : `${name} se brosse les dents avec régularité.`
      case 'too_hard':
        return `La brosse ${de(name)} dit souvent « trop fort ».`
      case 'ends_early':
        return `La moitié des brossages ${de(name)} finissent à ${duration(d.total.median_s ?? 0)} ou avant.`
      case 'evenings_open':
        return `Chez ${name}, ce sont les soirs qui restent sans brossage.`
      case 'mornings_open':
        return `Chez ${name}, ce sont les matins qui restent sans brossage.`
      case 'slots_open':
        return `${name} : ${some(d.total.kept.kept, 'brossage fait', 'brossages faits')} sur ${d.total.kept.planned} prévus.`
      case 'time_reached':
        return `${name} se brosse les dents assez longtemps, presque tous les jours.`
      default:
        return `${name} se brosse les dents avec régularité.`
    }
  },

  mapTitle: 'Secondes par brossage, selon l’endroit',
  mapSays: (name, zones, n) => `Carte de la bouche ${de(name)} : ${some(zones, 'endroit', 'endroits')}, sur ${brushings(n)}`,
  mapNone: 'Carte de la bouche : rien n’a été mesuré',
  none: 'rien',
  scaleOf: 'secondes par brossage',
  full: (n) => `${Math.round(n)} s`,
  right: 'Droite',
  left: 'Gauche',
  chewing: 'dessus',
  zone: (zone, of, n) => (n === undefined ? `${capital(placeOf(zone, 16))} : pas mesuré` : `${capital(placeOf(zone, of))} : ${seconds(n)} s`),
  zoneName: (zone, of) => placeOf(zone, of),
  seconds: (n) => `${seconds(n)} s`,
  fairSays: 'd’une part égale',
  share: (n) => `${Math.round(n * 100)} %`,
  mapOf: (zones) => (zones === 2 ? 'Par mâchoire' : some(zones, 'zone', 'zones')),
  mapWhich: 'Quelles brosses',
  measured: (zones, n, all) =>
    (zones === 2 ? 'Dit par mâchoire' : `Mesuré dans ${some(zones, 'zone', 'zones')}`) +
    (n === all
      ? `, sur ${brushings(all)}.`
      : `, dans ${n} des ${brushings(all)}. ${plural(all - n, { one: 'L’autre n’en avait pas, ou en avait d’autres : il est laissé', other: `Les ${all - n} autres n’en avaient pas, ou en avaient d’autres : ils sont laissés` })} de côté, pas ${plural(all - n, { one: 'deviné', other: 'devinés' })}.`),
  unsure: 'En tirets : la brosse ne le dit qu’à peu près.',
  drawn: 'Dessiné comme chez le dentiste.',
  noZones: 'Cette brosse ne mesure pas de zones : aucune n’est montrée.',

  leastTitle: (zone, of, n) => `Environ ${seconds(n)} s ${atPlace(zone, of)}`,
  leastWhy: (fair) => `Une part égale serait de ${seconds(fair)} s. Commencer là de temps en temps rétablit l’équilibre.`,
  evenTitle: 'Chaque endroit reçoit sa part',
  evenWhy: (half, of) => `${half} endroits sur ${of} reçoivent au moins la moitié d’une part égale.`,
  timeTitle: (d) => {
    const plan = duration(d.person.usual_target_s)
    const share = d.total.brushings > 0 ? d.total.reached / d.total.brushings : 0
    return share >= 0.6 ? `${plan}, presque tous les jours` : share >= 0.3 ? `${plan}, certains jours` : `En général ${duration(d.total.median_s ?? 0)}`
  },
  timeWhy: (d) => {
    const plan = duration(d.person.usual_target_s)
    const short = d.person.usual_target_s - Math.round(d.total.median_s ?? 0)
    return d.total.reached * 3 < d.total.brushings && short > 0
      ? `En général, ${short} s de moins que les ${plan} prévues.`
      : `${some(d.total.reached, 'brossage', 'brossages')} sur ${d.total.brushings} ${plural(d.total.reached, { one: 'est allé', other: 'sont allés' })} jusqu’aux ${plan} prévues.`
  },
  heardTitle: 'Ce qui a été entendu',
  heard: (heard, of) => `${tenth((100 * heard) / of)} % des secondes où les brosses tournaient. Ce qui n’a pas été entendu compte comme temps, et dans aucune zone.`,
  heardNothing: 'Il n’y avait rien à entendre : ce qui est ici a été retenu par la brosse elle-même, compté par un minuteur ou noté.',
  hardTitle: (n) => `Trop fort pendant ${seconds(n)} s par brossage`,
  hardWhy: '« Trop fort » est le mot de la brosse, pas une force.',

  time: 'Temps',
  coverage: 'Couverture',
  pressure: 'Pression',
  kept: 'Matins et soirs faits',
  points: (n, of) => `${Math.round(n)} sur ${of}`,
  keptOf: (k) => `${k.kept} sur ${k.planned}`,
  noFigure: 'pas encore',
  planOf: (s) => `pointillé : durée prévue, ${duration(s)}`,
  planAll: 'pointillé : tous',
  coverageNow: (v) => (v === undefined ? '' : `${Math.round(v * 100)} % des zones ont eu la moitié de leur part`),
  hardNow: (v) => (v === undefined ? '' : `trop fort ${seconds(v)} s`),
  mendedNow: (n) => (n === 0 ? '' : mended(n)),
  notTold: 'Aucune brosse de cette période ne le dit.',
  trendSays: (name, values, from, to) => `${name}, du ${fullDate(from)} au ${fullDate(to)} : ${values.join(', ')}`,
  trendTable: 'Les courbes en tableau',
  weekOf: 'À partir du',
  many: 'Brossages',
  score: 'Score',
  asTable: 'En tableau',
  asChart: 'En courbe',
  dash: '–',

  clockTitle: (name) => `Les heures ${de(name)}`,
  clockSays: (name, n) => `${name} : l’heure de chacun des ${brushings(n)}`,
  spread: (slot, from, to) => `La moitié des ${slot === 'morning' ? 'brossages du matin' : 'brossages du soir'} tombent entre ${clockOfMinutes(from)} et ${clockOfMinutes(to)}.`,
  day: 'Jour',
  morning: 'Matin',
  evening: 'Soir',

  head: (n, of) => `Brossette : ${days(n)} sur ${of}`,
  headOf: (brush) => brush,
  headUsed: (s) => {
    const m = Math.round(s / 60)
    return `Environ ${m < 60 ? `${m} min` : `${Math.floor(m / 60)} h ${m % 60} min`} de brossage avec elle.`
  },
  headDue: (n, date) => (n > 0 ? `À changer vers le ${date}.` : `À changer depuis le ${date} environ.`),
  headSays: (n, of) => `Brossette, ${days(n)} sur ${of}`,
  headUnknown: 'Quel âge a la brossette ?',
  headUnknownWhy: 'Personne n’a dit quand elle a été changée. La plupart des dentistes conseillent trois mois.',
  headChanged: 'Je l’ai changée',
  headToday: 'Elle est neuve aujourd’hui',
  headSaid: 'C’est noté. Trois mois à partir d’aujourd’hui.',
  aBrush: 'La brosse',

  sum7: (k) => `${k.kept} sur ${k.planned}`,
  sum7Says: (k) => `faits en 7 jours${k.mended > 0 ? `, ${mended(k.mended)}` : ''}`,
  sum30Says: (k) => `faits en 30 jours${k.mended > 0 ? `, ${mended(k.mended)}` : ''}`,
  usualMorning: 'matin habituel',
  usualEvening: 'soir habituel',
  stepRange: (step) => fullDate(step.from),
  cut: 'Il y a plus de brossages qu’on ne peut en compter d’un coup : les plus anciens de cette période sont laissés de côté.',
}

function tells(b: Insights['brushes'][number]): string {
  if (b.zones && b.pressure) return 'zones et pression'
  if (b.zones) return 'zones, pas de pression'
  return b.pressure ? 'pression, pas de zones' : 'ni zones ni pression'
}

const half = (d: Insights) => (d.maps[0] ? `${d.maps[0].half} sur ${d.maps[0].zones}` : 'pas mesuré')

export const report: Words<'report'> = {
  title: 'Rapport pour le dentiste',
  waiting: 'Un instant',
  trouble: 'Ce rapport ne peut pas s’afficher pour l’instant',
  again: 'Réessayer',
  back: 'Retour',
  print: 'Imprimer',
  pdf: 'PDF',
  pdfNot: '',
  share: 'Partager…',
  other: 'Pour les programmes',
  fhir: 'Ensemble FHIR',
  csv: 'Tableau (CSV)',
  period: 'Période',
  last: (n) => (n === 52 ? 'Une année' : some(n, 'semaine', 'semaines')),
  own: 'Mes dates',
  from: 'Du',
  to: 'Au',
  writtenForField: 'Destiné à',
  writtenForHint: 'Par exemple Dr Okafor. Peut rester vide.',

  heading: (name) => (name ? `Rapport de brossage, ${name}` : 'Rapport de brossage'),
  span: (from, to) => `Du ${fullDate(from)} au ${fullDate(to)}, ${days(daysBetween(from, to))}.`,
  born: (year) => (year ? `Année de naissance : ${year}.` : ''),
  writtenFor: (receiver) => (receiver ? `Destiné à ${receiver}.` : ''),
  kept: (k) => (k.planned > 0 ? `${k.kept} sur ${k.planned}` : 'aucun'),
  keptSays: 'brossages prévus qui ont été faits',
  length: (median) => (median === undefined ? 'aucune' : duration(median)),
  lengthSays: (target) => `durée médiane, prévu ${duration(target)}`,
  half,
  halfSays: 'zones avec au moins la moitié de leur part égale',
  hard: (share) => (share === undefined ? 'pas mesuré' : `${tenth(100 * share)} %`),
  hardSays: 'du temps en « trop fort »',
  mapTitle: 'Secondes par brossage',
  mapSays: (n) => `Carte de la bouche, d’après ${brushings(n)}`,
  mapNone: 'Carte de la bouche : rien n’a été mesuré',
  right: 'Droite du patient',
  left: 'Gauche du patient',
  sideRight: 'Droite',
  sideLeft: 'Gauche',
  chewing: 'dessus',
  zone: (place, n) => `${place} : ${n === undefined ? 'pas mesuré' : `${Math.round(n)} s`}`,
  byZone: 'Par zone, en secondes',
  outer: 'externe',
  inner: 'interne',
  place: (id) => capital(sideWords(id)),
  noFigure: '–',
  fromAll: (n, all) => (n === all ? `D’après ${plural(all, { one: 'le seul brossage', other: `les ${brushings(all)}` })}.` : `D’après ${n} des ${brushings(all)}. Les autres n’ont pas mesuré de zones, ou en ont mesuré d’autres, et sont laissés de côté.`),
  coarse: (zones) =>
    ({
      2: 'La brosse dit des mâchoires entières.',
      4: 'La brosse dit des quarts : chaque face d’un quart porte les secondes du quart.',
      6: 'La brosse dit des sextants : chaque face d’un sextant porte les secondes du sextant.',
      8: 'La brosse dit des quarts, externe et interne à part ; l’avant est la moyenne de deux.',
    })[zones] ?? '',
  noZones: 'Aucune brosse de cette période n’a mesuré de zones. Ce qui est hachuré n’a pas été mesuré.',
  habit: 'Habitude',
  colKept: 'faits',
  colUsual: 'heure habituelle',
  colLength: 'durée',
  morning: 'Matin',
  evening: 'Soir',
  none: 'aucune',
  lengths: 'Durée de chaque brossage',
  lengthsSay: (n, target) => `Durée de ${brushings(n)} face aux ${duration(target)} prévues`,
  lengthsWhy: (target) => `Pointillé : durée prévue, ${duration(target)}. Pâle : plus court. Vide : rien entendu.`,
  source: 'Source.',
  sources: (d) => {
    const used = d.brushes.filter((b) => b.brushings > 0)
    if (used.length === 0) return 'Rien n’a été entendu pendant cette période.'
    const each = used.map((b) =>
      b.entry
        ? `${brushings(b.brushings)} ${plural(b.brushings, { one: 'compté par un minuteur ou noté', other: 'comptés par un minuteur ou notés' })}`
        : `${[b.maker, b.model].filter(Boolean).join(' ') || 'une brosse'} (${tells(b)}) : ${brushings(b.brushings)}`,
    )
    return `${capital(each.join(' ; '))}.${d.total.of_s > 0 ? ` ${tenth((100 * d.total.heard_s) / d.total.of_s)} % de toutes les secondes mesurées ont été entendues.` : ''}`
  },
  head: 'Brossette.',
  headSays: (since, lasts) => `Changée le ${fullDate(since)}. Prochain changement vers le ${fullDate(later(since, lasts))}.`,
  pressure: 'La pression',
  pressureSays: (told) => (told ? 'est la classe dite par la brosse, pas une force.' : 'n’a pas été mesurée.'),
  limits: 'Limites.',
  limitsSay: (made) => `Mesuré par des appareils grand public. Ce rapport informe ; il ne pose pas de diagnostic. Score v1, Enamel, établi le ${made}.`,
  cut: 'Il y avait plus de brossages qu’un rapport n’en contient : les plus anciens sont laissés de côté.',
  made: (day, time) => `${day}, ${time}`,

  shareTitle: 'Partager ce rapport',
  shareWhy: (name) => `Qui a le lien lit cette seule page sur ${name}, sans compte, jusqu’à ce qu’elle prenne fin ou que tu la révoques. Rien d’autre de ce foyer n’y est visible.`,
  receiver: 'Pour qui est-ce ?',
  receiverHint: 'Par exemple Dr Okafor. Ce nom figure sur le rapport.',
  lasts: 'Il s’ouvre pendant',
  lastsDays: days,
  named: 'Nom',
  namedYes: (name) => `Dire « ${name} »`,
  namedNo: 'Ne pas dire de nom',
  namedNoWhy: 'Ni nom ni année de naissance',
  agree: 'Ce que tu acceptes',
  agreed: 'Je suis d’accord',
  makeLink: 'Créer le lien',
  made1: 'Le lien est prêt',
  once: 'Il ne se montre que maintenant. Qui le perd en reçoit un autre.',
  close: 'Fermer',
  links: 'Partagé par lien',
  link: (l) => `${l.receiver} : du ${fullDate(l.from)} au ${fullDate(l.to)}`,
  linkState: (l, ends, viewed) =>
    `${l.revoked_at ? 'Révoqué' : !l.open ? 'Terminé' : `S’ouvre jusqu’au ${ends}`}. ${l.views === 0 ? 'Personne n’a regardé.' : `Regardé ${l.views} fois, en dernier ${viewed}.`}`,
  revoke: 'Révoquer',
  revokeOf: (receiver) => `Révoquer le lien pour ${receiver}`,

  lentTitle: 'Rapport de brossage',
  lentUntil: (day) => `Prêté par une famille. Cette page s’ouvre jusqu’au ${day}.`,
  lentGone: 'Ce lien n’ouvre rien',
  lentGoneWhy: 'Il a peut-être pris fin, ou a été repris, ou a perdu un bout d’adresse en route. Demandes-en un nouveau à qui te l’a donné.',
  lentBusy: 'Trop d’essais',
  lentBusyWhy: 'Attends un instant, puis recharge la page.',
  lentLoading: 'On ouvre le rapport',
}
