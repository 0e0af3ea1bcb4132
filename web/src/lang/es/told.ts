import type { Words } from '../features'

// Por la frase del servidor. Lo que está junto a un campo vale también solo: «Hace falta.»
const sentences: Record<string, string> = {
  'The password is right. Now the one-time code.': 'La contraseña es correcta. Ahora, el código de un solo uso.',
  'Show again that it is you: with your password or a passkey.': 'Demuestra otra vez que eres tú: con tu contraseña o una llave de acceso.',
  'This passkey is not known here, or does not fit.': 'Esta llave de acceso no se conoce aquí, o no encaja.',
  'Another device seems to hold a copy of this passkey, so it was refused. Come in another way, remove it, and add a new one.':
    'Parece que otro dispositivo tiene una copia de esta llave de acceso, así que se rechazó. Entra de otra forma, quítala y añade una nueva.',
  'This took too long, or was done already. Begin again.': 'Ha tardado demasiado, o ya estaba hecho. Empieza de nuevo.',
  'This recovery link is wrong, used or too old. Whoever runs the server can make a new one.':
    'Este enlace de recuperación no es correcto, ya se usó o es demasiado antiguo. Quien administra el servidor puede crear uno nuevo.',
  "The other provider's answer does not fit. Begin again.": 'La respuesta del otro proveedor no encaja. Empieza de nuevo.',
  'Nobody here is linked with that account. Log in another way and link it under House, Signing in.':
    'Aquí nadie está vinculado con esa cuenta. Entra de otra forma y vincúlala en Casa, Inicio de sesión.',
  'No household has claimed this device yet. Ask again later.': 'Ningún hogar ha añadido todavía este dispositivo.',
  'The household does not let this device in.': 'El hogar no deja entrar a este dispositivo.',
  'No device has this code.': 'Ningún dispositivo tiene este código.',
  'This device is in this household already.': 'Este dispositivo ya está en este hogar.',
  'Another household has this device. Its owner there has to release it first.': 'Este dispositivo está en otro hogar. Allí tienen que liberarlo primero.',
  'This household has as many devices as it may. Release one first.': 'Este hogar tiene todos los dispositivos que puede tener. Libera uno primero.',
  'This server signs no certificates.': 'Este servidor no firma certificados.',
  'Too many tries. Wait a moment.': 'Demasiados intentos. Espera un momento.',
  'Sign in, or send a token that is valid.': 'Inicia sesión.',
  'The e-mail address or the password is not right.': 'La dirección de correo o la contraseña no es correcta.',
  'This one-time link is wrong, used or too old. While nothing is set up, Enamel prints a new one each time it starts.':
    'Este enlace de un solo uso no es correcto, ya se usó o es demasiado antiguo. Mientras no haya nada preparado, Enamel muestra uno nuevo cada vez que arranca.',
  'This invitation is wrong, used or too old. Ask for a new one.': 'Esta invitación no es correcta, ya se usó o es demasiado antigua. Pide una nueva.',
  'What was sent cannot be.': 'Lo que se envió no puede ser.',
  'There is no such thing in this household.': 'En este hogar no hay nada así.',
  'Somebody has changed it meanwhile. Read it again, and say which change shall count.': 'Alguien lo ha cambiado entretanto. Léelo de nuevo y di qué cambio vale.',
  'It is there already, or has changed meanwhile.': 'Ya está, o ha cambiado entretanto.',
  'This credential does not allow it.': 'Aquí no tienes permiso para hacer esto.',
  'This credential is for some people only, and this concerns others too.': 'Aquí solo ves a algunas personas, y esto también afecta a otras.',
  'The server cannot keep or read anything just now. None of this request is promised to be kept; send it again.':
    'Ahora mismo el servidor no puede guardar ni leer nada. No es seguro que esto se haya guardado; inténtalo de nuevo.',
  'Something went wrong inside. It is in the log.': 'Algo salió mal dentro. Está en el registro del servidor.',
  'The request was given up.': 'La petición se dejó a medias.',
  'This was meant for another household than the one that is looked at now. Nothing was done.': 'Esto era para otro hogar, no para el que ves ahora. No se hizo nada.',
  'Only somebody who is logged in with a browser can do this.': 'Esto solo puede hacerlo quien ha iniciado sesión con un navegador.',
  'This browser does not play.': 'Este navegador no está en juego.',
  'This browser plays. The PIN leads out.': 'Este navegador está en juego. Se sale con el PIN.',
  'The same request is being done at this moment. Ask again in a moment.': 'Eso mismo se está haciendo ahora. Pregunta de nuevo en un momento.',
  'This was done already, and its secret was told only then. Take it back and make another, with a new Idempotency-Key.':
    'Esto ya se hizo, y su secreto se dijo solo entonces. Retíralo y crea otro.',
  'This was done already, and its answer is kept no longer.': 'Esto ya se hizo, y su respuesta ya no se guarda.',
  'This brush cannot be told anything.': 'A este cepillo no se le puede decir nada.',
  'This token is for another brush.': 'Esta clave es de otro cepillo.',
  'This server has no virtual brushes.': 'Este servidor no tiene cepillos virtuales.',
  'This virtual brush brushes already, or two others do. Wait until it has ended.': 'Este cepillo virtual ya está en marcha, o lo están otros dos. Espera a que termine.',
  'This came from a page of another site.': 'Esto vino de la página de otro sitio.',
  'There is no such call.': 'Esa llamada no existe.',
  'There is no such file.': 'Ese archivo no existe.',
  'The body is too large.': 'Es demasiado grande.',
  'The body is longer than 4 MiB. None of it is kept; send less at once.': 'Son más de 4 MiB. No se guardó nada; envía menos de una vez.',
  'There are more than 5,000 frames. None of them is kept; send fewer at once.': 'Hay más de 5000 mensajes. No se guardó ninguno; envía menos de una vez.',
  'This link opens nothing, or nothing any more. Ask who gave it to you for a new one.': 'Este enlace no abre nada, o ya no abre nada. Pide uno nuevo a quien te lo dio.',
  'This server has no key file to keep the secret of one-time codes under. Whoever runs it can give it one with --seal-file.':
    'Este servidor no tiene archivo de clave para guardar el secreto de los códigos de un solo uso. Quien lo administra puede darle uno con --seal-file.',
  'This server has no key to keep secrets under. Its operator gives one with --seal-file.': 'Este servidor no tiene clave para guardar secretos. Quien lo administra le da una con --seal-file.',
  'One-time codes are asked for after a password, and your account has none.': 'Los códigos de un solo uso se piden después de una contraseña, y tu cuenta no tiene.',
  'Recovery codes stand in for one-time codes, and none are asked for.': 'Los códigos de recuperación sustituyen a los de un solo uso, y no se está pidiendo ninguno.',
  "Passkeys need a host's name: this server is opened by a bare address.": 'Las llaves de acceso necesitan un nombre de servidor: este se abre con una dirección sin nombre.',
  'Your account has no passkey.': 'Tu cuenta no tiene llave de acceso.',
  'The provider does not say an e-mail address. Join with a passkey or a password, and link afterwards.':
    'El proveedor no dice ninguna dirección de correo. Únete con una llave de acceso o una contraseña, y vincula después.',
  'Log in to your account first, link it there, and open the invitation again.': 'Inicia sesión primero en tu cuenta, vincúlala allí y abre la invitación de nuevo.',
  'A household needs an owner, and this is the last one. Make somebody else an owner first.': 'Un hogar necesita titular, y no hay nadie más con ese papel. Dáselo antes a otra persona.',
  'Log in first, with your one-time code, and open the invitation again.': 'Inicia sesión primero, con tu código de un solo uso, y abre la invitación de nuevo.',
  'You belong to this household already.': 'Ya eres parte de este hogar.',
  'This is the last way in to your account. Add another one first.': 'Es la única forma de entrar en tu cuenta. Añade otra primero.',
  'This identity belongs to another account here.': 'Esta identidad es de otra cuenta de aquí.',
  'Add a passkey first: without one and without a password nobody could come in.': 'Añade primero una llave de acceso: sin ella y sin contraseña no podría entrar nadie.',
  'A household has at most 30 people.': 'Un hogar tiene como mucho 30 personas.',
  'Something cannot be as it was sent.': 'Algo no puede ser como se envió.',
  'One field cannot be as it was sent.': 'Un campo no puede ser como se envió.',

  'name somebody who is not in this household': 'hay alguien que no es de este hogar',
  'name somebody whom you do not see yourself': 'hay alguien a quien tú no ves',
  'is nobody of this household': 'no es nadie de este hogar',
  'must name each person once': 'cada persona solo puede estar una vez',
  'can be chosen for a viewer only': 'solo se puede elegir para quien solo mira',
  'are missing: who is going to play?': 'falta decir quién va a jugar',
  'name one that you do not have yourself': 'hay un permiso que tú no tienes',
  'hold more than was asked for, or more than you may do yourself': 'es más de lo que se pidió, o más de lo que tú puedes hacer',
  'are missing: choose at least one': 'elige al menos una cosa',
  'is not right': 'no coincide',
  'is not right, or was used before': 'no es correcto, o ya se usó',
  'is not right: is the clock of the phone right?': 'no es correcto: ¿va bien el reloj del teléfono?',
  'is missing': 'hace falta',
  'is empty': 'está vacío',
  'is too long': 'es demasiado largo',
  'is not known': 'no se conoce',
  'holds a character that is no text': 'tiene un carácter que no es texto',
  'is no text': 'no es texto',
  'is the e-mail address': 'es la dirección de correo',
  'is shorter than 10 characters': 'tiene menos de 10 caracteres',
  'is longer than 256 characters': 'tiene más de 256 caracteres',
  'is longer than 254 characters': 'tiene más de 254 caracteres',
  'is longer than 60 characters': 'tiene más de 60 caracteres',
  'is longer than 60 characters, or no text': 'tiene más de 60 caracteres, o no es texto',
  'is longer than 60 bytes, or no text': 'es demasiado largo, o no es texto',
  'must have 1 to 80 characters': 'tiene que tener de 1 a 80 caracteres',
  'must have 1 to 100 characters': 'tiene que tener de 1 a 100 caracteres',
  'must have 16 bytes': 'tiene que tener 32 cifras o letras de la a a la f',
  'is one of the most common ones; choose another, such as four words by chance': 'es de las más comunes; elige otra; por ejemplo, cuatro palabras al azar',
  'is needed for this': 'hace falta para esto',
  'is no e-mail address': 'no es una dirección de correo',
  'cannot be used here': 'no se puede usar aquí',
  "is another token's: what was heard could not be told apart": 'ya es de otra clave: no se podría distinguir lo que se oye',
  'must be 4 to 8 digits': 'tiene que tener de 4 a 8 cifras',
  'must be 1 to 7200': 'tiene que estar entre 1 y 7200',
  'must be 1 to 90': 'tiene que estar entre 1 y 90',
  'lies in the past': 'ya ha pasado',
  'lies before the first day': 'es anterior al primer día',
  'lies too far behind the first day; at most 400 days': 'queda demasiado lejos del primer día; como mucho, 400 días',
  'lies before 2014-01-01': 'es anterior al 1 de enero de 2014',
  'is not over yet: start and length lead into the future': 'aún no ha terminado: el inicio y la duración llegan al futuro',
  'is not within the last two years': 'no está dentro de los últimos dos años',
  'is not longer than what it grows from': 'no es más largo que el comienzo',
  'is not between 30 and 600 seconds': 'no está entre 30 y 600 segundos',
  'is not between 1900 and now': 'no está entre 1900 y hoy',
  'is not between 0 and 720 minutes after midnight': 'no está entre la medianoche y el mediodía',
  'is not between a minute and seven days': 'no está entre un minuto y siete días',
  'is not what this person is called': 'no es el nombre de esta persona',
  'is not what this household is called': 'no es el nombre de este hogar',
  'must rise, and name each mode once': 'los números tienen que ir en orden, cada modo una vez',
  'is no address such as https://teeth.example.org': 'no es una dirección como https://teeth.example.org',
}

