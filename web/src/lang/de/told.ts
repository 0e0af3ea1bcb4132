import type { Words } from '../features'

// By the sentence of the server. What stands at a field continues „Das …“ and stands alone as well.
const sentences: Record<string, string> = {
  // Coming in.
  'The password is right. Now the one-time code.': 'Das Passwort stimmt. Jetzt der Einmalcode.',
  'Show again that it is you: with your password or a passkey.': 'Zeig noch einmal, dass du es bist: mit deinem Passwort oder einem Passkey.',
  'This passkey is not known here, or does not fit.': 'Dieser Passkey ist hier nicht bekannt oder passt nicht.',
  'Another device seems to hold a copy of this passkey, so it was refused. Come in another way, remove it, and add a new one.':
    'Ein anderes Gerät scheint eine Kopie dieses Passkeys zu haben, darum wurde er abgelehnt. Komm auf einem anderen Weg herein, entferne ihn und füge einen neuen hinzu.',
  'This took too long, or was done already. Begin again.': 'Das hat zu lange gedauert oder war schon erledigt. Fang noch einmal an.',
  'This recovery link is wrong, used or too old. Whoever runs the server can make a new one.':
    'Dieser Wiederherstellungslink ist falsch, benutzt oder zu alt. Wer den Server betreibt, kann einen neuen erzeugen.',
  "The other provider's answer does not fit. Begin again.": 'Die Antwort des anderen Anbieters passt nicht. Fang noch einmal an.',
  'Nobody here is linked with that account. Log in another way and link it under House, Signing in.':
    'Mit diesem Konto ist hier niemand verknüpft. Melde dich auf einem anderen Weg an und verknüpfe es unter Haus, Anmelden.',
  'Too many tries. Wait a moment.': 'Zu viele Versuche. Warte einen Moment.',
  'Sign in, or send a token that is valid.': 'Melde dich an.',
  'The e-mail address or the password is not right.': 'Die E-Mail-Adresse oder das Passwort stimmt nicht.',
  'This one-time link is wrong, used or too old. While nothing is set up, Enamel prints a new one each time it starts.':
    'Dieser Einmallink ist falsch, benutzt oder zu alt. Solange nichts eingerichtet ist, gibt Enamel bei jedem Start einen neuen aus.',
  'This invitation is wrong, used or too old. Ask for a new one.': 'Diese Einladung ist falsch, benutzt oder zu alt. Bitte um eine neue.',
  'Log in first, with your one-time code, and open the invitation again.': 'Melde dich erst mit deinem Einmalcode an und öffne die Einladung noch einmal.',
  'Log in to your account first, link it there, and open the invitation again.': 'Melde dich erst bei deinem Konto an, verknüpfe es dort und öffne die Einladung noch einmal.',
  'The provider does not say an e-mail address. Join with a passkey or a password, and link afterwards.':
    'Der Anbieter nennt keine E-Mail-Adresse. Komm mit einem Passkey oder einem Passwort dazu und verknüpfe danach.',
  'Only somebody who is logged in with a browser can do this.': 'Das kann nur, wer sich mit einem Browser angemeldet hat.',
  'This browser does not play.': 'Dieser Browser spielt nicht.',
  'This browser plays. The PIN leads out.': 'Dieser Browser spielt. Die PIN führt hinaus.',

  // Ways to come in.
  'This server has no key file to keep the secret of one-time codes under. Whoever runs it can give it one with --seal-file.':
    'Dieser Server hat keine Schlüsseldatei, um das Geheimnis der Einmalcodes zu bewahren. Wer ihn betreibt, kann ihm mit --seal-file eine geben.',
  'This server has no key to keep secrets under. Its operator gives one with --seal-file.': 'Dieser Server hat keinen Schlüssel, um Geheimnisse zu bewahren. Wer ihn betreibt, gibt ihm mit --seal-file einen.',
  'cannot be kept: this server has no key to keep secrets under. Its operator gives one with --seal-file':
    'lässt sich nicht aufbewahren: Dieser Server hat keinen Schlüssel, um Geheimnisse zu bewahren. Wer ihn betreibt, gibt ihm mit --seal-file einen',
  'One-time codes are asked for after a password, and your account has none.': 'Einmalcodes werden nach einem Passwort verlangt, und dein Konto hat keines.',
  'Recovery codes stand in for one-time codes, and none are asked for.': 'Wiederherstellungscodes ersetzen Einmalcodes, und es werden keine verlangt.',
  "Passkeys need a host's name: this server is opened by a bare address.": 'Passkeys brauchen den Namen eines Rechners: Dieser Server ist unter einer bloßen Adresse geöffnet.',
  'Your account has no passkey.': 'Dein Konto hat keinen Passkey.',
  'This is the last way in to your account. Add another one first.': 'Das ist der letzte Weg in dein Konto. Füge erst einen anderen hinzu.',
  'This identity belongs to another account here.': 'Diese Identität gehört hier zu einem anderen Konto.',
  'Add a passkey first: without one and without a password nobody could come in.': 'Füge erst einen Passkey hinzu: Ohne ihn und ohne Passwort käme niemand herein.',

  // This home, and who looks in.
  'There is no such thing in this household.': 'So etwas gibt es in diesem Zuhause nicht.',
  'This was meant for another household than the one that is looked at now. Nothing was done.': 'Das war für ein anderes Zuhause gedacht als das, das gerade zu sehen ist. Nichts wurde getan.',
  'A household needs an owner, and this is the last one. Make somebody else an owner first.': 'Ein Zuhause braucht eine Leitung, und das ist die letzte. Gib die Rolle erst noch jemand anderem.',
  'You belong to this household already.': 'Du gehörst schon zu diesem Zuhause.',
  'This credential does not allow it.': 'Das darfst du hier nicht.',
  'This credential is for some people only, and this concerns others too.': 'Du siehst hier nur manche Leute, und das betrifft auch andere.',
  'name somebody who is not in this household': 'nennt jemanden, der nicht in diesem Zuhause ist',
  'name somebody whom you do not see yourself': 'nennt jemanden, den du selbst nicht siehst',
  'can be chosen for a viewer only': 'geht nur für den Einblick',
  'cannot be said of an owner, who stays until they leave': 'gibt es für die Leitung nicht: Sie bleibt, bis sie geht',
  'are missing: who is going to play?': 'fehlt: Wer spielt?',
  'is not what this person is called': 'ist nicht, wie diese Person heißt',
  'is not what this household is called': 'ist nicht, wie dieses Zuhause heißt',
  'is nobody of this household': 'ist niemand aus diesem Zuhause',
  'is not between a minute and seven days': 'liegt nicht zwischen einer Minute und sieben Tagen',
  'is not between 0 and 720 minutes after midnight': 'liegt nicht zwischen Mitternacht und Mittag',
  'is no language tag, such as de or pt-BR': 'ist keine Sprache, die hier bekannt ist',
  'is no language tag such as en or de-CH': 'ist keine Sprache, die hier bekannt ist',

  // Things that are changed.
  'One field cannot be as it was sent.': 'Ein Feld kann nicht so sein, wie es gesendet wurde.',
  'Something cannot be as it was sent.': 'Etwas kann nicht so sein, wie es gesendet wurde.',
  'What was sent cannot be.': 'Was gesendet wurde, kann nicht sein.',
  'Somebody has changed it meanwhile. Read it again, and say which change shall count.': 'Jemand hat es inzwischen geändert. Lies es neu und sag, welche Änderung gelten soll.',
  'It is there already, or has changed meanwhile.': 'Es ist schon da oder hat sich inzwischen geändert.',
  'The same request is being done at this moment. Ask again in a moment.': 'Dasselbe geschieht gerade schon. Frag gleich noch einmal.',
  'This was done already, and its secret was told only then. Take it back and make another, with a new Idempotency-Key.':
    'Das ist schon geschehen, und das Geheimnis wurde nur dabei gesagt. Nimm es zurück und leg ein neues an.',
  'This was done already, and its answer is kept no longer.': 'Das ist schon geschehen, und die Antwort ist nicht mehr da.',
  'This Idempotency-Key was used for another request. Choose a new one.': 'Das wurde schon einmal anders gesendet. Fang noch einmal an.',
  'The server cannot keep or read anything just now. None of this request is promised to be kept; send it again.':
    'Der Server kann gerade nichts aufbewahren oder lesen. Vielleicht kam nichts davon an; versuch es noch einmal.',
  'Something went wrong inside. It is in the log.': 'Innen ging etwas schief. Es steht im Protokoll des Servers.',
  'The request was given up.': 'Die Anfrage wurde aufgegeben.',
  'This came from a page of another site.': 'Das kam von der Seite einer anderen Website.',
  'There is no such call.': 'Das kennt dieser Server nicht. Vielleicht ist er älter als diese Seite.',
  'There is no such file.': 'Diese Datei gibt es nicht.',
  'The body is too large.': 'Das ist zu groß.',
  'This link opens nothing, or nothing any more. Ask who gave it to you for a new one.': 'Dieser Link öffnet nichts oder nichts mehr. Bitte um einen neuen, wo du ihn herhast.',

  // Brushes, devices, brushings.
  'This brush cannot be told anything.': 'Dieser Bürste kann man nichts sagen.',
  'This server has no virtual brushes.': 'Dieser Server hat keine virtuellen Bürsten.',
  'This virtual brush brushes already, or two others do. Wait until it has ended.': 'Diese virtuelle Bürste putzt schon, oder zwei andere tun es. Warte, bis sie fertig ist.',
  'This server knows no devices.': 'Dieser Server kennt keine Geräte.',
  'The household does not let this device in.': 'Dieses Zuhause lässt das Gerät nicht herein.',
  'No device has this code.': 'Kein Gerät hat diesen Code.',
  'This device is in this household already.': 'Dieses Gerät ist schon in diesem Zuhause.',
  'Another household has this device. Its owner there has to release it first.': 'Dieses Gerät gehört zu einem anderen Zuhause. Wer es dort hat, gibt es erst frei.',
  'This household has as many devices as it may. Release one first.': 'Dieses Zuhause hat so viele Geräte, wie es haben darf. Gib erst eines frei.',
  'is mistyped: look at each letter again': 'ist vertippt: Sieh dir jeden Buchstaben noch einmal an',
  'is longer than a code': 'ist länger als ein Code',
  'holds a character that is in no code': 'enthält ein Zeichen, das in keinem Code vorkommt',
  'must rise, and name each mode once': 'muss aufsteigen und jeden Modus einmal nennen',
  'must be off, low or high': 'ist entweder aus, leise oder laut',
  'must be named by numbers from 0 to 255': 'wird mit Nummern von 0 bis 255 benannt',
  'must be 1 to 7200': 'liegt nicht zwischen einer Sekunde und zwei Stunden',
  'must be 32 hexadecimal digits, or empty for none': 'braucht 32 Ziffern und Buchstaben von a bis f, oder bleibt leer',
  'must have 16 bytes': 'braucht 32 Ziffern und Buchstaben von a bis f',
  'must name each person once': 'nennt jemanden doppelt',
  'a guest is no person of the household': 'geht nicht: Ein Gast wohnt nicht hier',
  'cannot be said together with a person': 'geht nicht zusammen mit einer Person',
  'is not longer than what it grows from': 'ist nicht länger als der Anfang',
  'is not between 30 and 600 seconds': 'liegt nicht zwischen 30 Sekunden und 10 Minuten',
  'is not between 1900 and now': 'liegt nicht zwischen 1900 und heute',
  'is not over yet: start and length lead into the future': 'ist noch nicht vorbei: Anfang und Länge führen in die Zukunft',
  'lies before 2014-01-01': 'liegt vor 2014',
  'is neither manual nor electric': 'ist weder eine Handzahnbürste noch eine elektrische',
  'is no day': 'ist kein Tag',
  'is no month': 'ist kein Monat',
  'lies before the first day': 'liegt vor dem ersten Tag',
  'lies too far behind the first day; at most 400 days': 'liegt zu weit hinter dem ersten Tag; es gehen höchstens 400 Tage',
  'is not within the last two years': 'liegt nicht in den letzten zwei Jahren',
  'is none that was shown': 'ist nicht der Text, der gezeigt wurde; lade die Seite neu',

  // Programs and other places.
  'are missing: choose at least one': 'fehlt: Wähle wenigstens eines aus',
  'are none; leave them out for everybody': 'ist leer: Wähle jemanden aus, oder alle',
  'hold more than was asked for, or more than you may do yourself': 'ist mehr, als verlangt wurde, oder mehr, als du selbst darfst',
  'are none; refuse instead': 'ist leer: Lehne lieber ab',
  'name one that you do not have yourself': 'nennt etwas, das du selbst nicht darfst',
  "name one that cannot be for some people only: a brush may be anybody's, and so may a household's rules":
    'nennt etwas, das nicht nur für manche gehen kann: Eine Bürste kann allen gehören, und so ist es auch mit den Regeln eines Zuhauses',
  'is another token\'s: what was heard could not be told apart': 'gehört einem anderen Schlüssel: Was gehört wurde, ließe sich nicht auseinanderhalten',
  'holds a space or a character that has to be encoded': 'enthält ein Leerzeichen oder ein Zeichen, das in keiner Adresse stehen kann',
  'is no address such as https://example.org/hook': 'ist keine Adresse wie https://example.org/hook',
  'does not begin with https://': 'beginnt nicht mit https://',
  'holds a user name or password; whoever receives knows us by the signature': 'enthält einen Benutzernamen oder ein Passwort; wer empfängt, erkennt uns an der Unterschrift',
  'holds a #, which is never sent': 'enthält ein #, und das wird nie gesendet',
  'is inside a network; the operator of this server would have to allow that': 'liegt in einem inneren Netz; das müsste erlauben, wer diesen Server betreibt',
  'names no host; a name with other letters is written in its xn-- form': 'nennt keinen Rechner; ein Name mit Umlauten steht in seiner xn---Form',

  // What stands at many fields.
  'is missing': 'fehlt',
  'is not right': 'stimmt nicht',
  'is not right, or was used before': 'stimmt nicht oder wurde schon benutzt',
  'is not right: is the clock of the phone right?': 'stimmt nicht: Geht die Uhr des Telefons richtig?',
  'holds a character that is no text': 'enthält ein Zeichen, das kein Text ist',
  'is no text': 'ist kein Text',
  'is too long': 'ist zu lang',
  'is the e-mail address': 'ist die E-Mail-Adresse',
  'is one of the most common ones; choose another, such as four words by chance': 'ist eines der häufigsten; wähle ein anderes, etwa vier zufällige Wörter',
  'is needed for this': 'wird dafür gebraucht',
  'is no e-mail address': 'ist keine E-Mail-Adresse',
  'cannot be used here': 'geht hier nicht',
  'must be 4 to 8 digits': 'braucht 4 bis 8 Ziffern',
  'must be 1 to 90': 'liegt nicht zwischen 1 und 90',
  'lies in the past': 'liegt in der Vergangenheit',
}

