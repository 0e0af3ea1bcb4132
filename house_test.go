// The tests of the tree itself: which room may know which, and that each says what it is for.

package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/enamel-home/enamel"

// pure is what the ground floor may import of the standard library: small packages without clock, socket, disk or log, so that it is
// firmware and browser code too.
var pure = words("errors time math math/bits slices maps cmp strconv strings unicode/utf8 encoding/binary encoding/hex crypto/aes crypto/cipher crypto/hmac crypto/sha256 crypto/subtle")

// rooms is the table of who may know whom; the longest prefix of a package's path finds its row. Arrows only point down.
var rooms = []struct {
	room string
	pure bool   // of the standard library only pure
	may  string // rooms of this house
	ext  string // modules from outside; a room that is not named here may import none
	why  string // what the room is for, said when it breaks
}{
	{"brush", true, "", "", "is the vocabulary and knows nobody"},
	{"brand", true, "brush", "", "says what a maker's folder offers"},
	{"brand/all", true, "brush brand brand/*", "", "is the list of makers"},
	{"brand/*", true, "brush brand", "", "is a maker: pure functions of bytes"},
	{"session", true, "brush", "", "is every rule about brushing, and pure"},
	{"reward", true, "brush session", "", "is every rule of what brushing earns, and pure"},
	{"wire", false, "brush brand session", "", "is the one JSON form"},
	{"wire/sinktest", false, "brush brand brand/all session wire", "", "is the promise of a sink as tests"},
	{"wire/relay", false, "brush brand wire", "", "reads what other gateways send"},
	{"wire/httpsink", false, "brush wire", "", "is a sink at the other end of HTTP"},
	{"client", false, "brush wire wire/httpsink", "", "is the API's other end, for others to build on"},
	{"client/examples", false, "client", "", "shows how the client is used"},
	{"internal/store", false, "brush reward session", "", "is a promise, and knows no database"},
	{"internal/store/storetest", false, "brush reward session internal/store", "", "is the promise of a store as tests"},
	{"internal/store/faulty", false, "brush session internal/store", "", "makes a store fail on purpose"},
	{"internal/store/rows", false, "brush reward session internal/store", "", "is the SQL that every database shares"},
	{"internal/store/gather", false, "brush internal/store", "", "is a line before a commit, and knows no database"},
	{"internal/store/sqlite", false, "brush session internal/store internal/store/rows internal/store/gather", "modernc.org/sqlite", "is one technology"},
	{"internal/store/postgres", false, "brush session internal/store internal/store/rows internal/store/gather", "github.com/jackc/pgx/v5", "is one technology"},
	{"internal/seal", false, "", "golang.org/x/crypto", "encrypts, and knows nobody"},
	{"internal/certs", false, "", "golang.org/x/crypto", "gives certificates, and knows nobody"},
	{"internal/pgtest", false, "", "github.com/jackc/pgx/v5", "starts a real PostgreSQL for tests"},
	{"internal/ingest", false, "brush brand brand/timer session wire internal/store", "", "is a use, and knows no technology"},
	{"internal/live", false, "brush session internal/store", "", "is a use, and knows no technology"},
	{"internal/remind", false, "brush session internal/store", "github.com/SherClockHolmes/webpush-go", "is a use, and knows no technology but the one it sends by"},
	{"internal/upkeep", false, "brush session internal/store", "", "is a use, and knows no technology"},
	{"internal/notify", false, "brush internal/store", "", "is a use, and knows no technology but the one it sends by"},
	{"internal/privacy", false, "brush brand session wire internal/store", "", "is a use, and knows no technology"},
	{"internal/report", false, "brush session internal/store", "codeberg.org/go-pdf/fpdf", "is a use, and knows no technology"},
	{"internal/account", false, "brush session internal/store", "golang.org/x/crypto golang.org/x/text golang.org/x/oauth2 github.com/coreos/go-oidc/v3 github.com/go-webauthn/webauthn", "is a use, and knows no technology"},
	{"internal/oauth", false, "brush internal/store internal/account", "github.com/go-jose/go-jose/v4", "is a use: it lets apps act for people"},
	{"internal/provision", false, "brush wire internal/store internal/account", "", "is a use: it gives devices what they come in with"},
	{"internal/intake", false, "brush brand brand/enamel wire wire/relay", "", "is a use, and knows no technology"},
	{"internal/mqttio", false, "brush brand wire wire/relay internal/store internal/intake internal/account", "github.com/mochi-mqtt/server/v2 github.com/eclipse/paho.golang github.com/coder/websocket golang.org/x/sync", "is one technology, and knows no other"},
	{"internal/httpapi", false, "brush brand brand/timer session reward wire wire/relay internal/store internal/ingest internal/live internal/account internal/oauth internal/intake internal/notify internal/privacy internal/provision internal/remind internal/report", "github.com/danielgtaylor/huma/v2 rsc.io/qr", "is one technology, and knows no other"},
	{"internal/sim", false, "brush brand session wire", "", "plays brushes, and knows only the door"},
	{"internal/bluez", false, "", "github.com/godbus/dbus/v5", "plays a Linux machine's Bluetooth for tests"},
	{"internal/sbom", false, "", "", "lists what a binary is made of"},
	{"internal/brandtable", false, "brush brand brand/all wire", "", "writes a page about the makers"},
	{"internal/bench", false, "*", "*", "measures the house"},
	{"internal/chaos", false, "*", "*", "breaks the house on purpose"},
	{"cmd", false, "*", "*", "is the roof"},
	{"web", false, "", "", "is the app's files"},
}

