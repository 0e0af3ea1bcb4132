package httpapi

import (
	"context"
	"fmt"
	"hash/crc32"
	"net/http"
	"strings"

	"github.com/enamel-home/enamel/internal/store"
)

// A thing that several people may edit has a version: it names what people say of the thing, and not what a brush said meanwhile. Answers that
// hold one such thing begin their ETag with it, `"version.digest"`; what a list holds says it in its field version. If-Match compares versions
// alone, so that a brush that is in use does not refuse its own name; If-None-Match compares the whole.

// versioned is the form of a thing that has a version.
type versioned interface{ versionOf() string }

func (p *Person) versionOf() string    { return p.Version }
func (b *Brush) versionOf() string     { return b.Version }
func (h *Household) versionOf() string { return h.Version }
func (b *Brushing) versionOf() string  { return b.Version }
func (m *Member) versionOf() string    { return m.Version }
func (k *Hook) versionOf() string      { return k.Version }

func (b *BrushSettings) versionOf() string { return b.Version }

// versionOf is the version of what an answer holds; "" for what has none.
func (b *body[T]) versionOf() string {
	if v, ok := any(&b.Body).(versioned); ok {
		return v.versionOf()
	}
	return ""
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// tagOf is the ETag of an answer. It is strong: another body has another one.
func tagOf(version string, body []byte) string {
	if version != "" {
		version += "."
	}
	return fmt.Sprintf(`"%s%08x%08x%x"`, version, crc32.ChecksumIEEE(body), crc32.Checksum(body, castagnoli), len(body))
}

// tags reads a list of entity tags: each as it stands between its quotes. ok is false for what is no such list.
func tags(lines []string) (all []tag, star, ok bool) {
	rest := strings.TrimSpace(strings.Join(lines, ","))
	if rest == "*" {
		return nil, true, true
	}
	for rest != "" {
		var one tag
		rest, one.weak = strings.CutPrefix(rest, "W/")
		var found bool
		if rest, found = strings.CutPrefix(rest, `"`); !found {
			return nil, false, false
		}
		if one.opaque, rest, found = strings.Cut(rest, `"`); !found || strings.ContainsFunc(one.opaque, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
			return nil, false, false
		}
		all = append(all, one)
		rest = strings.TrimSpace(rest)
		if rest == "" {
			break
		}
		if rest, found = strings.CutPrefix(rest, ","); !found {
			return nil, false, false
		}
		rest = strings.TrimLeft(rest, ", \t")
	}
	return all, false, len(all) > 0
}

type tag struct {
	opaque string
	weak   bool
}

// conditioned returns the context of a change that is made only to the version that If-Match names.
func conditioned(ctx context.Context, r *http.Request, takes bool) (context.Context, error) {
	lines := r.Header.Values("If-Match")
	if len(lines) == 0 || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return ctx, nil
	}
	if !takes {
		return nil, says(http.StatusBadRequest, "This call knows no versions. Send it without If-Match.")
	}
	all, star, ok := tags(lines)
	switch {
	case !ok:
		return nil, says(http.StatusBadRequest, `If-Match holds no entity tag such as "0123456789abcdef".`)
	case star:
		return ctx, nil
	}
	versions := []string{} // never nil: none is not any
	for _, t := range all {
		if version, _, _ := strings.Cut(t.opaque, "."); !t.weak {
			versions = append(versions, version)
		}
	}
	return store.IfMatch(ctx, versions), nil
}

// unchanged reports whether whoever asks has this very answer already.
func unchanged(r *http.Request, etag string) bool {
	lines := r.Header["If-None-Match"]
	if len(lines) == 0 || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	all, star, ok := tags(lines)
	if !ok {
		return false
	}
	for _, t := range all {
		if `"`+t.opaque+`"` == etag {
			return true
		}
	}
	return star
}
