package oauth

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
)

// registering is what an app says of itself [RFC 7591 2]. What it says beyond is not kept.
type registering struct {
	Redirects []string `json:"redirect_uris"`
	Method    string   `json:"token_endpoint_auth_method"`
	Flows     []string `json:"grant_types"`
	Answers   []string `json:"response_types"`
	Name      string   `json:"client_name"`
	Scope     string   `json:"scope"`
}

// registration lets an app register itself [RFC 7591 3]. People are told that nobody vouches for it.
func (p *Provider) registration(w http.ResponseWriter, r *http.Request) {
	if wait := p.register.wait(r.RemoteAddr, p.Now()); wait > 0 {
		p.refuse(w, r, slowDown(w, wait))
		return
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		p.refuse(w, r, &Error{Code: "invalid_client_metadata", Description: "the body is too long, or did not arrive", Status: http.StatusRequestEntityTooLarge})
		return
	}
	n, method, err := parseRegistering(b)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.sweep(r.Context())
	c, err := checkClient(n)
	if err != nil {
		p.refuse(w, r, metadataError(err))
		return
	}
	secret, err := p.keepClient(r.Context(), &c, n.Confidential, MostSelf)
	if err != nil {
		p.refuse(w, r, metadataError(err))
		return
	}
	answer := map[string]any{"client_id": c.ID, "client_id_issued_at": c.Created.Unix(), "client_name": c.Name, "redirect_uris": c.Redirects,
		"grant_types": c.Flows, "response_types": []string{}, "token_endpoint_auth_method": "none", "scope": strings.Join(c.Scopes, " ")}
	if slices.Contains(c.Flows, flowCode) {
		answer["response_types"] = []string{"code"}
	}
	if c.Redirects == nil {
		answer["redirect_uris"] = []string{}
	}
	if secret != "" {
		answer["client_secret"], answer["client_secret_expires_at"] = secret, 0
		answer["token_endpoint_auth_method"] = method
	}
	writeJSON(w, http.StatusCreated, answer)
}

// parseRegistering returns what to register, and how the client wants to show its secret; both ways are taken from everybody.
func parseRegistering(b []byte) (n NewClient, method string, err error) {
	var in registering
	if err := json.Unmarshal(b, &in); err != nil {
		return n, "", fail("invalid_client_metadata", "the body is no JSON object of client metadata")
	}
	switch method = in.Method; method {
	case "":
		method, n.Confidential = "client_secret_basic", true // RFC 7591 2
	case "client_secret_basic", "client_secret_post":
		n.Confidential = true
	case "none":
	default:
		return n, "", fail("invalid_client_metadata", "token_endpoint_auth_method can be none, client_secret_basic or client_secret_post")
	}
	for _, a := range in.Answers {
		if a != "code" {
			return n, "", fail("invalid_client_metadata", "response_types can only be code")
		}
	}
	if n.Name = in.Name; n.Name == "" {
		n.Name = "An app without a name"
	}
	if n.Flows = in.Flows; n.Flows == nil {
		n.Flows = []string{flowCode} // RFC 7591 2
	}
	n.Redirects = in.Redirects
	if in.Scope != "" {
		if n.Scopes, err = parseScopes(in.Scope); err != nil {
			return n, "", fail("invalid_client_metadata", "scope names one that does not exist")
		}
	}
	return n, method, nil
}

// metadataError is a field's error as RFC 7591 3.2.2 says it.
func metadataError(err error) error {
	var f *brush.FieldError
	switch {
	case !errors.As(err, &f):
		return err
	case f.Field == "":
		return &Error{Code: "temporarily_unavailable", Description: "no more apps can register here", Status: http.StatusServiceUnavailable}
	case strings.HasPrefix(f.Field, "redirect_uris"):
		return fail("invalid_redirect_uri", f.Field+" "+f.Reason)
	}
	return fail("invalid_client_metadata", f.Field+" "+f.Reason)
}
