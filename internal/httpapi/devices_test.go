package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
)

// made makes devices of these ids.
func (r *rig) made(ids ...string) []provision.Printed {
	r.t.Helper()
	_, made, err := r.devices.MakeBatch(context.Background(), provision.NewBatch{Brand: "enamel", Model: "One", IDs: ids})
	if err != nil {
		r.t.Fatal(err)
	}
	return made
}

func (r *rig) credentialOf(p provision.Printed) *httptest.ResponseRecorder {
	return r.do("POST", "/api/v1/devices/credential", fmt.Sprintf(`{"device":%q,"secret":%q}`, p.Device, p.Secret), nil)
}

// deviceToken claims a device for the owner's household and lets it fetch its token.
func (r *rig) deviceToken(p provision.Printed) string {
	r.t.Helper()
	if w := r.as("owner", "POST", "/api/v1/devices/claim", `{"code":"`+p.Code+`"}`); w.Code != 201 {
		r.t.Fatal(w.Code, w.Body)
	}
	var c httpapi.DeviceCredential
	w := r.credentialOf(p)
	if w.Code != 200 {
		r.t.Fatal(w.Code, w.Body)
	}
	decode(r.t, w.Body, &c)
	return c.Token
}

// problemOf is what a refusal says of itself.
func problemOf(t *testing.T, w *httptest.ResponseRecorder) (kind, detail string) {
	t.Helper()
	var p struct{ Type, Detail string }
	decode(t, w.Body, &p)
	return p.Type, p.Detail
}

