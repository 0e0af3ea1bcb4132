package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/session"
)

// comma writes a number with one decimal as most of Europe does.
func comma(v float64) string { return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1) }

// share is a part of a whole in percent, with a space before the sign.
func share(part, of uint32) string { return comma(100*float64(part)/float64(of)) + " %" }

func both(say func(a, b string) string) func(int, int) string {
	return func(a, b int) string { return say(strconv.Itoa(a), strconv.Itoa(b)) }
}

// layouts says how coarsely a brush tells zones: jaws, quadrants, sextants, eighths.
func layouts(said [4]string) func(session.Layout) string {
	return func(l session.Layout) string {
		switch l {
		case session.Arches:
			return said[0]
		case session.Quadrants:
			return said[1]
		case session.Sextants:
			return said[2]
		case session.Eighths:
			return said[3]
		}
		return ""
	}
}

// titled is a title with a name behind it, if there is one.
func titled(title string) func(string) string {
	return func(name string) string {
		if name == "" {
			return title
		}
		return title + ", " + name
	}
}

// dated writes days with the names of months.
func dated(form string, months ...string) func(session.Date) string {
	return func(d session.Date) string { return fmt.Sprintf(form, d.Day, months[d.Month-1], d.Year) }
}

// at is a day and a time of day.
func at(date func(session.Date) string) func(time.Time) string {
	return func(t time.Time) string {
		return date(session.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}) + ", " + t.Format("15:04")
	}
}

func told(yes, no string) func(bool) string {
	return func(was bool) string {
		if was {
			return yes
		}
		return no
	}
}

var germanDate = dated("%d. %s %d", "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")

func germanRounds(n int) string { return plural(n, "Putzrunde", "Putzrunden") }

var german = words{
	tag:   "de",
	title: titled("Putzbericht"),
	period: func(from, to session.Date, days int) string {
		return germanDate(from) + " bis " + germanDate(to) + ", " + plural(days, "Tag", "Tage") + "."
	},
	born:       func(year int) string { return fmt.Sprintf("Geboren %d.", year) },
	writtenFor: func(receiver string) string { return "Geschrieben für " + receiver + "." },
	date:       germanDate,
	kept:       both(func(a, b string) string { return a + " von " + b }), keptBy: func(int, int) string { return "geplanten Putzrunden" },
	length:  func(target uint32) string { return "mittlere Länge (Median), Plan " + minutes(target) },
	zonesOf: both(func(a, b string) string { return a + " von " + b }), zones: "Zonen mit der Hälfte ihres Anteils", hard: "der Zeit „zu fest“", notMeasured: "nicht gemessen", share: share,
	perBrushing: "Sekunden je Putzrunde", right: "Rechts im Mund", left: "Links im Mund", byZone: "Nach Zone, Sekunden", outer: "außen", inner: "innen", chewing: "kauen",
	places: [6]string{"Oben rechts", "Oben vorn", "Oben links", "Unten links", "Unten vorn", "Unten rechts"}, arches: [2]string{"Oberkiefer", "Unterkiefer"},
	from: func(mapped, all int) string {
		switch {
		case mapped == all && all == 1:
			return "Aus 1 Putzrunde."
		case mapped == all:
			return fmt.Sprintf("Aus allen %d Putzrunden.", all)
		}
		return fmt.Sprintf("Aus %d von %d Putzrunden. Die anderen maßen keine oder andere Zonen und sind weggelassen.", mapped, all)
	},
	coarse: layouts([4]string{"Die Bürste sagt nur ganze Kiefer.", "Die Bürste sagt Viertel: Jede Fläche eines Viertels hat die Sekunden des Viertels.",
		"Die Bürste sagt Sextanten: Jede Fläche eines Sextanten hat die Sekunden des Sextanten.", "Die Bürste sagt Viertel, außen und innen getrennt; vorn steht das Mittel aus zweien."}),
	noZones: "Keine Bürste dieses Zeitraums hat Zonen gemessen. Was schraffiert ist, wurde nicht gemessen.",
	habit:   "Gewohnheit", colKept: "geputzt", usual: "übliche Zeit", lengthCol: "Länge", parts: [2]string{"Morgen", "Abend"}, none: "keine",
	lengths: "Länge jeder Putzrunde",
	lengthsWhy: func(target uint32) string {
		return "Gepunktet: der Plan, " + minutes(target) + ". Blass: kürzer. Lücke: nichts gehört."
	},
	source: "Quelle.",
	sources: sourceWords{
		nothing: "In diesem Zeitraum war nichts zu hören.", brush: "Bürste", join: "; ",
		tells: [4]string{"Zonen und Druck", "Zonen, kein Druck", "Druck, keine Zonen", "weder Zonen noch Druck"},
		entry: func(n int) string { return germanRounds(n) + ", von einer Uhr gezählt oder notiert" },
		of: func(name, tells string, n int) string {
			return fmt.Sprintf("%s (%s): %s", name, tells, germanRounds(n))
		},
		heard: func(percent float64) string { return comma(percent) + " % aller gemessenen Sekunden waren zu hören." },
	}.say,
	head: "Bürstenkopf.",
	headOf: func(_ Head, since, due session.Date) string {
		return "Gewechselt am " + germanDate(since) + ". Der nächste ist etwa am " + germanDate(due) + " dran."
	},
	pressure: "Druck", pressureWhy: told("ist die Stufe, die die Bürste selbst sagt, keine gemessene Kraft.", "wurde nicht gemessen."),
	limits: "Grenzen.",
	limitsWhy: func(made string) string {
		return "Gemessen mit Geräten für den Hausgebrauch. Der Bericht informiert; er stellt keine Diagnose. Wertung v1, Enamel, erstellt am " + made + "."
	},
	cut: "Es gab mehr Putzrunden, als ein Bericht fasst: Die ältesten sind weggelassen.", made: at(germanDate),
}

