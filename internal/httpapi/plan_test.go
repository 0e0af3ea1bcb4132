package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/httpapi"
)

// TestPlanHasDays: a plan that is changed holds from its day on; what days before it earned, and their lengths, stay as they were; and a length
// that grows is the same wherever it is said.
func TestPlanHasDays(t *testing.T) {
	r := settled(t)
	path := "/api/v1/people/" + r.person
	patch := func(body string, code int, has ...string) {
		t.Helper()
		scenario{{name: body, who: "owner", method: "PATCH", path: path, body: body, status: code, has: has}}.run(t, r)
	}
	patch(`{"target_s":60,"morning":true,"evening":false}`, 200, `"target_s":60`)
	r.pass(5 * 24 * time.Hour) // the plan of that day holds a while
	for n := range 4 {
		w := r.as("owner", "POST", path+"/notes", noteOf(fmt.Sprint("n", n), r.clock().Add(-time.Duration(n)*24*time.Hour-2*time.Hour), 60))
		if w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	type rewards struct{ Days int }
	read := func() (days httpapi.List[httpapi.DaySlots], earned rewards, today httpapi.Today, p httpapi.Person) {
		t.Helper()
		day := r.clock().Format(time.DateOnly)
		decode(t, r.as("owner", "GET", "/api/v1/days?from=2026-06-01&to="+day+"&person="+r.person, "").Body, &days)
		decode(t, r.as("owner", "GET", path+"/rewards", "").Body, &earned)
		decode(t, r.as("owner", "GET", "/api/v1/today", "").Body, &today)
		var people httpapi.List[httpapi.Person]
		decode(t, r.as("owner", "GET", "/api/v1/people", "").Body, &people)
		for _, one := range people.Items {
			if one.ID == r.person {
				p = one
			}
		}
		for _, one := range today.People {
			if one.Person.ID == p.ID && one.Person.Target != p.Target {
				t.Errorf("today's card has %d s, the person %d", one.Person.Target, p.Target)
			}
		}
		return days, earned, today, p
	}
	was, earned, _, _ := read()
	if earned.Days != 4 {
		t.Fatalf("earned %d days", earned.Days)
	}
	version := func() string { _, _, _, p := read(); return p.Version }()

	patch(`{"grow":{"start_s":90,"step_s":15,"aim_s":150},"evening":true}`, 200, `"target_s":90`, `"start_s":90`, `"step_s":15`, `"aim_s":150`)
	is, after, today, p := read()
	if after.Days != 4 {
		t.Errorf("a new plan leaves %d of 4 days", after.Days)
	}
	for i := range len(was.Items) - 1 {
		if a, b := was.Items[i], is.Items[i]; a.Date != b.Date || a.Morning.State != b.Morning.State || a.Morning.Target != b.Morning.Target || a.Evening.State != b.Evening.State || b.Morning.Target != 60 && i > 0 {
			t.Errorf("%s was %+v and is %+v", a.Date, a, b)
		}
	}
	if last := is.Items[len(is.Items)-1]; last.Morning.State != "done" || last.Morning.Target != 60 || last.Evening.Target != 90 || last.Evening.State != "next" {
		t.Errorf("today is %+v", last)
	}
	if p.Version == version || p.Grow == nil || p.Grow.Since != today.Date || p.Grow.Reached != "2026-07-04" {
		t.Errorf("%+v grows %+v", p, p.Grow)
	}

	// A week later it is longer, and everybody says so.
	r.pass(7 * 24 * time.Hour)
	version = p.Version
	if _, _, today, p = read(); p.Target != 105 || p.Version != version || today.People[0].Evening.Target != 105 {
		t.Errorf("after a week: %+v", p)
	}
	var note httpapi.TakenNote
	decode(t, r.as("owner", "POST", path+"/notes", noteOf("later", r.clock().Add(-time.Hour), 105)).Body, &note)
	if note.Session.Score == nil || note.Session.Score.Time.Of != 105 {
		t.Errorf("scored %+v", note.Session.Score)
	}
	scenario{
		{name: "report", who: "owner", method: "GET", path: path + "/insights?from=2026-06-01&to=" + today.Date, status: 200, has: []string{`"target_s":105`, `"usual_target_s":69`, `"seconds":60,"target_s":60`, `"seconds":105,"target_s":105`}},
		{name: "table", who: "owner", method: "GET", path: path + "/report/csv?from=2026-06-01&to=" + today.Date, status: 200, has: []string{",60,60,", ",105,105,"}},
	}.run(t, r)

	// What is wrong is told by its name, and changes nothing.
	for body, field := range map[string]string{
		`{"grow":{"start_s":29}}`:                `body.grow.start_s`,
		`{"grow":{"step_s":61}}`:                 `body.grow.step_s`,
		`{"grow":{"aim_s":601}}`:                 `body.grow.aim_s`,
		`{"grow":{"start_s":120,"aim_s":120}}`:   `body.grow.aim_s`,
		`{"grow":{"step_s":5},"target_s":90}`:    `body.target_s`,
		`{"grow":{"step_s":"five"}}`:             `body.grow.step_s`,
		`{"grow":{"step_s":5,"since":"2020-1"}}`: `body.grow`,
	} {
		patch(body, 422, field)
	}
	if _, _, _, again := read(); again.Version != version || again.Target != 105 {
		t.Errorf("%+v", again)
	}
	scenario{
		{name: "somebody was quicker", who: "owner", method: "PATCH", path: path, body: `{"grow":{"step_s":0}}`, header: map[string]string{"If-Match": `"old"`}, status: 412},
		{name: "ended", who: "owner", method: "PATCH", path: path, body: `{"grow":{"step_s":0}}`, header: map[string]string{"If-Match": `"` + version + `"`}, status: 200, has: []string{`"target_s":105`}, hasNot: []string{`"grow"`}},
		{name: "somebody new", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"Otto","grow":{"start_s":45,"step_s":5,"aim_s":60}}`, status: 201, has: []string{`"target_s":45`, `"aim_s":60`}},
		{name: "somebody new, wrong", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"Otto","grow":{"start_s":45}}`, status: 422, has: []string{"grow.step_s"}},
		{name: "the log", who: "owner", method: "GET", path: "/api/v1/household/audit?limit=20", status: 200, has: []string{"target", "plan"}},
	}.run(t, r)
}