// From the box to the first brushing, and out of the house again.
func TestDevicesLife(t *testing.T) {
	r := settled(t)
	one := r.made("my-brush-1")[0]
	refused := func(w *httptest.ResponseRecorder, status int, kind string) {
		t.Helper()
		if got, _ := problemOf(t, w); w.Code != status || got != kind {
			t.Errorf("%d %s, want %d %s", w.Code, got, status, kind)
		}
	}
	w := r.credentialOf(one)
	if after := w.Header().Get("Retry-After"); after != "30" {
		t.Errorf("Retry-After %q", after)
	}
	refused(w, 409, "urn:enamel:not-claimed")
	refused(r.as("owner", "POST", "/api/v1/devices/claim", `{"code":"0000-0000-0000-0"}`), 404, "urn:enamel:no-such-code")

	w = r.as("owner", "POST", "/api/v1/devices/claim", `{"code":"`+strings.ToLower(provision.ShownCode(one.Code))+`","name":"Mia's"}`)
	var d httpapi.Device
	decode(t, w.Body, &d)
	if w.Code != 201 || d.ID != "my-brush-1" || d.Name != "Mia's" || d.Brand != "enamel" || d.Heard != nil || d.Keys == nil || len(d.Keys) != 0 {
		t.Fatalf("%d %+v", w.Code, d)
	}
	refused(r.as("owner", "POST", "/api/v1/devices/claim", `{"code":"`+one.Code+`"}`), 409, "urn:enamel:device-yours")
	var bs httpapi.List[httpapi.Brush]
	decode(t, r.as("owner", "GET", "/api/v1/brushes", "").Body, &bs)
	if len(bs.Items) != 1 || bs.Items[0].Name != "Mia's" || bs.Items[0].Model != "One" {
		t.Errorf("%+v", bs)
	}

	var c httpapi.DeviceCredential
	w = r.credentialOf(one)
	decode(t, w.Body, &c)
	if w.Code != 200 || c.Device != "my-brush-1" || c.Household != string(r.household) || c.Source != "my-brush-1" || c.Before != nil ||
		c.Report != "enamel/"+string(r.household)+"/v1/my-brush-1/report" {
		t.Fatalf("%d %+v", w.Code, c)
	}
	frame := `[{"device":"my-brush-1","at":"2026-06-01T09:59:00Z","kind":"report","format":"enamel/1","data":{"battery":80}}]`
	if w := r.as(c.Token, "POST", "/api/v1/frames", frame); w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
	r.pass(time.Hour)
	var self httpapi.DeviceSelf
	decode(t, r.as(c.Token, "GET", "/api/v1/devices/self", "").Body, &self)
	if self.Device != "my-brush-1" || self.Key.ID != c.Key.ID {
		t.Errorf("%+v", self)
	}
	// The next token, while the old one is good.
	var next httpapi.DeviceCredential
	w = r.as(c.Token, "POST", "/api/v1/devices/self/rotate", "")
	decode(t, w.Body, &next)
	if w.Code != 200 || next.Before == nil || !next.Before.Equal(r.clock().Add(provision.Overlap)) {
		t.Fatalf("%d %+v", w.Code, next)
	}
	for _, token := range []string{c.Token, next.Token} {
		if w := r.as(token, "POST", "/api/v1/frames", frame); w.Code != 200 {
			t.Error(w.Code, w.Body)
		}
	}
	var ds httpapi.List[httpapi.Device]
	decode(t, r.as("owner", "GET", "/api/v1/devices", "").Body, &ds)
	if len(ds.Items) != 1 || len(ds.Items[0].Keys) != 2 || ds.Items[0].Keys[0].Ends == nil || ds.Items[0].Keys[1].Ends != nil || ds.Items[0].Keys[1].LastUsed != nil && ds.Items[0].Keys[1].LastUsed.IsZero() {
		t.Errorf("%+v", ds)
	}
	if w := r.as(c.Token, "POST", "/api/v1/devices/self/rotate", ""); w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
	if w := r.as(c.Token, "POST", "/api/v1/devices/self/rotate", ""); w.Code != 429 || w.Header().Get("Retry-After") != "60" {
		t.Error(w.Code, w.Header(), w.Body)
	}
	r.pass(provision.Overlap)
	if w := r.as(c.Token, "POST", "/api/v1/frames", frame); w.Code != 401 {
		t.Error(w.Code, w.Body)
	}
	// Shut out and let in again.
	if w := r.as("owner", "PATCH", "/api/v1/devices/my-brush-1", `{"shut_out":true}`); w.Code != 200 || !strings.Contains(w.Body.String(), "shut_out_at") {
		t.Error(w.Code, w.Body)
	}
	if w := r.as(next.Token, "POST", "/api/v1/frames", frame); w.Code != 401 {
		t.Error(w.Code, w.Body)
	}
	refused(r.credentialOf(one), 403, "urn:enamel:shut-out")
	if w := r.as("owner", "PATCH", "/api/v1/devices/my-brush-1", `{"shut_out":false}`); w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
	w = r.credentialOf(one)
	decode(t, w.Body, &c)
	if w.Code != 200 {
		t.Fatal(w.Code)
	}
	if w := r.as("owner", "POST", "/api/v1/devices/my-brush-1/renew", ""); w.Code != 200 || !strings.Contains(w.Body.String(), "ends_at") {
		t.Error(w.Code, w.Body)
	}
	// Released, it may be somebody else's, and this one's brushings stay.
	if w := r.as("owner", "DELETE", "/api/v1/devices/my-brush-1", ""); w.Code != 204 {
		t.Error(w.Code, w.Body)
	}
	if w := r.as(c.Token, "POST", "/api/v1/frames", frame); w.Code != 401 {
		t.Error(w.Code, w.Body)
	}
	refused(r.credentialOf(one), 409, "urn:enamel:not-claimed")
	if w := r.as("owner", "GET", "/api/v1/brushes/my-brush-1/frames", ""); w.Code != 200 || strings.Count(w.Body.String(), "\n") == 0 {
		t.Error(w.Code, w.Body)
	}
}

// A device that another household has says so, and not whose it is.
func TestDeviceTaken(t *testing.T) {
	r := settled(t)
	one := r.made("my-brush-1")[0]
	other := r.otherHousehold()
	if err := r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		return tx.PutDeviceClaim(store.DeviceClaim{Device: one.Device, Household: other, Claimed: r.clock()})
	}); err != nil {
		t.Fatal(err)
	}
	w := r.as("owner", "POST", "/api/v1/devices/claim", `{"code":"`+one.Code+`"}`)
	if body := w.Body.String(); w.Code != 409 || !strings.Contains(body, "device-taken") || strings.Contains(body, "Next door") || strings.Contains(body, string(one.Device)) {
		t.Error(w.Code, body)
	}
}

// Asked twice with one name, a claim is answered once.
func TestClaimAskedAgain(t *testing.T) {
	r := settled(t)
	one := r.made("my-brush-1")[0]
	head := r.credential("owner")
	head["Idempotency-Key"] = "my-claim"
	var answers []string
	for range 2 {
		w := r.do("POST", "/api/v1/devices/claim", `{"code":"`+one.Code+`"}`, head)
		if w.Code != 201 {
			t.Fatal(w.Code, w.Body)
		}
		answers = append(answers, w.Body.String())
	}
	if answers[0] != answers[1] {
		t.Error(answers)
	}
}