var spanishDate = dated("%d de %s de %d", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre")

func spanishRounds(n int) string { return plural(n, "cepillado", "cepillados") }

var spanish = words{
	tag:   "es",
	title: titled("Informe de cepillado"),
	period: func(from, to session.Date, days int) string {
		return "Del " + spanishDate(from) + " al " + spanishDate(to) + ", " + plural(days, "día", "días") + "."
	},
	born:       func(year int) string { return fmt.Sprintf("Año de nacimiento: %d.", year) },
	writtenFor: func(receiver string) string { return "Escrito para " + receiver + "." },
	date:       spanishDate,
	kept:       both(func(a, b string) string { return a + " de " + b }), keptBy: func(int, int) string { return "cepillados planeados y cumplidos" },
	length:  func(target uint32) string { return "duración mediana, plan " + minutes(target) },
	zonesOf: both(func(a, b string) string { return a + " de " + b }), zones: "zonas con la mitad de su parte", hard: "del tiempo “demasiado fuerte”", notMeasured: "no se midió", share: share,
	perBrushing: "Segundos por cepillado", right: "Su lado derecho", left: "Su lado izquierdo", byZone: "Por zona, en segundos", outer: "por fuera", inner: "por dentro", chewing: "masticar",
	places: [6]string{"Superior derecha", "Superior frontal", "Superior izquierda", "Inferior izquierda", "Inferior frontal", "Inferior derecha"}, arches: [2]string{"Maxilar superior", "Maxilar inferior"},
	from: func(mapped, all int) string {
		switch {
		case mapped == all && all == 1:
			return "De 1 cepillado, el único."
		case mapped == all:
			return fmt.Sprintf("De los %d cepillados.", all)
		}
		return fmt.Sprintf("De %d de %s. Los demás no midieron zonas, o midieron otras, y no se cuentan.", mapped, spanishRounds(all))
	},
	coarse: layouts([4]string{"El cepillo distingue los dos maxilares.", "El cepillo distingue cuadrantes: cada cara de un cuadrante lleva los segundos del cuadrante.",
		"El cepillo distingue sextantes: cada cara de un sextante lleva los segundos del sextante.", "El cepillo distingue cuadrantes, por fuera y por dentro; el frente es la media de dos."}),
	noZones: "Ningún cepillo de este periodo midió zonas. Lo rayado no se midió.",
	habit:   "Hábito", colKept: "cumplidos", usual: "hora habitual", lengthCol: "duración", parts: [2]string{"Mañana", "Noche"}, none: "ninguno",
	lengths: "Duración de cada cepillado",
	lengthsWhy: func(target uint32) string {
		return "Con puntos: el plan, " + minutes(target) + ". Claro: más corto. Hueco: no se oyó nada."
	},
	source: "Origen.",
	sources: sourceWords{
		nothing: "En este periodo no se oyó nada.", brush: "Un cepillo", join: "; ",
		tells: [4]string{"zonas y presión", "zonas, sin presión", "presión, sin zonas", "ni zonas ni presión"},
		entry: func(n int) string {
			return plural(n, "cepillado contado por un cronómetro o anotado", "cepillados contados por un cronómetro o anotados")
		},
		of: func(name, tells string, n int) string {
			return fmt.Sprintf("%s (%s): %s", name, tells, spanishRounds(n))
		},
		heard: func(percent float64) string {
			return "Se oyó el " + comma(percent) + " % de todos los segundos medidos."
		},
	}.say,
	head: "Cabezal.",
	headOf: func(_ Head, since, due session.Date) string {
		return "Se cambió el " + spanishDate(since) + ". El próximo cambio toca hacia el " + spanishDate(due) + "."
	},
	pressure: "La presión", pressureWhy: told("es el nivel que dice el propio cepillo, no una fuerza.", "no se midió."),
	limits: "Límites.",
	limitsWhy: func(made string) string {
		return "Medido con aparatos de consumo. Informa; no diagnostica. Puntuación v1, Enamel, creado el " + made + "."
	},
	cut: "Hubo más cepillados de los que caben en un informe: los más antiguos quedan fuera.", made: at(spanishDate),
}

var frenchMonths = dated("%d %s %d", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")

func frenchDate(d session.Date) string {
	if d.Day == 1 {
		return strings.Replace(frenchMonths(d), "1 ", "1er ", 1)
	}
	return frenchMonths(d)
}

func frenchRounds(n int) string { return plural(n, "brossage", "brossages") }

var french = words{
	tag:   "fr",
	title: titled("Rapport de brossage"),
	period: func(from, to session.Date, days int) string {
		return "Du " + frenchDate(from) + " au " + frenchDate(to) + ", " + plural(days, "jour", "jours") + "."
	},
	born:       func(year int) string { return fmt.Sprintf("Année de naissance : %d.", year) },
	writtenFor: func(receiver string) string { return "Destiné à " + receiver + "." },
	date:       frenchDate,
	kept:       both(func(a, b string) string { return a + " sur " + b }), keptBy: func(int, int) string { return "brossages prévus qui ont été faits" },
	length:  func(target uint32) string { return "durée médiane, prévu " + minutes(target) },
	zonesOf: both(func(a, b string) string { return a + " sur " + b }), zones: "zones avec au moins la moitié de leur part égale", hard: "du temps en « trop fort »", notMeasured: "pas mesuré", share: share,
	perBrushing: "Secondes par brossage", right: "Droite du patient", left: "Gauche du patient", byZone: "Par zone, en secondes", outer: "externe", inner: "interne", chewing: "dessus",
	places: [6]string{"En haut à droite", "En haut devant", "En haut à gauche", "En bas à gauche", "En bas devant", "En bas à droite"}, arches: [2]string{"Mâchoire du haut", "Mâchoire du bas"},
	from: func(mapped, all int) string {
		switch {
		case mapped == all && all == 1:
			return "D’après le seul brossage."
		case mapped == all:
			return fmt.Sprintf("D’après les %d brossages.", all)
		}
		return fmt.Sprintf("D’après %d des %s. Les autres n’ont pas mesuré de zones, ou en ont mesuré d’autres, et sont laissés de côté.", mapped, frenchRounds(all))
	},
	coarse: layouts([4]string{"La brosse dit des mâchoires entières.", "La brosse dit des quarts : chaque face d’un quart porte les secondes du quart.",
		"La brosse dit des sextants : chaque face d’un sextant porte les secondes du sextant.", "La brosse dit des quarts, externe et interne à part ; l’avant est la moyenne de deux."}),
	noZones: "Aucune brosse de cette période n’a mesuré de zones. Ce qui est hachuré n’a pas été mesuré.",
	habit:   "Habitude", colKept: "faits", usual: "heure habituelle", lengthCol: "durée", parts: [2]string{"Matin", "Soir"}, none: "aucune",
	lengths: "Durée de chaque brossage",
	lengthsWhy: func(target uint32) string {
		return "Pointillé : durée prévue, " + minutes(target) + ". Pâle : plus court. Vide : rien entendu."
	},
	source: "Source.",
	sources: sourceWords{
		nothing: "Rien n’a été entendu pendant cette période.", brush: "Une brosse", join: " ; ",
		tells: [4]string{"zones et pression", "zones, pas de pression", "pression, pas de zones", "ni zones ni pression"},
		entry: func(n int) string {
			return plural(n, "brossage compté par un minuteur ou noté", "brossages comptés par un minuteur ou notés")
		},
		of: func(name, tells string, n int) string {
			return fmt.Sprintf("%s (%s) : %s", name, tells, frenchRounds(n))
		},
		heard: func(percent float64) string {
			return comma(percent) + " % de toutes les secondes mesurées ont été entendues."
		},
	}.say,
	head: "Brossette.",
	headOf: func(_ Head, since, due session.Date) string {
		return "Changée le " + frenchDate(since) + ". Prochain changement vers le " + frenchDate(due) + "."
	},
	pressure: "La pression", pressureWhy: told("est la classe dite par la brosse, pas une force.", "n’a pas été mesurée."),
	limits: "Limites.",
	limitsWhy: func(made string) string {
		return "Mesuré par des appareils grand public. Ce rapport informe ; il ne pose pas de diagnostic. Score v1, Enamel, établi le " + made + "."
	},
	cut: "Il y avait plus de brossages qu’un rapport n’en contient : les plus anciens sont laissés de côté.", made: at(frenchDate),
}

var dutchDate = dated("%d %s %d", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")

func dutchRounds(n int) string { return plural(n, "poetsbeurt", "poetsbeurten") }

var dutch = words{
	tag:   "nl",
	title: titled("Poetsverslag"),
	period: func(from, to session.Date, days int) string {
		return dutchDate(from) + " tot en met " + dutchDate(to) + ", " + plural(days, "dag", "dagen") + "."
	},
	born:       func(year int) string { return fmt.Sprintf("Geboren in %d.", year) },
	writtenFor: func(receiver string) string { return "Geschreven voor " + receiver + "." },
	date:       dutchDate,
	kept:       both(func(a, b string) string { return a + " van " + b }), keptBy: func(int, int) string { return "geplande keren gepoetst" },
	length:  func(target uint32) string { return "mediane lengte, plan " + minutes(target) },
	zonesOf: both(func(a, b string) string { return a + " van " + b }), zones: "zones met minstens de helft van hun eerlijke deel", hard: "van de tijd onder ‘te hard’", notMeasured: "niet gemeten",
	share:       func(part, of uint32) string { return comma(100*float64(part)/float64(of)) + "%" },
	perBrushing: "Seconden per poetsbeurt", right: "Rechts van de patiënt", left: "Links van de patiënt", byZone: "Per zone, seconden", outer: "buiten", inner: "binnen", chewing: "kauwvlak",
	places: [6]string{"Rechtsboven", "Bovenfront", "Linksboven", "Linksonder", "Onderfront", "Rechtsonder"}, arches: [2]string{"Bovenkaak", "Onderkaak"},
	from: func(mapped, all int) string {
		switch {
		case mapped == all && all == 1:
			return "Uit 1 poetsbeurt."
		case mapped == all:
			return fmt.Sprintf("Uit alle %d poetsbeurten.", all)
		}
		return fmt.Sprintf("Uit %d van de %s. De andere maten geen zones, of andere, en tellen niet mee.", mapped, dutchRounds(all))
	},
	coarse: layouts([4]string{"De borstel noemt hele kaken.", "De borstel noemt kwadranten: elk vlak van een kwadrant heeft de seconden van het kwadrant.",
		"De borstel noemt sextanten: elk vlak van een sextant heeft de seconden van het sextant.", "De borstel noemt kwadranten, buiten en binnen apart; het front is het gemiddelde van twee."}),
	noZones: "Geen borstel uit deze periode mat zones. Wat gearceerd is, is niet gemeten.",
	habit:   "Gewoonte", colKept: "gepoetst", usual: "gewone tijd", lengthCol: "lengte", parts: [2]string{"Ochtend", "Avond"}, none: "geen",
	lengths: "Lengte van elke poetsbeurt",
	lengthsWhy: func(target uint32) string {
		return "Gestippeld: het plan, " + minutes(target) + ". Licht: korter. Leeg: niets gehoord."
	},
	source: "Bron.",
	sources: sourceWords{
		nothing: "In deze periode is niets gehoord.", brush: "Een borstel", join: "; ",
		tells: [4]string{"zones en druk", "zones, geen druk", "druk, geen zones", "geen zones en geen druk"},
		entry: func(n int) string { return dutchRounds(n) + " door een timer geteld of opgeschreven" },
		of:    func(name, tells string, n int) string { return fmt.Sprintf("%s (%s): %s", name, tells, dutchRounds(n)) },
		heard: func(percent float64) string { return comma(percent) + "% van alle gemeten seconden is gehoord." },
	}.say,
	head: "Opzetborstel.",
	headOf: func(_ Head, since, due session.Date) string {
		return "Vervangen op " + dutchDate(since) + ". Volgende keer rond " + dutchDate(due) + "."
	},
	pressure: "Druk", pressureWhy: told("is de indeling van de borstel zelf, geen gemeten kracht.", "is niet gemeten."),
	limits: "Grenzen.",
	limitsWhy: func(made string) string {
		return "Gemeten met apparaten voor thuis. Dit informeert; het stelt geen diagnose. Score v1, Enamel, gemaakt op " + made + "."
	},
	cut: "Er waren meer poetsbeurten dan in één verslag passen: de oudste doen niet mee.", made: at(dutchDate),
}
