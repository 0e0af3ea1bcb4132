import { figure } from '@/lib/words'
import type { Words } from '../features'

const who = (name: string | undefined, gone: string) => name || gone

/** Cómo entró alguien, con las palabras del registro: «passkey,new_browser». */
const ways: Record<string, string> = {
  password: ' con una contraseña',
  passkey: ' con una llave de acceso',
  code: ' con un código de un solo uso',
  recovery_code: ' con un código de recuperación',
  recovery_link: ' con un enlace de recuperación',
  provider: ' por otro proveedor',
  proxy: ' por un proxy',
}

const came = (detail: string) => {
  const [way, fresh] = detail.split(',')
  return `inició sesión${ways[way ?? ''] ?? ''}${fresh === 'new_browser' ? ', en un navegador que no se había visto antes' : ''}`
}

const changes: Record<string, string> = {
  password_set: 'cambió su contraseña',
  password_removed: 'quitó su contraseña',
  passkey_added: 'añadió una llave de acceso',
  passkey_removed: 'quitó una llave de acceso',
  passkey_copied: 'mostró una llave de acceso que puede estar copiada',
  codes_on: 'pidió códigos de un solo uso desde entonces',
  codes_off: 'dejó de pedir códigos de un solo uso',
  recovery_codes_made: 'creó códigos de recuperación nuevos',
  recovery_link_made: 'creó un enlace de recuperación',
  linked: 'vinculó una cuenta de otro sitio',
  unlinked: 'desvinculó una cuenta de otro sitio',
  email: 'cambió su dirección de correo',
}

const endings: Record<string, string> = {
  by_the_app: ', como pidió la app',
  app_removed: ', que se quitó',
  code_shown_twice: ': alguien usó su código dos veces',
  code_misused: ': alguien hizo mal uso de su código',
  token_shown_twice: ': alguien usó su clave dos veces',
  consent_withdrawn: ', porque se retiró un consentimiento',
}

const fields: Record<string, string> = {
  name: 'nombre',
  glaze: 'color',
  milk_teeth: 'dientes',
  plan: 'plan',
  birth_year: 'año de nacimiento',
  target: 'duración',
  order: 'lugar',
  language: 'idioma',
  coach: 'guía',
  model: 'modelo',
  people: 'quién lo usa',
  key: 'clave',
  settings: 'ajustes',
  virtual: 'virtual',
  role: 'papel',
  expires: 'hasta cuándo',
  time_zone: 'zona horaria',
  day_turns: 'cambio de día',
  frames_days: 'cuánto se guardan los mensajes',
  sessions_days: 'cuánto se guardan los cepillados',
}

const changed = (detail: string) => (detail ? `: ${detail.split(',').map((f) => fields[f] ?? f.replaceAll('_', ' ')).join(', ')}` : '')

const roles: Record<string, string> = { owner: 'como titular', caregiver: 'para el cuidado diario', viewer: 'solo para mirar' }

const devices: Record<string, string> = {
  released: 'liberó',
  shut_out: 'cerró el paso a',
  let_in: 'dejó entrar de nuevo a',
  renewed: 'pidió una clave nueva para',
  denied: 'denegó el certificado de',
}

const states = (revoked: boolean, open: boolean, ends: string) => (revoked ? 'Retirado' : open ? `Se abre hasta el ${ends}` : 'Terminado')

