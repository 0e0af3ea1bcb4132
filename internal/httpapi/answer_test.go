package httpapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// An answer that is there as a whole says how long it is; one without a body has its status all the same, and one asked for by HEAD none of it.
func TestAnswersSayHowLongTheyAre(t *testing.T) {
	r := settled(t)
	srv := httptest.NewServer(r.handler)
	defer srv.Close()
	call := func(method, path, body string) *http.Response {
		t.Helper()
		q, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Cookie", "enamel_session="+r.owner)
		q.Header.Set("Content-Type", "application/json")
		res, err := srv.Client().Do(q)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = res.Body.Close() })
		return res
	}
	for _, path := range []string{"/today", "/sessions", "/days?person=" + r.person + "&from=2026-05-01&to=2027-05-01"} {
		res := call("GET", "/api/v1"+path, "")
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != 200 || int64(len(b)) != res.ContentLength || len(res.TransferEncoding) > 0 {
			t.Errorf("%s: %d, %d bytes, %d promised, %v %v", path, res.StatusCode, len(b), res.ContentLength, res.TransferEncoding, err)
		}
	}
	if res := call("DELETE", "/api/v1/people/"+r.person, ""); res.StatusCode != 204 {
		t.Errorf("%d", res.StatusCode)
	}
	if res := call("POST", "/api/v1/logout", ""); res.StatusCode != 204 || len(res.Cookies()) != 1 {
		t.Errorf("%d %v", res.StatusCode, res.Cookies())
	}
	if res := call("HEAD", "/api/v1/today", ""); res.StatusCode != 401 {
		t.Errorf("%d", res.StatusCode)
	}
}
