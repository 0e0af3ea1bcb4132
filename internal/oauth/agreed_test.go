package oauth_test

import (
	"strings"
	"testing"
	"time"
)

type consents struct {
	Items []struct {
		ID        string
		Person    string   `json:"person_id"`
		Scopes    []string `json:"scopes"`
		Receiver  struct{ Kind, ID, Name string }
		By        string  `json:"given_by"`
		Withdrawn *string `json:"withdrawn_at"`
	}
}

// hold are the consents that hold, by person.
func (r *rig) hold() map[string]string {
	r.t.Helper()
	var all consents
	r.read(r.api("owner", "GET", "/household/consents", ""), &all)
	out := map[string]string{}
	for _, c := range all.Items {
		if c.Withdrawn == nil {
			if out[c.Person] != "" || c.Receiver.Kind != "app" || c.Receiver.Name != "Teeth chart" || c.By != "owner" {
				r.t.Errorf("%+v", c)
			}
			out[c.Person] = c.ID
		}
	}
	return out
}

func (r *rig) withdraw(id string) {
	r.t.Helper()
	if w := r.api("owner", "DELETE", "/household/consents/"+id, ""); w.Code != 200 {
		r.t.Fatalf("%d %s", w.Code, w.Body)
	}
}

// A yes to an app is a consent for each of the people whom it learns of; taking one back where all consents are ends that, at once.
func TestConsentIsOneThing(t *testing.T) {
	r := newRig(t)
	if w := r.api("owner", "POST", "/oauth/questions", `{"request":"`+r.asked(r.question())+`"}`); !strings.Contains(w.Body.String(), "until I withdraw it") {
		t.Errorf("what is agreed to is not said: %s", w.Body)
	}
	token := r.granted("scope", "people:read sessions:read live:read")
	held := r.hold()
	if len(held) != 2 || held["mia"] == "" || held["tom"] == "" {
		t.Fatalf("%v", held)
	}
	if w := r.api("owner", "POST", "/people", `{"name":"Ida"}`); w.Code != 201 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if held = r.hold(); len(held) != 3 {
		t.Errorf("who joined is not among %v", held)
	}
	if w := r.bearer(token.Access, "GET", "/api/v1/people"); !strings.Contains(w.Body.String(), "Ida") {
		t.Errorf("agreed for whoever joins: %s", w.Body)
	}
	for id := range held {
		if id != "mia" && id != "tom" {
			r.withdraw(held[id])
		}
	}
	if w := r.bearer(token.Access, "GET", "/api/v1/people"); w.Code != 200 || strings.Contains(w.Body.String(), "Ida") {
		t.Errorf("taken back: %d %s", w.Code, w.Body)
	}
	open := r.listen(r.handler, token.Access)
	r.withdraw(held["mia"])
	select {
	case <-open:
	case <-time.After(5 * time.Second):
		t.Error("what was open is open still")
	}
	if w := r.bearer(token.Access, "GET", "/api/v1/people"); w.Code != 200 || strings.Contains(w.Body.String(), "mia") || !strings.Contains(w.Body.String(), "tom") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := r.bearer(token.Access, "GET", "/api/v1/people/mia/days"); w.Code != 404 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	token = r.refresh(token.Refresh)
	if w := r.bearer(token.Access, "GET", "/api/v1/people"); w.Code != 200 || strings.Contains(w.Body.String(), "mia") {
		t.Errorf("a refreshed token: %d %s", w.Code, w.Body)
	}
	r.withdraw(r.hold()["tom"]) // and so nobody is left
	if n := r.opens(token.Access, "/people"); n != 401 || len(r.hold()) != 0 {
		t.Errorf("%d %v", n, r.hold())
	}

	// What cannot be about some people alone ends; so do the consents of what is ended.
	token = r.granted("scope", "people:write people:read")
	held = r.hold()
	r.withdraw(held["mia"])
	if n := r.opens(token.Access, "/people"); n != 401 || len(r.hold()) != 0 {
		t.Errorf("%d %v", n, r.hold())
	}
	token = r.grantedBy("owner", `,"people":["tom"]`, "scope", "people:read")
	if held = r.hold(); len(held) != 1 || held["tom"] == "" {
		t.Errorf("%v", held)
	}
	if w := r.post("/oauth/revoke", values("token", token.Refresh), &r.app); w.Code != 200 || len(r.hold()) != 0 {
		t.Errorf("%d %v", w.Code, r.hold())
	}
	r.grantedBy("owner", `,"source":"hall"`, "scope", "frames:write") // shows nothing
	if held = r.hold(); len(held) != 0 {
		t.Errorf("%v", held)
	}
}

// What shows or changes the whole household is not for an app that may see only some people.
func TestWideScopesAreForAll(t *testing.T) {
	r := newRig(t)
	w := r.api("owner", "POST", "/oauth/clients", `{"name":"All","redirect_uris":["`+web+`"],"scopes":["hooks:write","audit:read","export:read","erase:write","household:write","people:read"]}`)
	var all app
	if r.read(w, &all); w.Code != 201 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, scope := range []string{"hooks:write", "audit:read", "export:read", "erase:write", "household:write"} {
		w := r.answer("owner", r.asked(with(r.question(), "client_id", all.ID, "scope", "people:read "+scope)), `,"allow":true,"people":["tom"]`)
		if w.Code != 422 || !strings.Contains(w.Body.String(), scope) {
			t.Errorf("%s: %d %s", scope, w.Code, w.Body)
		}
	}
}