// Sentences with a number of the server's in them.
const measured: [RegExp, (n: string, m: string) => string][] = [
  [/^(?:is|are) shorter than (\d+) characters$/, (n) => `ist kürzer als ${n} Zeichen`],
  [/^(?:is|are) longer than (\d+) (?:characters|bytes)(?:, or no text)?$/, (n) => `ist länger als ${n} Zeichen`],
  [/^must have (\d+) to (\d+) characters$/, (n, m) => `braucht ${n} bis ${m} Zeichen`],
  [/^must be text of at most (\d+) characters$/, (n) => `ist kein Text oder länger als ${n} Zeichen`],
  [/^must each have (\d+) to (\d+) bytes, /, (n, m) => `braucht je ${n} bis ${m} Zeichen, ohne Anführungszeichen und Schrägstriche`],
  [/^are more than (\d+)$/, (n) => `sind mehr als ${n}`],
  [/^is (?:not|neither 0 nor) between (\d+) and (\d+)$/, (n, m) => `liegt nicht zwischen ${n} und ${m}`],
  [/^has (\d+) letters and digits, and a code has (\d+)$/, (n, m) => `hat ${n} Buchstaben und Ziffern, und ein Code hat ${m}`],
  [/^cannot name a source: at most (\d+) bytes/, (n) => `kann nicht der Name einer Quelle sein: Es gehen höchstens ${n} Zeichen, ohne Schrägstrich`],
  [/^cannot begin with app:/, () => 'kann nicht mit „app:“ beginnen: So heißen Anmeldungen'],
  [/^is none of /, () => 'ist keines von denen, die es gibt'],
  [/^A household has at most (\d+) people\.$/, (n) => `Ein Zuhause hat höchstens ${n} Leute.`],
  [/^A household has at most (\d+) tokens\./, (n) => `Ein Zuhause hat höchstens ${n} Schlüssel. Nimm erst einen zurück.`],
  [/^A household has at most (\d+) webhooks\.$/, (n) => `Ein Zuhause hat höchstens ${n} Webhooks.`],
  [/^A household has at most (\d+) consents\.$/, (n) => `Ein Zuhause hat höchstens ${n} Zustimmungen.`],
  [/^A household has at most (\d+) links that open something\.$/, (n) => `Ein Zuhause hat höchstens ${n} offene Links. Nimm erst einen zurück.`],
  [/^A household has at most (\d+) members, and an account at most (\d+) households\.$/, (n, m) => `In ein Zuhause schauen höchstens ${n} herein, und ein Konto gehört zu höchstens ${m}.`],
  [/^An account belongs to at most (\d+) households\.$/, (n) => `Ein Konto gehört zu höchstens ${n} Zuhause.`],
  [/^An account has at most (\d+) passkeys\./, (n) => `Ein Konto hat höchstens ${n} Passkeys. Entferne erst einen.`],
  [/^An account is linked with at most (\d+) others\.$/, (n) => `Ein Konto ist mit höchstens ${n} anderen verknüpft.`],
  [/^At most (\d+) invitations are open at once\./, (n) => `Höchstens ${n} Einladungen sind zugleich offen. Nimm erst eine zurück.`],
  [/^There are at most (\d+) tests in a minute\./, (n) => `In einer Minute gehen höchstens ${n} Tests. Warte ein wenig.`],
  [/^(\d+) apps are connected already; /, (n) => `Es sind schon ${n} Apps verbunden. Trenne erst eine.`],
  [/^There are (\d+) apps already; /, (n) => `Es gibt schon ${n} Apps. Entferne erst eine.`],
  [/^cannot be chosen together with /, () => 'geht nicht zusammen mit etwas, das das ganze Zuhause betrifft'],
  [/^This credential does not hold the scope /, () => 'Das darfst du hier nicht.'],
  // What a call's own description refuses.
  [/^expected length >= (\d+)$/, (n) => (n === '1' ? 'fehlt' : `ist kürzer als ${n} Zeichen`)],
  [/^expected length <= (\d+)$/, (n) => `ist länger als ${n} Zeichen`],
  [/^expected number >= (\d+)$/, (n) => `ist kleiner als ${n}`],
  [/^expected number <= (\d+)$/, (n) => `ist größer als ${n}`],
  [/^expected array length >= 1$/, () => 'fehlt: Wähle wenigstens eines aus'],
  [/^expected array length <= (\d+)$/, (n) => `sind mehr als ${n}`],
  [/^expected string to be RFC 5322 email/, () => 'ist keine E-Mail-Adresse'],
  [/^At most (\d+) browsers of yours can be reminded/, (n) => `Höchstens ${n} deiner Browser können erinnert werden. Nimm erst einen weg.`],
  [/^expected required property /, () => 'fehlt'],
]

const said = (server: string): string => {
  for (const [form, make] of measured) {
    const found = form.exec(server)
    if (found) return make(found[1] ?? '', found[2] ?? '')
  }
  return ''
}

export const told: Words<'told'> = {
  sentence: (server) => sentences[server] ?? said(server),
  field: 'geht so nicht',
}
