package httpapi_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
)

// TestSettings: what is wished of a brush waits until the brush asks for it, and is in sync when it says that it does it.
func TestSettings(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "cup", account.FramesWrite)
	report := func(text string) string {
		r.pass(time.Second)
		return fmt.Sprintf(`{"device":"cup-1","at":%q,"kind":"report","format":"enamel/1","hex":%q}`, r.clock().UTC().Format(time.RFC3339), hex.EncodeToString([]byte(text)))
	}
	const path, asks = "/api/v1/brushes/cup-1/settings", "/api/v1/brushes/cup-1/settings/desired"
	const oralb = `{"device":"AA:00:00:00:00:77","at":"%s","kind":"advert","company":220,"hex":"0632700308000501010004"}`
	scenario{
		{name: "no such brush", who: "owner", method: "GET", path: path, status: 404},
		{name: "no such brush asks", who: token, method: "GET", path: asks, status: 404},
		{name: "it speaks", who: token, method: "POST", path: "/api/v1/frames", body: report(`{"battery":87}`), status: 200},
		{name: "it never said", who: "owner", method: "GET", path: path, status: 200, has: []string{`"in_sync":true`}, hasNot: []string{"reported", "desired"}},
		{name: "no wish", who: token, method: "GET", path: asks, status: 204},
		{name: "it says", who: token, method: "POST", path: "/api/v1/frames", body: report(`{"settings":{"version":4,"target_s":120,"sounds":"high"}}`), status: 200},
		{name: "a wish", who: "owner", method: "PUT", path: path, body: `{"target_s":150,"mode_names":{"7":"gums","10":"x","0":"früh"}}`, status: 200,
			has: []string{`"version":5`, `"target_s":150`, `"in_sync":false`, `"7":"gums"`, `"sounds":"high"`}},
		{name: "the same wish", who: "owner", method: "PUT", path: path, body: `{"target_s":150,"mode_names":{"7":"gums","10":"x","0":"früh"},"version":77}`, status: 200, has: []string{`"version":5`}},
		{name: "the brush asks", who: token, method: "GET", path: asks, status: 200, has: []string{`{"version":5,"target_s":150,"mode_names":{"0":"früh","7":"gums","10":"x"}}`}},
		{name: "the brush asks in CBOR", who: token, method: "GET", path: asks, header: map[string]string{"Accept": "application/cbor"}, status: 200,
			has: []string{"\x67version\x05", "\x68target_s\x18\x96"}},
		{name: "it knows", who: token, method: "GET", path: asks + "?version=5", status: 204},
		{name: "it knows another", who: token, method: "GET", path: asks + "?version=4", status: 200},
		{name: "no version", who: token, method: "GET", path: asks + "?version=x", status: 422, has: []string{"query.version"}},
		{name: "it obeys in part", who: token, method: "POST", path: "/api/v1/frames", body: report(`{"settings":{"version":5,"target_s":150,"sounds":"high"}}`), status: 200},
		{name: "not all of it", who: "owner", method: "GET", path: path, status: 200, has: []string{`"in_sync":false`}},
		{name: "it obeys", who: token, method: "POST", path: "/api/v1/frames", body: report(`{"settings":{"version":5,"target_s":150,"mode_names":{"10":"x","0":"früh","7":"gums"}}}`), status: 200},
		{name: "all of it", who: "owner", method: "GET", path: "/api/v1/brushes", status: 200, has: []string{`"in_sync":true`, `"settings":true`}},
		{name: "too long", who: "owner", method: "PUT", path: path, body: `{"target_s":7201}`, status: 422, has: []string{"target_s"}},
		{name: "too loud", who: "owner", method: "PUT", path: path, body: `{"sounds":"loud"}`, status: 422, has: []string{"sounds"}},
		{name: "no number", who: "owner", method: "PUT", path: path, body: `{"mode_names":{"01":"x"}}`, status: 422, has: []string{"mode_names"}},
		{name: "no name", who: "owner", method: "PUT", path: path, body: `{"mode_names":{"1":"a\"b"}}`, status: 422, has: []string{"mode_names"}},
		{name: "nothing more is wished", who: "owner", method: "PUT", path: path, body: `{}`, status: 200, has: []string{`"in_sync":true`}, hasNot: []string{"desired"}},
		{name: "no wish again", who: token, method: "GET", path: asks, status: 204},
		{name: "a brush may not wish", who: token, method: "PUT", path: path, body: `{}`, status: 403},
		{name: "nobody", method: "GET", path: asks, status: 401},
		{name: "a brush of another maker", who: token, method: "POST", path: "/api/v1/frames", body: fmt.Sprintf(oralb, r.clock().UTC().Format(time.RFC3339)), status: 200},
		{name: "cannot be told", who: "owner", method: "PUT", path: strings.Replace(path, "cup-1", "AA:00:00:00:00:77", 1), body: `{"target_s":60}`, status: 409},
	}.run(t, r)
	other := r.token(r.otherHousehold(), "stranger", account.FramesWrite)
	scenario{{name: "another household", who: other, method: "GET", path: asks, status: 404}}.run(t, r)
}
