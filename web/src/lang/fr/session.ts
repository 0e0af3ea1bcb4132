import { plural } from '@/lib/messages'
import { duration } from '@/lib/time'
import { capital, count, listed } from '@/lib/words'
import type { Words } from '../features'
import { faceWords, sideWords } from './words'

const seconds = (n: number) => plural(n, { one: 'seconde', other: 'secondes' })

export const session: Words<'session'> = {
  title: (day) => `Brossage, ${day}`,
  waiting: 'On va chercher le brossage',
  gone: 'Ce brossage n’est pas ici.',
  goneWhy: 'Il a peut-être été supprimé',
  goneWhyElse: 'Ou l’adresse n’est pas entière. L’historique a tout le reste.',
  toHistory: 'Aller à l’historique',
  trouble: 'Le serveur n’a pas répondu.',
  troubleWhy: 'Ce qui a été entendu y est gardé. Rien n’est perdu.',
  again: 'Redemander',

  headline: (length, word) => `${length}, ${word}`,
  running: (length) => `${length}, brossage en cours`,
  runningUntold: 'Brossage en cours',
  handleScore: 'Le score du manche',
  paused: (length) => `${length}, en pause`,
  nobody: 'Encore personne',
  guest: 'Un invité',
  slot: (slot) => (slot === 'morning' ? 'matin' : 'soir'),
  who: (name, slot, time, brush, modes) => `${name}, ${slot}, ${time}.${brush && ` ${brush}.`}${modes && ` ${modes}.`}`,
  modes: (list) => capital(list.length > 3 ? `${list.slice(0, 2).join(', puis ')}, puis ${count(list.length - 2)} autres` : list.join(', puis ')),
  continues: 'Il a commencé moins d’une minute après le précédent.',

  amended: (day, parts) => `Relu le ${day}${parts.length > 0 ? ` : ${parts.join(' ; ')}` : ''}.`,
  amendedLength: (before, after) => `${after} au lieu de ${before}`,
  amendedEnd: (ended) =>
    ({
      heard: 'sa fin a été entendue',
      reconstructed: 'sa fin a été déduite',
      reported: 'sa fin vient du relevé du manche',
      cut_off: 'sa fin n’a pas été entendue',
    })[ended] ?? ended,
  amendedMode: (before, after) => (after === '' ? 'le mode n’est plus connu' : before === '' ? `le mode était ${after}` : `le mode était ${after}, pas ${before}`),
  amendedZones: (known) => (known ? 'les zones sont maintenant connues' : 'les zones ne sont plus connues'),
  amendedPressure: (known) => (known ? 'la pression est maintenant connue' : 'la pression n’est plus connue'),
  amendedScore: (before, after) => (after === null ? 'il n’a plus de score' : before === null ? `le score est ${after}` : `le score est ${after} au lieu de ${before}`),

  not: (name) => `Pas ${name} ?`,
  whoWas: 'Qui était-ce ?',
  addNote: 'Ajouter une note',
  editNote: 'Modifier la note',
  remove: 'Supprimer ce brossage',
  watch: 'Suivre en direct',
  close: 'Fermer',

  whoTitle: 'Qui était-ce ?',
  whoHint: 'Ses journées sont recomptées. Les preuves restent telles quelles.',
  noteTitle: 'Une note',
  noteLabel: 'Ce qu’il faut retenir de ce brossage',
  save: 'Garder',
  removeTitle: 'Supprimer ce brossage ?',
  removeWhy: (length, name) => `${name}, ${length} : ce brossage quitte l’historique pour de bon. Des preuves tardives ne le ramènent pas.`,
  removeYes: 'Supprimer',
  removeNo: 'Le laisser',
  failed: 'Le serveur ne l’a pas pris. Rien n’a été changé.',

  strip: (heard, of) => `Chaque seconde : ${heard} entendues sur ${of}`,
  stripSays: (of, zones, heard) =>
    `${of} secondes par ${zones ? 'zone, pression' : 'pression'}, mode et métronome, dont ${heard} entendues. Les flèches lisent une seconde ; le tableau contient les mêmes valeurs.`,
  twoEnds: 'Du début à la fin',
  twoEndsSay: 'Cette brosse dit seulement quand elle démarre et s’arrête. Le temps entre les deux est la durée ; ce qui s’y est passé, personne ne le dit.',
  startOnly: 'Cette brosse dit seulement quand elle démarre et s’arrête, et personne ne l’a entendue s’arrêter. La durée est donc ce qui est sûr, et le brossage a pu être plus long.',
  notYet: 'pas encore',
  runsNow: 'Cette brosse dit seulement quand elle démarre et s’arrête. Elle a démarré, et sa durée se compte à partir de là.',
  asTable: 'En tableau',
  asPicture: 'Masquer le tableau',
  outer: 'extérieur',
  chewing: 'dessus',
  inner: 'intérieur',
  tooHard: 'trop fort',
  notHeard: 'pas entendu',
  between: 'entre deux mots',
  secondBetween: (time) => `${time}. Entre deux mots de la brosse : son minuteur a continué, et elle disait la même chose avant et après.`,
  noZones: 'Cette brosse ne mesure pas de zones : aucune n’est montrée.',
  noZonesYet: 'Aucune zone n’a été mesurée cette fois : aucune n’est montrée.',
  noPressure: 'Cette brosse ne dit rien de la pression.',
  classes: 'La pression suit les trois classes de la brosse : légère, bonne, trop forte.',
  pressure: 'Pression',
  mode: 'Mode',
  pacer: 'Métronome',
  pressureShort: 'Pr',
  modeShort: 'Mo',
  pacerShort: 'Mé',
  pressureWord: (p) => (p === 'high' ? 'la brosse a dit « trop fort »' : p === 'low' ? 'pression légère' : 'bonne pression'),
  sector: (n, of) => (of > 0 ? `métronome ${n} sur ${of}` : `métronome ${n}`),
  second: (time, parts) => `${time}. ${parts.length > 0 ? capital(parts.join(', ')) : 'Entendu'}.`,
  secondUnheard: (time) => `${time}. Pas entendu.`,
  secondToCome: (time) => `${time}. Encore à venir.`,
  pick: 'Touche la bande ou utilise les flèches pour lire une seconde.',
  pickLabel: 'Une seconde du brossage',
  colFrom: 'De',
  colTo: 'À',
  colHeard: 'Entendu',
  colZones: 'Zones',
  yes: 'oui',
  no: 'non',
  tableCaption: 'Les mêmes secondes, par suites de secondes pareilles',
  light: 'légère',
  right: 'bonne',
  none: 'aucune',

  score: (n) => `D’où vient ce ${n}`,
  of100: 'sur 100',
  scoreSays: (n, word) => `${n} sur 100, ${word}.`,
  time: 'Temps',
  coverage: 'Couverture',
  points: (got, of) => `${got}/${of}`,
  why: (part, got, of, origin) =>
    part === 'time'
      ? `${duration(got)} sur ${duration(of)}${origin === 'timed' ? ', d’après le minuteur' : origin === 'noted' ? ', comme noté' : ''}.`
      : part === 'cover'
        ? got === of
          ? 'Chaque zone que mesure cette brosse a reçu au moins la moitié d’une part égale.'
          : `${got} zones sur ${of} ont reçu au moins la moitié d’une part égale.`
        : got === 0
          ? 'La brosse n’a jamais dit « trop fort ».'
          : `La brosse a dit « trop fort » pendant ${got < 120 ? `${got} s` : `${duration(got)} minutes`}.`,
  scoreNote: (version, missing) =>
    `Score v${version}. Chaque dent vaut cinq points. ` +
    (missing.length === 0
      ? 'Les trois parties avaient des preuves.'
      : `Pas de preuves pour ${listed(missing.map((m) => (m === 'coverage' ? 'la couverture' : 'la pression')))} : ${missing.length === 1 ? 'les deux autres parties sont ramenées' : 'le temps est ramené'} à 100.`),
  noScore: 'Le score arrive quand la brosse s’est arrêtée.',
  noScoreYet: 'Pas de score pour celui-ci.',
  scoreTitle: 'Le score',

  heardBy: 'Qui l’a entendu',
  countedBy: 'Qui l’a compté',
  together: (n) => (n === 2 ? 'Les deux ensemble' : 'Tous ensemble'),
  ofSeconds: (heard, of) => `${heard} s sur ${of}`,
  secondsOf: (n) => `${n} s`,
  sourceSays: (name, heard, of) => `${name} a entendu ${heard} ${seconds(heard)} sur ${of}.`,
  allHeard: 'Chaque seconde a été entendue.',
  holes: (n, spans, zones) =>
    `${capital(count(n))} ${plural(n, { one: 'seconde n’a pas été entendue', other: 'secondes n’ont pas été entendues' })}, ${listed(spans)}. ` +
    `${plural(n, { one: 'Elle compte', other: 'Elles comptent' })} comme temps, car l’horloge de la brosse a continué${zones ? ', et dans aucune zone' : ''}.`,
  holesMany: (n, spans) => `${capital(count(n))} ${plural(n, { one: 'seconde n’a pas été entendue', other: 'secondes n’ont pas été entendues' })}, en ${count(spans)} trous. Elles comptent comme temps, car l’horloge de la brosse a continué.`,
  hole: (from, to) => `de ${from} à ${to}`,
  unnamedSource: 'Une source sans nom',

  recordTitle: 'Le relevé du manche',
  recordStarted: 'Début',
  recordBrushed: 'Brossage',
  tooHardTitle: 'Trop fort',
  itsScore: 'Son score',
  colHandle: 'Manche',
  notHeardAtAll: 'pas entendu',
  recordAgrees: 'Ils sont d’accord : le manche a donc fixé la durée. Son horloge a été déduite.',
  recordAlone: 'Personne n’a entendu ce brossage. Il est ici parce que le manche s’en est souvenu.',

  details: 'Ce qu’on sait d’autre',
  brush: 'Brosse',
  known: 'Comment on le sait',
  knownAs: (origin) => (origin === 'timed' ? 'Le minuteur du coach l’a compté' : 'Quelqu’un l’a noté après coup'),
  anyBrush: 'Une qui ne dit rien',
  theBrush: (name) => `La brosse ${name}`,
  maker: 'Fabricant',
  battery: 'Batterie',
  target: 'Durée prévue',
  whose: 'De qui il est',
  ended: 'La fin',
  note: 'Note',
  how: (how) =>
    how === 'only_brusher' ? 'Personne d’autre n’a cette brosse' : how === 'handle' ? 'Le manche l’a dit' : how === 'person' ? 'Quelqu’un l’a dit' : how === 'entry' ? 'Ajouté à ce nom' : how === 'coach' ? 'Son coach était ouvert' : 'Pas encore dit',
  end: (ended) =>
    ({
      heard: 'Entendue à l’arrêt',
      reconstructed: 'Déduite de ce qui a été entendu en dernier',
      reported: 'D’après le relevé du manche',
      cut_off: 'Plus rien entendu pendant 90 s',
    })[ended] ?? ended,
  routine: (length, sectors) => (sectors > 0 ? `${length} en ${count(sectors)} ${plural(sectors, { one: 'partie', other: 'parties' })}` : length),
  percent: (n) => `${n} %`,

  map: 'Où c’était',
  mapSays: (measured) => `Secondes dans chacune des ${measured} zones mesurées, la bouche dessinée comme chez le dentiste.`,
  rightSide: 'Droite',
  leftSide: 'Gauche',
  zone: (place, n) => `${place} : ${n === undefined ? 'pas mesuré' : `${Math.round(n)} s`}`,
  face: (face) => faceWords(face),
  place: (place) => capital(sideWords(place)),
  placeShort: (place) => ({ 'upper-right': 'HD', 'upper-front': 'HA', 'upper-left': 'HG', 'lower-left': 'BG', 'lower-front': 'BA', 'lower-right': 'BD' })[place] ?? place,
}