// alone is what a device may get out of every call that there is, with everybody's ids but its own: calls that are not here it may not make.
var alone = map[string]int{
	"GET /healthz": 200, "GET /setup": 200, "POST /setup": 403, "POST /login": 401, "GET /login/ways": 200, "POST /login/passkey/options": 200, "POST /login/passkey": 403,
	"POST /login/second": 403, "POST /login/recover": 403, "POST /login/new-passkey/options": 403, "POST /login/provider": 404, "GET /login/provider/callback": 303,
	"POST /join/look": 403, "POST /join": 403, // for everybody
	"GET /me": 200, "POST /logout": 204, // itself
	"GET /brushes/{device}/settings/desired": 403, "POST /frames": 400, // of others
	"GET /devices/self": 200, "POST /devices/self/rotate": 200, "POST /devices/credential": 401, "POST /devices/certificate": 404,
	"POST /relays/{kind}": 200,                                      // an empty message
	"POST /shared/report": 404, "POST /shared/report/{format}": 404, // whoever has a link's secret
}

// A device can read nothing of anybody, and write only as itself: every call of the API, made by one.
func TestDeviceIsAlone(t *testing.T) {
	g := invited(t)
	one := g.made("my-brush-1")[0]
	g.owner = "cookie o"
	token := bearer(g.deviceToken(one))
	g.marks = append(g.marks, "Name of home", "Name of o", "account-o", "Tom")
	for _, p := range permissions {
		w := g.call(&p, token)
		want, ok := alone[p.call]
		if !ok {
			want = http.StatusForbidden
		}
		if w.Code != want {
			t.Errorf("%s: %d, want %d: %.200s", p.call, w.Code, want, w.Body)
		}
		for _, mark := range g.marks {
			if strings.Contains(w.Body.String(), mark) {
				t.Errorf("%s tells %q: %.300s", p.call, mark, w.Body)
			}
		}
	}
	// Its own it may say and read; nothing that it says is another's, however it says it.
	device := g.ids.Replace("{device}")
	for _, as := range []string{device, strings.ToLower(device), "my-brush-2", "timer:person-mia", ""} {
		line := fmt.Sprintf(`[{"device":%q,"at":"2026-06-01T09:59:00Z","kind":"report","format":"enamel/1","data":{"battery":80}}]`, as)
		if w := g.do("POST", "/api/v1/frames", line, token); w.Code != 400 {
			t.Errorf("as %q: %d %s", as, w.Code, w.Body)
		}
		if w := g.do("GET", "/api/v1/brushes/"+as+"/settings/desired", "", token); as != "" && w.Code != 403 {
			t.Errorf("settings of %q: %d %s", as, w.Code, w.Body)
		}
	}
	relayed := `{"id":"AA:00:00:00:00:77","manufacturerdata":"dc0006326b03000005010004","rssi":-60}`
	if w := g.do("POST", "/api/v1/relays/theengs", relayed, token); w.Code == 200 && !strings.Contains(w.Body.String(), `"kept":0`) {
		t.Errorf("what a relay heard: %d %s", w.Code, w.Body)
	}
	before, err := g.st.Brushes(t.Context(), "home")
	if err != nil || slices.ContainsFunc(before, func(b store.Brush) bool { return b.Device == "my-brush-2" || b.Device == "AA:00:00:00:00:77" }) {
		t.Error(before, err)
	}
	own := `[{"device":"my-brush-1","source":"hall","at":"2026-06-01T09:59:00Z","kind":"report","format":"enamel/1","data":{"battery":80}}]`
	if w := g.do("POST", "/api/v1/frames", own, token); w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
	var sources []brush.SourceID
	if err := g.st.Frames(t.Context(), "home", "my-brush-1", g.now.AddDate(-1, 0, 0), g.now.AddDate(1, 0, 0), func(f *brush.Frame) error {
		sources = append(sources, f.Source)
		return nil
	}); err != nil || len(sources) != 1 || !strings.HasPrefix(string(sources[0]), "my-brush-1") {
		t.Errorf("heard by %v, %v", sources, err)
	}
	if w := g.do("GET", "/api/v1/brushes/my-brush-1/settings/desired", "", token); w.Code != 204 {
		t.Error(w.Code, w.Body)
	}
}