// Las que llevan un número que decide el servidor.
const counted: [RegExp, (n: string, m: string) => string][] = [
  [/^An account has at most (\d+) passkeys\. Remove one first\.$/, (n) => `Una cuenta tiene como mucho ${n} llaves de acceso. Quita una primero.`],
  [/^At most (\d+) browsers of yours can be reminded/, (n) => `Como mucho ${n} de tus navegadores pueden recibir recordatorios. Quita antes uno.`],
  [/^A household has at most (\d+) tokens\. Take one back first\.$/, (n) => `Un hogar tiene como mucho ${n} claves. Retira una primero.`],
  [/^An account belongs to at most (\d+) households\.$/, (n) => `Una cuenta puede ser de ${n} hogares como mucho.`],
  [/^At most (\d+) invitations are open at once\. Take one back first\.$/, (n) => `Puede haber ${n} invitaciones abiertas como mucho. Retira una primero.`],
  [/^A household has at most (\d+) members, and an account at most (\d+) households\.$/, (n, m) => `Un hogar tiene como mucho ${n} miembros, y una cuenta, ${m} hogares.`],
  [/^An account is linked with at most (\d+) others\.$/, (n) => `Una cuenta se vincula con ${n} más como mucho.`],
]

function sentence(server: string): string {
  const known = sentences[server]
  if (known) return known
  for (const [form, say] of counted) {
    const found = form.exec(server)
    if (found) return say(found[1] ?? '', found[2] ?? '')
  }
  return ''
}

export const told: Words<'told'> = {
  sentence,
  field: 'no puede ser así',
}
