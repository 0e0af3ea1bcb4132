package oauth

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// letters are those of a user code: no vowels, so that none is a word, and none that looks like another [RFC 8628 6.1].
const letters = "BCDFGHJKLMNPQRSTVWXZ"

const codeLength = 8

// userCode draws a code as a person types it: BCDF-GHJK.
func (p *Provider) userCode() (string, error) {
	var b strings.Builder
	for b.Len() < codeLength {
		var one [1]byte
		if _, err := io.ReadFull(p.Random, one[:]); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		if n := int(one[0]); n < 256/len(letters)*len(letters) { // each letter as likely as the others
			b.WriteByte(letters[n%len(letters)])
		}
	}
	return b.String(), nil
}

// ShownCode is a code in two groups, as a screen shows it.
func ShownCode(code string) string { return code[:codeLength/2] + "-" + code[codeLength/2:] }

// NormalCode is a code as it is compared, however somebody typed it; "" when it can be none.
func NormalCode(typed string) string {
	if len(typed) > 64 {
		return ""
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(letters, r):
			b.WriteRune(r)
		case strings.ContainsRune(" -_.\t\u2010\u2011\u2012\u2013\u2014\u2212\u00a0", r):
		default:
			return ""
		}
	}
	if b.Len() != codeLength {
		return ""
	}
	return b.String()
}

// deviceAuthorization gives a device a code to show [RFC 8628 3.1, 3.2].
func (p *Provider) deviceAuthorization(w http.ResponseWriter, r *http.Request) {
	f, err := formOf(w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	if wait := p.asking.wait(r.RemoteAddr, p.Now()); wait > 0 {
		p.refuse(w, r, slowDown(w, wait))
		return
	}
	c, err := p.authenticate(r, f)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	if !slices.Contains(c.Flows, flowDevice) {
		p.refuse(w, r, fail("unauthorized_client", "this client does not use device codes"))
		return
	}
	scopes, err := p.scopesFor(c, f["scope"])
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.sweep(r.Context())
	device, err := p.secret(devicePrefix)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	code, err := p.freeCode(r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	now := p.Now()
	a := store.Ask{Hash: hashOf(device), Code: hashOf(code), Typed: true, Client: c.ID, Created: now, Expires: now.Add(RequestLasts), Interval: pollEvery}
	if err := p.keepAsk(r.Context(), a, &question{Scopes: scopes}); err != nil {
		p.refuse(w, r, err)
		return
	}
	link := p.issuer(r) + "/link"
	writeJSON(w, http.StatusOK, map[string]any{
		"device_code": device, "user_code": ShownCode(code), "verification_uri": link, "verification_uri_complete": link + "?code=" + ShownCode(code),
		"expires_in": seconds(RequestLasts), "interval": seconds(pollEvery),
	})
}

// freeCode draws a code that no other device shows at this time.
func (p *Provider) freeCode(r *http.Request) (string, error) {
	for {
		code, err := p.userCode()
		if err != nil {
			return "", err
		}
		_, err = p.Store.AskByCode(r.Context(), hashOf(code), p.Now())
		if errors.Is(err, brush.ErrNotFound) {
			return code, nil
		}
		if err != nil {
			return "", fmt.Errorf("look for a code: %w", err)
		}
	}
}