// La frase empieza por quien lo hizo, y siempre en tercera persona: «Anna inició sesión», «Tu cuenta inició sesión».
export const privacy: Words<'privacy'> = {
  links: 'Informes que prestaste',
  linksWhy: 'Quien tiene un enlace así lee un informe de una persona, y nada más.',
  link: (receiver, person, from, to) => `${receiver}: ${person}, del ${from} al ${to}`,
  linkState: (revoked, open, ends, views) => `${states(revoked, open, ends)}. ${views === 0 ? 'Nadie lo ha mirado.' : views === 1 ? 'Se ha mirado una vez.' : `Se ha mirado ${views} veces.`}`,
  revoke: 'Retirar',
  revokeOf: (receiver) => `Retirar el enlace para ${receiver}`,
  title: 'Privacidad',
  heading: 'Quién sabe qué',
  waiting: 'Un momento',
  again: 'Intentar de nuevo',
  trouble: 'Esto no se puede mostrar',
  ownersOnly: 'Lo que hay aquí es para quien sea titular de este hogar. Pídele una copia de lo que se guarda de ti.',
  people: 'Lo que se guarda de las personas',
  peopleWhy: 'Una copia es un solo archivo: cepillados, segundos, lo que dijeron los cepillos, planes y consentimientos, como página y como tablas.',
  copy: 'Hacer una copia',
  copyOf: (name) => `Hacer una copia de lo que se guarda de ${name}`,
  erase: 'Borrar…',
  eraseOf: (name) => `Borrar los datos de ${name}`,
  everything: 'Todo en este hogar',
  eraseTitle: (name) => `¿Borrar ${name}?`,
  eraseWhat: (name) =>
    `Cada cepillado de ${name}, cada segundo, las notas, los planes, los consentimientos: todo se va, para siempre. Nadie puede traerlo de vuelta. Lo que otras personas se cepillaron con el mismo cepillo se queda.`,
  eraseHouse: (name) =>
    `Todo lo que hay en ${name} se va, para siempre: personas, cepillados, cepillos, claves. Ni tú ni nadie podrá entrar más, y las cuentas que no son de ningún otro hogar también se van.`,
  eraseFirst: 'Quizá quieras hacer antes una copia.',
  type: (name) => `Escribe “${name}” para decir que va en serio`,
  typeFault: 'Ese no es el nombre.',
  eraseYes: 'Borrar para siempre',
  eraseNo: 'Conservarlo',
  erased: (name) => `${name}: todo está borrado. No queda nada.`,
  erasing: 'Se está borrando. Sigue aunque cierres esta página.',
  under: 'Se están borrando los datos de alguien. Sigue sin que hagas nada.',
  close: 'Cerrar',
  consents: 'Lo que permitiste',
  noConsents: 'Nada sale de este hogar: a nadie se le ha permitido recibir nada.',
  consent: (receiver, person) => `${receiver} recibe de ${person}`,
  consentGone: 'Un consentimiento para alguien cuyos datos se borraron',
  given: (day) => `desde el ${day}`,
  agreed: 'A qué se dio el consentimiento',
  agreedTo: (receiver) => `A qué se dio el consentimiento: ${receiver}`,
  span: (from, to) => `del ${from} al ${to}, retirado`,
  withdraw: 'Retirar',
  withdrawOf: (receiver) => `Retirar lo que puede recibir ${receiver}`,
  scope: (s) =>
    ({
      'sessions:read': 'cepillados',
      'people:read': 'nombre y plan',
      'live:read': 'el cepillado en vivo',
      'brushes:read': 'cepillos',
      'export:read': 'una copia de todo',
      'report:read': 'un informe, por enlace',
      'sessions:write': 'cepillados, para cambiarlos',
      'people:write': 'nombres y planes, para cambiarlos',
      'audit:read': 'lo que pasó',
      'hooks:write': 'webhooks',
      changes: 'lo que cambia, en el momento',
    })[s] ?? s,
  nobody: 'nadie',
  log: 'Qué pasó',
  logWhy: 'Quién cambió, vio, copió o permitió algo. Nadie puede cambiar una línea sin que se note.',
  check: '¿Está como se escribió?',
  holds: (n) => (n === 1 ? 'Sí: 1 línea, y está como se escribió.' : `Sí: ${figure(n)} líneas, y todas están como se escribieron.`),
  broken: (fault) => `No: ${fault}.`,
  head: 'Para tener la certeza más adelante, apunta esto en otro sitio:',
  older: 'Anteriores',
  somebody: (name) => (name ? `Alguien, como ${name},` : 'Alguien'),
  by: (kind, name, gone, me) =>
    me
      ? 'Tu cuenta'
      : kind === 'token'
        ? `La clave “${who(name, 'que ya no existe')}”`
        : kind === 'machine'
          ? 'Enamel'
          : kind === 'account'
            ? who(name, gone ? 'Una cuenta que ya no existe' : 'Alguien de este hogar')
            : kind === 'grant'
              ? who(name, 'Una app')
              : kind === 'link'
                ? who(name, 'Quien tenía un enlace')
                : kind === 'brush'
                  ? who(name, 'Un dispositivo')
                  : 'Alguien',
  whose: (name, erased) => who(name, erased ? 'alguien cuyos datos se borraron' : 'alguien que ya no está'),
  act: (act, whose, about, detail) =>
    ({
      setup: 'preparó este hogar',
      login: came(detail),
      login_failed: detail === '1' ? 'intentó iniciar sesión y no pudo' : `intentó iniciar sesión ${detail} veces y no pudo`,
      logout: 'cerró la sesión',
      login_revoked: 'terminó una sesión',
      secret_changed: changes[detail] ?? 'cambió su forma de entrar',
      person_added: `añadió a ${whose}`,
      person_changed: `cambió los datos de ${whose}${changed(detail)}`,
      person_removed: `quitó de la casa a ${whose}`,
      person_read: `leyó cepillados de ${whose}`,
      person_exported: `hizo una copia de lo que se guarda de ${whose}`,
      erase_asked: `pidió borrar los datos de ${whose}`,
      person_erased: `borró lo último de ${whose}`,
      account_erased: 'borró una cuenta',
      brush_changed: `cambió ${about || 'un cepillo'}${changed(detail)}`,
      household_changed: `cambió este hogar${changed(detail)}`,
      household_exported: 'hizo una copia de todo',
      session_assigned: `dijo de quién es un cepillado: ${whose}`,
      session_noted: `escribió una nota en un cepillado de ${whose}`,
      session_removed: `borró un cepillado de ${whose}`,
      frames_exported: `hizo una copia de lo que dijo ${about || 'un cepillo'}`,
      token_made: detail.startsWith('device_') ? 'recibió su propia clave' : `creó la clave “${about || 'que ya no existe'}”`,
      token_revoked: `retiró la clave “${about || 'que ya no existe'}”`,
      member_invited: detail === 'taken_back' ? 'retiró una invitación' : `invitó a alguien${roles[detail] ? ` ${roles[detail]}` : ''}`,
      member_joined: `entró en el hogar${roles[detail] ? ` ${roles[detail]}` : ''}`,
      member_changed: `cambió lo que puede hacer ${about || 'alguien'}${changed(detail)}`,
      member_removed: `quitó el acceso a ${about || 'alguien que ya no está'}`,
      app_added: `registró ${about || 'una app que ya no existe'}`,
      app_removed: `quitó ${about || 'una app'}`,
      link_made: `prestó un informe de ${whose} a ${about || 'alguien'}`,
      link_viewed: `miró el informe de ${whose}`,
      link_revoked: `retiró el enlace de ${about || 'alguien'} a un informe de ${whose}`,
      report_taken: `se llevó un informe de ${whose} como archivo`,
      app_allowed: `permitió ${about || 'una app que ya no existe'}`,
      app_revoked: `terminó lo que puede hacer ${about || 'una app'}${endings[detail] ?? ''}`,
      hook_changed: detail === 'added' ? `añadió el webhook ${about || 'que ya no existe'}` : detail === 'removed' ? 'quitó un webhook' : `cambió el webhook ${about || 'que ya no existe'}${changed(detail)}`,
      device_claimed: `añadió ${about || 'un dispositivo'}`,
      device_revoked: `${devices[detail] ?? 'retiró la clave de'} ${about || 'un dispositivo'}`,
      browser_changed: detail === 'reminders_on' ? 'activó los recordatorios en un dispositivo' : 'quitó los recordatorios de un dispositivo',
      consent_given: `permitió que salga algo de ${whose}`,
      consent_withdrawn: `retiró un consentimiento para ${whose}`,
    })[act] ?? act,
}
