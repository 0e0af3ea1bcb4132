package account

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// A provider that says nothing is left after a while.
func TestSilentProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := *toProvider
		c.Transport = short{silent{}}
		began := time.Now()
		if a, err := c.Get("https://id.example.org"); err == nil {
			_ = a.Body.Close()
			t.Fatal("it answered")
		}
		if took := time.Since(began); took != providerPatience {
			t.Errorf("left after %v", took)
		}
	})
}

// Of a provider that never stops talking a part is read.
func TestEndlessProvider(t *testing.T) {
	var it *httptest.Server
	long := maxProviderAnswer
	it = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"pad":"` + strings.Repeat("x", long) + `","issuer":"` + it.URL + `","authorization_endpoint":"` + it.URL + `","token_endpoint":"` + it.URL + `","jwks_uri":"` + it.URL + `"}`))
	}))
	defer it.Close()
	p := &Provider{Name: "x", Issuer: it.URL, ClientID: "x"}
	if _, _, _, err := p.discover(t.Context()); err == nil {
		t.Error("a document without end is read")
	}
	long = maxProviderAnswer / 2
	if _, _, _, err := p.discover(t.Context()); err != nil {
		t.Errorf("half of what may be is not read: %v", err)
	}
}
