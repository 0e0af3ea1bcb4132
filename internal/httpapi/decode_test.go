package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestDecode sends lines of several makers, one with a key, one that is none, and too many: each is explained in its own place, and nothing is kept.
func TestDecode(t *testing.T) {
	r := settled(t)
	type field struct {
		From, To            int
		Name, Value, Clause string
	}
	var out struct {
		Items []struct {
			Line                       int
			Fault, Brand, Reason, Says string
			Understood                 bool
			Frame                      struct{ Device, Hex string }
			Fields                     []field
		}
	}
	ask := func(lines, key string) {
		t.Helper()
		out.Items = nil
		b, _ := json.Marshal(map[string]string{"lines": lines, "key": key})
		w := r.as("owner", "POST", "/api/v1/decode", string(b))
		if w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
	}
	const oral = `{"device":"78:DB:2F:A1:B2:C3","at":"2026-01-05T06:58:03.120Z","kind":"advert","company":220,"rssi":-63,"hex":"06326b0372000f0101000a"}`
	const mi = `{"device":"ED:DE:34:3F:48:0C","at":"2026-01-05T06:58:03Z","kind":"advert","service":"fe95","hex":"58580608cb0c483f34deedad203399140000fa32cb71"}`
	ask(oral+"\nnonsense\n"+mi+"\n"+`{"device":"x","at":"2026-01-05T06:58:03Z","kind":"advert","company":1,"hex":"00"}`, "")
	if len(out.Items) != 4 {
		t.Fatalf("%+v", out)
	}
	if o := out.Items[0]; !o.Understood || o.Brand != "oralb" || o.Frame.Hex != "06326b0372000f0101000a" || !strings.Contains(o.Says, `"elapsed_s":15`) {
		t.Errorf("%+v", o)
	} else {
		want := map[string]string{"elapsed_s": "15", "activity": "running", "mode": "sensitive (1)", "pressure": "normal"}
		for _, f := range o.Fields {
			if w, ok := want[f.Name]; ok && f.Value != w {
				t.Errorf("%s is %q, want %q", f.Name, f.Value, w)
			}
			delete(want, f.Name)
		}
		if len(want) > 0 {
			t.Errorf("no field says %v: %+v", want, o.Fields)
		}
	}
	if o := out.Items[1]; o.Fault == "" || o.Line != 2 || len(o.Fields) != 0 {
		t.Errorf("%+v", o)
	}
	if o := out.Items[2]; o.Reason != "locked" || o.Brand != "xiaomi" || len(o.Fields) < 5 {
		t.Errorf("%+v", o)
	}
	if o := out.Items[3]; o.Reason != "nobody" || o.Brand != "" {
		t.Errorf("%+v", o)
	}
	ask(mi, "1330b99cded13258acc391627e9771f7")
	if o := out.Items[0]; !o.Understood {
		t.Errorf("with its key: %+v", o)
	}
	ask(mi, "1330b99cded13258acc391627e9771f8")
	if o := out.Items[0]; o.Reason != "wrong_key" {
		t.Errorf("with another's key: %+v", o)
	}
	ask(strings.Repeat(oral+"\n", 300), "")
	if len(out.Items) != 200 {
		t.Errorf("%d lines explained", len(out.Items))
	}
	if w := r.as("owner", "POST", "/api/v1/decode", `{"lines":"`+strings.Repeat("x", 60_001)+`"}`); w.Code != 422 {
		t.Errorf("%d for too much", w.Code)
	}
	if w := r.as("owner", "GET", "/api/v1/brushes", ""); !strings.Contains(w.Body.String(), `"items":[]`) {
		t.Errorf("something is kept: %s", w.Body)
	}
}
