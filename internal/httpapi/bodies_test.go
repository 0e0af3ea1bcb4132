package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// bodies are what no call takes, and the answers. Where a call has no such field or takes no body at all the answer may be another refusal.
var bodies = []struct {
	name, kind, body string
	status           []int
	says             string
}{
	{"too large", "application/json", `{"name":"` + strings.Repeat("x", 70_000) + `"}`, []int{413}, ""},
	{"deep", "application/json", strings.Repeat("[", 33) + strings.Repeat("]", 33), []int{400}, "deeper"},
	{"very deep", "application/json", strings.Repeat(`{"a":`, 9_000) + "1" + strings.Repeat("}", 9_000), []int{400}, "deeper"},
	{"a field twice", "application/json", `{"name":"a","name":"b"}`, []int{400}, "twice"},
	{"a field twice, escaped", "application/json", `{"name":"a","n\u0061me":"b"}`, []int{400}, "twice"},
	{"a field twice, below", "application/json", `{"x":[{"a":1,"a":2}]}`, []int{400}, "twice"},
	{"garbage behind", "application/json", `{} x`, []int{400}, ""},
	{"two bodies", "application/json", `{}{}`, []int{400}, ""},
	{"half", "application/json", `{"name":"a`, []int{400}, ""},
	{"a mark of the byte order", "application/json", "\xef\xbb\xbf{}", []int{400}, ""},
	{"a number beyond all numbers", "application/json", `{"target_s":1e999,"day_turns_min":1e999,"unheard_of":1e999}`, []int{400, 422}, ""},
	{"unknown field", "application/json", `{"unheard_of":1}`, []int{422}, ""},
	{"null", "application/json", `null`, []int{400, 422}, ""},
	{"an array", "application/json", `[]`, []int{422}, ""},
	{"a word", "application/json", `"x"`, []int{422}, ""},
	{"another type", "text/plain", `{}`, []int{415}, ""},
	{"a form", "application/x-www-form-urlencoded", `name=x`, []int{415}, ""},
	{"a form of files", "multipart/form-data; boundary=x", "--x--", []int{415}, ""},
	{"XML", "application/xml", `<a/>`, []int{415}, ""},
	{"no type", "what is this", `{}`, []int{415}, ""},
	{"another charset", "application/json; charset=utf-16", `{}`, []int{415}, "UTF-8"},
}

// Every call that takes a body refuses each of these as a problem, without a fault of the server, and repeats nothing of it.
func TestBodies(t *testing.T) {
	g := invited(t)
	calls := 0
	for _, p := range permissions {
		if p.body == "" || strings.HasSuffix(p.call, " /frames") || strings.Contains(p.call, "/relays/") {
			continue // streams have limits and a test of their own
		}
		calls++
		for _, b := range bodies {
			row := p
			row.body = b.body
			h := map[string]string{"Content-Type": b.kind}
			for k, v := range g.creds[first(&p)] {
				h[k] = v
			}
			w := g.call(&row, h)
			if !slices.Contains(b.status, w.Code) || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s with %s: %d %s, want %v: %.300s", p.call, b.name, w.Code, w.Header().Get("Content-Type"), b.status, w.Body)
			}
			if !strings.Contains(w.Body.String(), b.says) || strings.Contains(w.Body.String(), "unheard_of\":1") {
				t.Errorf("%s with %s says %.300s", p.call, b.name, w.Body)
			}
		}
		row := p
		row.body = strings.Repeat(" ", 60_000) + p.body
		h := map[string]string{"Content-Type": "application/json; charset=UTF-8"}
		for k, v := range g.creds[first(&p)] {
			h[k] = v
		}
		if w := g.call(&row, h); w.Code == 400 || w.Code == 413 || w.Code == 415 || w.Code >= 500 {
			t.Errorf("%s with a good body: %d %.300s", p.call, w.Code, w.Body)
		}
		if p.may != "all" {
			g = invited(t) // it may have deleted who asks
		}
	}
	if calls < 15 {
		t.Errorf("only %d calls take a body", calls)
	}
}

// first is the first who may make a call.
func first(p *permission) string {
	for _, who := range []string{"o", "p", "c", "v"} {
		if p.allows(who) {
			return who
		}
	}
	return ""
}

// A page of another site that makes a browser send its cookie changes nothing, whichever call it is.
func TestCrossSiteEverywhere(t *testing.T) {
	g := invited(t)
	for _, p := range permissions {
		if strings.HasPrefix(p.call, "GET ") {
			continue
		}
		for _, from := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}} {
			h := map[string]string{}
			for k, v := range g.creds[first(&p)] {
				h[k] = v
			}
			for k, v := range from {
				h[k] = v
			}
			if w := g.call(&p, h); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another site") {
				t.Errorf("%s with %v: %d %.200s", p.call, from, w.Code, w.Body)
			}
		}
	}
}

// Whatever stands where an id stands leads nowhere else, and into no head of an answer.
func TestNamesLeadNowhere(t *testing.T) {
	g := invited(t)
	for _, p := range permissions {
		method, path, _ := strings.Cut(p.call, " ")
		if !strings.Contains(path, "{") || strings.Contains(path, "/relays") {
			continue
		}
		head, rest, _ := strings.Cut(path, "{")
		_, rest, _ = strings.Cut(rest, "}")
		for _, name := range []string{"..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "x%0d%0aSet-Cookie:%20a=b", "x%00", "%ff%fe", "%3Cscript%3E", "..%5c..%5c", strings.Repeat("x", 65)} {
			row := p
			row.call = method + " " + head + name + rest
			w := g.call(&row, g.creds[first(&p)])
			if w.Code < 300 || w.Code >= 500 {
				t.Errorf("%s: %d %.200s", row.call, w.Code, w.Body)
			}
			for k, vs := range w.Header() {
				for _, v := range vs {
					if strings.ContainsAny(v, "\r\n") || k == "Set-Cookie" {
						t.Errorf("%s: %s: %q", row.call, k, v)
					}
				}
			}
			if strings.Contains(w.Body.String(), "<script>") || strings.Contains(w.Body.String(), "root:") {
				t.Errorf("%s says %.200s", row.call, w.Body)
			}
		}
	}
}
