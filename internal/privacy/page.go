package privacy

import (
	"bufio"
	"html/template"
	"strconv"

	"github.com/enamel-home/enamel/internal/store"
)

// pages is the page in an archive: it asks for nothing from anywhere, and runs nothing.
var pages = template.Must(template.New("").Parse(`{{define "head"}}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{.Title}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222;background:#fff}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}td.n{text-align:right;white-space:nowrap}caption{text-align:left;padding:.5rem 0}</style></head>
<body><h1>{{.Title}}</h1>
<p>What Enamel kept in the household {{.House}} on {{.Date}}. Everything is also in the files beside this page; README.txt says what is in which.</p>
{{range .People}}<p><b>{{.Name}}</b>{{if .BirthYear}}, born {{.BirthYear}}{{end}}: {{if .MilkTeeth}}milk teeth{{else}}adult teeth{{end}}, {{.Seconds}} seconds{{if .Morning}}, mornings{{end}}{{if .Evening}}, evenings{{end}}.</p>
{{end}}<table><caption>Brushings, newest first. Times are those of {{.Zone}}.</caption><thead><tr><th>When</th><th>Who</th><th>Minutes</th><th>Score</th><th>Brush</th><th>How it is known</th><th>Note</th></tr></thead><tbody>
{{end}}{{define "row"}}<tr><td>{{.When}}</td><td>{{.Who}}</td><td class="n">{{.Long}}</td><td class="n">{{.Score}}</td><td>{{.Brush}}</td><td>{{.Origin}}</td><td>{{.Note}}</td></tr>
{{end}}{{define "tail"}}</tbody></table><p>{{.}} brushings.</p></body></html>
{{end}}`))

func (x *export) title() string {
	if x.person != nil {
		return "Brushings of " + x.person.Name
	}
	return "Brushings of " + x.house.Name
}

// planned is a person with how long a brushing should take on the day of the copy.
type planned struct {
	store.Person
	Seconds uint32
}

func (x *export) page(w *bufio.Writer) error {
	today, _ := x.house.Calendar().Place(x.Now())
	var people []planned
	for _, p := range x.people {
		people = append(people, planned{p, p.Plan().On(today)})
	}
	err := pages.ExecuteTemplate(w, "head", struct {
		Title, House, Date, Zone string
		People                   []planned
	}{x.title(), x.house.Name, x.Now().In(x.zone).Format("2 January 2006"), x.house.TimeZone, people})
	if err != nil {
		return err
	}
	n := 0
	err = x.each(false, func(s *store.Session) error {
		if s.Removed {
			return nil
		}
		n++
		row := struct{ When, Who, Long, Score, Brush, Origin, Note string }{When: s.Start.In(x.zone).Format("Mon 2 Jan 2006, 15:04"), Who: x.nameOf(s.Person),
			Long: strconv.Itoa(int(s.Duration/60)) + ":" + two(int(s.Duration%60)), Brush: x.house.Brushes[s.Device], Origin: s.Origin().String(), Note: s.Note}
		if s.Score.OK {
			row.Score = strconv.Itoa(int(s.Score.V.Total))
		}
		return pages.ExecuteTemplate(w, "row", row)
	})
	if err != nil {
		return err
	}
	return pages.ExecuteTemplate(w, "tail", n)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

const readme = `What is in this archive

index.html      the brushings as a page, to be read without a network
sessions.json   every brushing with its seconds, as the HTTP API tells it
sessions.csv    the same as a table, without the seconds
seconds.csv     a row for each second of each brushing
frames.jsonl    what brushes said during them, word for word, one a line; it can be given to
                "enamel decode" or sent to a server again. Only what is still kept is here
settings.json   the person or people, their plans since when they held, what forgotten days had earned, and the brushes they use
consents.json   who was allowed to get what, with the words that were agreed to
audit.csv       who did what with this data; numbers and ids, no names

Times in the files are UTC (ISO 8601). In tables, a text that begins with = + - @, a tab or
a line feed has an apostrophe before it, so that no program takes it for a formula.
What changed while the archive was made may be in one file and not in another.
`

func (x *export) readme(w *bufio.Writer) error {
	_, err := w.WriteString(x.title() + "\n" + stamp(x.Now()) + "\n\n" + readme)
	return err
}