type pkg struct {
	ImportPath, Dir string
	Imports         []string
	GoFiles         []string
}

func TestArrowsPointDown(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if name == "" {
			continue
		}
		i := rowOf(name)
		if i < 0 {
			t.Errorf("%q has no row in the table of rooms", name)
			continue
		}
		row := rooms[i]
		for _, imp := range p.Imports {
			switch {
			case strings.HasPrefix(imp, module+"/"):
				to := strings.TrimPrefix(imp, module+"/")
				if to != name && !allowed(words(row.may), to) {
					t.Errorf("%q %s and may not import %q", name, row.why, to)
				}
			case !strings.Contains(strings.Split(imp, "/")[0], "."):
				if row.pure && !pure[imp] {
					t.Errorf("%q is pure and may not import %q", name, imp)
				}
			case row.ext != "*" && !underAny(words(row.ext), imp):
				t.Errorf("%q %s and may not import %q", name, row.why, imp)
			}
		}
	}
}

// TestEveryRoomSaysWhatItIs asks for exactly one package comment a package.
func TestEveryRoomSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) {
		n := 0
		for _, f := range p.GoFiles {
			src, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if src.Doc != nil {
				n++
			}
		}
		if n != 1 && len(p.GoFiles) > 0 {
			t.Errorf("%s has %d package comments, and should have one", p.ImportPath, n)
		}
	}
}

// TestNoInit: lists are explicit. Nothing happens because a package was imported.
func TestNoInit(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range p.GoFiles {
			src, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range src.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s/%s has an init", p.ImportPath, f)
				}
			}
		}
	}
}

// long are the files that may be longer than 500 lines, each with its reason.
var long = map[string]string{
	"clients/typescript/schema.d.ts": "generated from the API's description, and not kept",
	"web/src/api/schema.d.ts":        "generated from the API's description",
}

func TestNoFileIsLong(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata") {
			return fs.SkipDir
		}
		ext := filepath.Ext(path)
		if d.IsDir() || ext != ".go" && ext != ".ts" && ext != ".tsx" && ext != ".css" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if n := bytes.Count(b, []byte("\n")); n > 500 && long[filepath.ToSlash(path)] == "" {
			t.Errorf("%s has %d lines: a reason, or another room?", path, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func packages(t *testing.T) (all []pkg) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.ImportPath, "/node_modules/") {
			all = append(all, p)
		}
	}
	if len(all) < 5 {
		t.Fatalf("go list found %d packages", len(all))
	}
	return all
}

// rowOf returns the row with the longest room that the package is, or is under.
func rowOf(name string) int {
	best, length := -1, -1
	for i, r := range rooms {
		base, star := strings.CutSuffix(r.room, "/*")
		if (name == r.room || strings.HasPrefix(name, base+"/") && (star || base == r.room)) && len(r.room) > length {
			best, length = i, len(r.room)
		}
	}
	return best
}

func allowed(may map[string]bool, to string) bool {
	if may["*"] || may[to] {
		return true
	}
	for m := range may {
		if base, ok := strings.CutSuffix(m, "/*"); ok && strings.HasPrefix(to, base+"/") {
			return true
		}
	}
	return false
}

func underAny(roots map[string]bool, imp string) bool {
	for r := range roots {
		if imp == r || strings.HasPrefix(imp, r+"/") {
			return true
		}
	}
	return false
}

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}
