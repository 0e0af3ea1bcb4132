package privacy

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// checkPage is how many lines of a log are read at once.
const checkPage = 500

// Report says whether a household's log is as it was written.
type Report struct {
	Head  store.AuditHead
	Lines store.Seq // that hold, from the first on
	Fault string    // "": all of it holds; else the first thing that does not, in words
}

// Check goes through the log of a household and recomputes its chain. noted, which may be zero, is how the log ended at an earlier time: a log
// that was written anew from its beginning does not go through it.
func (s *Service) Check(ctx context.Context, h brush.HouseholdID, noted store.AuditHead) (Report, error) {
	var r Report
	fail := func(err error) (Report, error) { return r, fmt.Errorf("check the log: %w", err) }
	var err error
	if r.Head, err = s.Store.AuditHead(ctx, h); err != nil {
		return fail(err)
	}
	names := nameReader{s: s, h: h}
	hash := store.AuditStart(h)
	for r.Lines < r.Head.Count { // what is written meanwhile is not looked at
		page, err := s.Store.AuditChain(ctx, h, r.Lines, checkPage)
		if err != nil {
			return fail(err)
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			l := &page[i]
			if r.Lines == r.Head.Count {
				break
			}
			if l.Seq != r.Lines+1 {
				r.Fault = "line " + number(r.Lines+1) + " is missing"
				return r, nil
			}
			fresh, fault, err := names.upTo(ctx, max(l.By.N, l.Client.N, l.About.N, l.Person.N))
			if err != nil {
				return fail(err)
			}
			if fault != "" {
				r.Fault = fault
				return r, nil
			}
			if hash = store.ChainHash(hash, l, fresh); hash != l.Hash {
				r.Fault = "line " + number(l.Seq) + " is not as it was written, or does not follow the line before"
				return r, nil
			}
			r.Lines++
			if noted.Count == l.Seq && noted.Hash != hash {
				r.Fault = "line " + number(l.Seq) + " is another than the one that was noted"
				return r, nil
			}
		}
	}
	switch {
	case r.Lines != r.Head.Count:
		r.Fault = "the log ends with line " + number(r.Lines) + ", and should with " + number(r.Head.Count)
	case hash != r.Head.Hash:
		r.Fault = "the last line is another than the end that was kept"
	case noted.Count > r.Lines:
		r.Fault = "the log ends with line " + number(r.Lines) + ", and line " + number(noted.Count) + " was noted"
	case names.seen > r.Head.Names:
		r.Fault = "there are more names than were given"
	default:
		next, err := s.Store.AuditChain(ctx, h, r.Lines, 1)
		if err != nil {
			return fail(err)
		}
		now, err := s.Store.AuditHead(ctx, h)
		if err != nil {
			return fail(err)
		}
		if len(next) > 0 && now.Count == r.Head.Count {
			r.Fault = "there are lines behind the end that was kept"
		}
	}
	return r, nil
}

func number(n store.Seq) string { return strconv.FormatInt(int64(n), 10) }

// nameReader reads the names of a log in order, a page at a time.
type nameReader struct {
	s    *Service
	h    brush.HouseholdID
	seen int64
	page []store.AuditName
}

// upTo returns the names behind those that were seen, up to a number. fault says that one is not what it was when it was given.
func (r *nameReader) upTo(ctx context.Context, n int64) (fresh []store.AuditName, fault string, err error) {
	for r.seen < n {
		if len(r.page) == 0 {
			if r.page, err = r.s.Store.AuditNames(ctx, r.h, r.seen, checkPage); err != nil {
				return nil, "", err
			}
		}
		if len(r.page) == 0 || r.page[0].N != r.seen+1 {
			return nil, "name " + strconv.FormatInt(r.seen+1, 10) + " is missing", nil
		}
		name := r.page[0]
		r.page = r.page[1:]
		r.seen = name.N
		if erased := name.ID == "" && name.Kind != store.Machine; !erased && store.SealOf(name.Salt, name.Named) != name.Seal {
			return nil, "name " + strconv.FormatInt(name.N, 10) + " is not the one that was given", nil
		}
		fresh = append(fresh, name)
	}
	return fresh, "", nil
}

// HeadText is how a log ends, in a line that can be noted down.
func HeadText(h store.AuditHead) string { return number(h.Count) + ":" + hex.EncodeToString(h.Hash[:]) }

// ParseHead reads what HeadText wrote; ok is false for anything else.
func ParseHead(s string) (h store.AuditHead, ok bool) {
	count, hash, ok := strings.Cut(s, ":")
	n, err := strconv.ParseInt(count, 10, 64)
	b, err2 := hex.DecodeString(hash)
	if !ok || err != nil || err2 != nil || n < 0 || len(b) != len(h.Hash) {
		return store.AuditHead{}, false
	}
	h.Count = store.Seq(n)
	copy(h.Hash[:], b)
	return h, true
}
