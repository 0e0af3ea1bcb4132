package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/enamel-home/enamel/internal/account"
)

// held is a reader of an archive who takes the first bytes and then nothing, until it is let go.
type held struct {
	*httptest.ResponseRecorder
	began sync.Once
	first chan struct{}
	let   <-chan struct{}
}

func (h *held) Write(b []byte) (int, error) {
	h.began.Do(func() { close(h.first) })
	<-h.let
	return h.ResponseRecorder.Write(b)
}

// A household has one archive under way and all together two, so that who reads slowly leaves hands of the store to the others.
func TestExportsAtOnce(t *testing.T) {
	r := settled(t)
	next := r.otherHousehold()
	third := r.putHousehold("third")
	ask := func(token string, w http.ResponseWriter) {
		q := httptest.NewRequest("GET", "/api/v1/household/export", nil)
		q.Header.Set("Authorization", "Bearer "+token)
		r.handler.ServeHTTP(w, q)
	}
	at := func(token string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		ask(token, w)
		return w
	}
	mine, theirs, others := r.token(r.household, "mine", account.ExportRead), r.token(next, "theirs", account.ExportRead), r.token(third, "others", account.ExportRead)
	let := make(chan struct{})
	var slow sync.WaitGroup
	begin := func(token string) *held {
		h := &held{ResponseRecorder: httptest.NewRecorder(), first: make(chan struct{}), let: let}
		slow.Go(func() { ask(token, h) })
		<-h.first
		return h
	}
	a := begin(mine)
	if w := at(mine); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("a second one of a household: %d %s", w.Code, w.Body)
	}
	b := begin(theirs)
	if w := at(others); w.Code != 503 {
		t.Errorf("a third household's: %d %s", w.Code, w.Body)
	}
	if w := r.as("owner", "GET", "/api/v1/people", ""); w.Code != 200 {
		t.Errorf("others' questions: %d", w.Code)
	}
	close(let)
	slow.Wait()
	if a.Code != 200 || b.Code != 200 || at(mine).Code != 200 || at(others).Code != 200 {
		t.Errorf("%d %d", a.Code, b.Code)
	}
}
