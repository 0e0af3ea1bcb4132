package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// brushedOnce keeps a brushing of the rig's person, with a brush that has a name.
func (r *rig) brushedOnce() {
	r.t.Helper()
	s := session.Session{Device: "AA:00:00:00:00:01", Brand: "enamel", Start: r.now.Add(-2 * time.Hour), Duration: 120, LastHeard: r.now.Add(-time.Hour), Ending: session.Heard}
	for i := range 120 {
		z := session.Slot{Heard: 1}
		z.Zones = 1 << (i % 16)
		s.Slots = append(s.Slots, z)
	}
	err := r.st.Update(context.Background(), r.household, func(tx store.Tx) error {
		kept := store.Session{Session: s, ID: "s1", Heard: 120, How: store.HowPerson}
		kept.Person = "p"
		people, err := tx.People()
		if err != nil {
			return err
		}
		kept.Person = people[0].ID
		return errors.Join(tx.PutBrush(store.Brush{Device: s.Device, Brand: "enamel", Name: "Secret nickname", Created: r.now}), tx.PutSession(kept))
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestReportIsLent: a link opens the report to anybody, says no more than was meant, and is closed at once by whoever takes it back.
func TestReportIsLent(t *testing.T) {
	r := settled(t)
	r.brushedOnce()
	ask := func(method, path, body string, header map[string]string, want int, into any) http.Header {
		t.Helper()
		w := r.do(method, "/api/v1"+path, body, header)
		if w.Code != want {
			t.Fatalf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, want)
		}
		if into != nil {
			if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
				t.Fatal(err)
			}
		}
		return w.Header()
	}
	owner := r.credential("owner")
	day := r.now.UTC().Format(time.DateOnly)
	from := r.now.UTC().AddDate(0, 0, -6).Format(time.DateOnly)
	var home httpapi.Insights
	ask("GET", "/people/"+r.person+"/insights?from="+from+"&to="+day, "", owner, 200, &home)
	if home.Total.Brushings != 1 || len(home.Maps) != 1 || home.Maps[0].Zones != 16 || home.Brushes[0].Name != "Secret nickname" || home.Person.ID != r.person || home.Person.Name == "" {
		t.Fatalf("insights %+v", home)
	}
	for _, period := range []string{"from=x&to=" + day, "from=" + day + "&to=" + from, "from=2020-01-01&to=" + day, "from=" + day} {
		ask("GET", "/people/"+r.person+"/insights?"+period, "", owner, 422, nil)
	}
	share := `{"from":"` + from + `","to":"` + day + `","receiver":"Dr. Okafor","days":14,"named":false,"text_version":"`
	ask("POST", "/people/"+r.person+"/report-links", share+`1999"}`, owner, 422, nil)
	var made httpapi.MadeReportLink
	ask("POST", "/people/"+r.person+"/report-links", share+store.CurrentText().Version+`"}`, owner, 201, &made)
	_, secret, ok := strings.Cut(made.Link, "/r#")
	if !ok || len(secret) != 43 || made.QR.Size == 0 || !made.Open {
		t.Fatalf("made %+v", made)
	}
	var cs httpapi.Consents
	ask("GET", "/household/consents", "", owner, 200, &cs)
	if len(cs.Items) != 1 || cs.Items[0].Receiver.ID != made.ID || cs.Items[0].Receiver.Kind != "link" || cs.Items[0].PersonID != r.person {
		t.Errorf("consents %+v", cs.Items)
	}

	var lent httpapi.SharedReport
	head := ask("POST", "/shared/report", `{"secret":"`+secret+`"}`, nil, 200, &lent)
	if !strings.Contains(head.Get("X-Robots-Tag"), "noindex") || head.Get("Referrer-Policy") != "no-referrer" || head.Get("Cache-Control") != "no-store" {
		t.Errorf("heads %v", head)
	}
	if lent.Report.Total.Brushings != 1 || lent.Receiver != "Dr. Okafor" {
		t.Errorf("lent %+v", lent)
	}
	text := r.do("POST", "/api/v1/shared/report", `{"secret":"`+secret+`"}`, nil).Body.String()
	for _, hidden := range []string{"Secret nickname", r.person, home.Person.Name, "AA:00:00:00:00:01", string(r.household)} {
		if strings.Contains(text, hidden) {
			t.Errorf("what was lent says %q", hidden)
		}
	}
	for format, begins := range map[string]string{"pdf": "%PDF-", "fhir": "{", "csv": "day,"} {
		w := r.do("POST", "/api/v1/shared/report/"+format, `{"secret":"`+secret+`"}`, nil)
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), begins) || strings.Contains(w.Body.String(), home.Person.Name) {
			t.Errorf("%s: %d %.40q", format, w.Code, w.Body)
		}
		if w := r.do("GET", "/api/v1/people/"+r.person+"/report/"+format+"?from="+from+"&to="+day, "", owner); w.Code != 200 || !strings.HasPrefix(w.Body.String(), begins) {
			t.Errorf("%s at home: %d %.40q", format, w.Code, w.Body)
		}
	}
	ask("POST", "/shared/report/docx", `{"secret":"`+secret+`"}`, nil, 404, nil)
	ask("POST", "/shared/report/pdf", `{`, nil, 400, nil)
	var links httpapi.List[httpapi.ReportLink]
	ask("GET", "/household/report-links?person="+r.person, "", owner, 200, &links)
	if len(links.Items) != 1 || links.Items[0].Views != 1 || !links.Items[0].Open {
		t.Errorf("links %+v", links.Items)
	}
	ask("DELETE", "/household/consents/"+cs.Items[0].ID, "", owner, 200, nil)
	ask("POST", "/shared/report", `{"secret":"`+secret+`"}`, nil, 404, nil)
	ask("GET", "/household/report-links", "", owner, 200, &links)
	if links.Items[0].Open {
		t.Error("its consent was withdrawn, and it is said to be open")
	}
	ask("DELETE", "/household/report-links/"+made.ID, "", owner, 200, nil)

	// Guesses are slowed, whatever they are; who waits is heard again.
	slow := false
	for range 40 {
		slow = slow || r.do("POST", "/api/v1/shared/report", `{"secret":"`+strings.Repeat("x", 43)+`"}`, nil).Code == http.StatusTooManyRequests
	}
	if !slow {
		t.Error("forty guesses were as quick as one")
	}
	if w := r.do("GET", "/r", "", map[string]string{"Accept": "text/html"}); !strings.Contains(w.Header().Get("X-Robots-Tag"), "noindex") {
		t.Errorf("the page: %v", w.Header())
	}
}
