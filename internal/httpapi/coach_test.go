package httpapi_test

import (
	"encoding/json"
	"testing"

	"github.com/enamel-home/enamel/internal/httpapi"
)

// TestCoach holds what is said of a person's coach to what is kept of it.
func TestCoach(t *testing.T) {
	r, _, _ := hasBrushed(t)
	read := func() (p httpapi.Person) {
		var people struct{ Items []httpapi.Person }
		if err := json.Unmarshal(r.as("owner", "GET", "/api/v1/people", "").Body.Bytes(), &people); err != nil {
			t.Fatal(err)
		}
		for _, p := range people.Items {
			if p.ID == r.person {
				return p
			}
		}
		t.Fatal("the person is gone")
		return p
	}
	path := "/api/v1/people/" + r.person
	usual := httpapi.Coach{Way: "quarters", Mirror: true}
	first := read()
	if first.Coach != usual {
		t.Fatalf("a coach begins as %+v", first.Coach)
	}
	for _, step := range []struct {
		body string
		code int
		want httpapi.Coach
	}{
		{`{"coach":{"way":"surfaces","sounds":true}}`, 200, httpapi.Coach{Way: "surfaces", Sounds: true, Mirror: true}},
		{`{"coach":{"mirror":false,"nu":"plum"}}`, 200, httpapi.Coach{Way: "surfaces", Sounds: true, Nu: "plum"}},
		{`{"coach":{"way":"backwards"}}`, 422, httpapi.Coach{Way: "surfaces", Sounds: true, Nu: "plum"}},
		{`{"coach":{"nu":"bone"}}`, 422, httpapi.Coach{Way: "surfaces", Sounds: true, Nu: "plum"}},
		{`{"coach":{"way":"quarters","nu":"","sounds":false,"mirror":true}}`, 200, usual},
	} {
		w := r.as("owner", "PATCH", path, step.body)
		if w.Code != step.code {
			t.Fatalf("%s: %d %s", step.body, w.Code, w.Body)
		}
		got := read()
		if got.Coach != step.want {
			t.Errorf("after %s the coach is %+v", step.body, got.Coach)
		}
		if (got.Version == first.Version) != (step.want == usual) {
			t.Errorf("after %s the version is %s, and was %s", step.body, got.Version, first.Version)
		}
	}
}
