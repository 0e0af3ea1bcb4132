package privacy_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

func (r *rig) archive(t testing.TB, p brush.PersonID) map[string]string {
	t.Helper()
	var b bytes.Buffer
	must(t, r.s.Export(r.as(), r.h, p, func() io.Writer { return &b }))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	must(t, err)
	out := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		out[f.Name] = string(text)
	}
	return out
}

func TestExport(t *testing.T) {
	r := newRig(t, "sqlite")
	r.fill(t, 3)
	evil := `=HYPERLINK("http://example.org")`
	must(t, r.in.SetNote(r.as(), r.h, brush.SessionID(r.ids[1]), evil))
	tag := "<script>alert(1)</script>"
	_, err := r.acc.ChangePerson(r.as(), r.h, r.kid, account.PersonPatch{Name: &tag})
	must(t, err)
	all := r.archive(t, r.kid)
	for _, name := range []string{"README.txt", "index.html", "sessions.json", "sessions.csv", "seconds.csv", "frames.jsonl", "settings.json", "consents.json", "audit.csv"} {
		if len(all[name]) < 20 {
			t.Errorf("%s is %q", name, all[name])
		}
	}
	var ss []privacy.ExportedSession
	must(t, json.Unmarshal([]byte(all["sessions.json"]), &ss))
	if len(ss) != len(r.ids) {
		t.Errorf("%d brushings, want %d", len(ss), len(r.ids))
	}
	for _, s := range ss {
		if s.Person != string(r.kid) || s.Origin == "measured" && len(s.Runs) == 0 {
			t.Errorf("a brushing is %+v", s)
		}
	}
	for _, name := range []string{"sessions.csv", "seconds.csv", "audit.csv"} {
		rows, err := csv.NewReader(strings.NewReader(all[name])).ReadAll()
		must(t, err)
		if len(rows) < 3 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: %q is a formula", name, cell)
				}
			}
		}
	}
	if !strings.Contains(all["sessions.csv"], "'=HYPERLINK") {
		t.Error("the note is not in the table")
	}
	if strings.Contains(all["index.html"], "<script") || !strings.Contains(all["index.html"], "&lt;script&gt;") {
		t.Error("the page holds what was typed as it was typed")
	}
	for _, asks := range []string{"src=", "href=", "url(", "@import", "<link"} {
		if strings.Contains(all["index.html"], asks) {
			t.Errorf("the page asks for something: %s", asks)
		}
	}
	lines, marked := 0, 0
	in := wire.NewLines(strings.NewReader(all["frames.jsonl"]), 1<<20)
	for {
		line, _, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		var f brush.Frame
		must(t, wire.ParseFrame(line, &f))
		lines++
		if strings.HasPrefix(string(f.Payload), kid) {
			marked++
		}
		if string(f.Payload) == "sibling payload" {
			t.Fatal("the sibling's frames are in it")
		}
	}
	if lines < 200 || marked < 100 {
		t.Errorf("%d frames, of which %d are marked", lines, marked)
	}
	for name, text := range all {
		if name != "index.html" && strings.Contains(text, sibling) || strings.Contains(text, string(r.ben)) {
			t.Errorf("%s tells of somebody else", name)
		}
	}
	ls, err := r.st.AuditLines(context.Background(), r.h, store.AuditQuery{Limit: 1})
	must(t, err)
	if ls[0].Act != store.ActPersonExported || ls[0].Person.ID != string(r.kid) || ls[0].By.ID != r.account {
		t.Errorf("the log says %+v", ls[0])
	}

	if !strings.Contains(all["settings.json"], `"at_min": 1201`) {
		t.Errorf("no reminder in %s", all["settings.json"])
	}

	house := r.archive(t, "")
	must(t, json.Unmarshal([]byte(house["sessions.json"]), &ss))
	if len(ss) != 3*3+1 || !strings.Contains(house["frames.jsonl"], "7369626c696e67") || !strings.Contains(house["settings.json"], sibling) || strings.Count(house["settings.json"], `"at_min": 1201`) != 2 {
		t.Errorf("the household's archive has %d brushings", len(ss))
	}
	if strings.Contains(house["settings.json"], "four words") {
		t.Error("a password")
	}
}

// stopped is a reader who goes away.
type stopped struct {
	n    int
	stop func()
}

func (w *stopped) Write(b []byte) (int, error) {
	if w.n++; w.n == 1 {
		w.stop()
	}
	return len(b), nil
}

func TestExportEnds(t *testing.T) {
	r := newRig(t, "sqlite")
	r.fill(t, 2)
	nothing := func() io.Writer { t.Error("it began"); return io.Discard }
	if err := r.s.Export(r.as(), r.h, "nobody", nothing); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	ctx, stop := context.WithCancel(r.as())
	if err := r.s.Export(ctx, r.h, r.kid, func() io.Writer { return &stopped{stop: stop} }); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody went away: %v", err)
	}
	// Every question and the log may fail.
	for n := 1; ; n++ {
		reached := r.st.FailAt(n)
		err := r.s.Export(r.as(), r.h, r.kid, func() io.Writer { return io.Discard })
		if !reached() {
			must(t, err)
			if n < 8 {
				t.Errorf("there were %d operations", n)
			}
			return
		}
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("operation %d: %v", n, err)
		}
	}
}
