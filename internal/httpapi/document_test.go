package httpapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/internal/httpapi"
)

// obvious are the names of properties that say what they are. Units are in the name; what is a moment ends in _at.
var obvious = strings.Fields(`accepted account after agreed_at allow app asked_at at battery battery_pct before birth_year brand_name brush_name by client_id code confidential
	created created_at date day_turns_min days device died_at duration_s email evening expired expires expires_at first_heard_at given_at glaze grant_types heard_s hook household id
	items kind kinds last_heard_at last_used last_used_at member_until messages milk_teeth mode model morning name note now ok outcome pacer password people person person_id pin
	pressure pressure_high_s qr receiver records redirect_uris role scopes score seconds session_ids sha256 since slot sounds source sources started_at state status streak target_s
	text text_version time total tries updated_at url version virtual withdrawn_by word words zones device person limit cursor`)

// Every property and parameter whose name does not say what it is has a description; every call says who may make it, and what goes wrong.
func TestDocumentIsReadable(t *testing.T) {
	type schema struct {
		Description string
		Properties  map[string]json.RawMessage
	}
	var doc struct {
		Components struct{ Schemas map[string]schema }
		Paths      map[string]map[string]struct {
			OperationID string
			Security    []map[string][]string
			Parameters  []struct{ Name, Description string }
			Responses   map[string]struct{ Content map[string]any }
		}
	}
	if err := json.Unmarshal(httpapi.Document("test"), &doc); err != nil {
		t.Fatal(err)
	}
	for name, s := range doc.Components.Schemas {
		for prop, raw := range s.Properties {
			var p schema
			if err := json.Unmarshal(raw, &p); err != nil {
				t.Fatal(err)
			}
			if p.Description == "" && !slices.Contains(obvious, prop) && prop != "$schema" {
				t.Errorf("%s.%s: what is it? It has no doc", name, prop)
			}
		}
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			for _, p := range op.Parameters {
				if p.Description == "" && !slices.Contains(obvious, p.Name) {
					t.Errorf("%s: what is the parameter %s?", op.OperationID, p.Name)
				}
			}
			want := []string{"503"}
			if len(op.Security) > 0 {
				want = append(want, "401", "403")
			}
			for _, code := range want {
				if op.Responses[code].Content["application/problem+json"] == nil {
					t.Errorf("%s %s: says nothing of %s", method, path, code)
				}
			}
		}
	}
}
