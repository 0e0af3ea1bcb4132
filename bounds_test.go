package house

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// bounded are the rooms whose bounds docs/bounds.md lists; rooms below them count.
var bounded = []string{"internal/store", "internal/mqttio", "internal/httpapi", "internal/ingest", "internal/intake", "internal/live", "internal/account", "internal/upkeep", "internal/seal", "internal/certs",
	"internal/notify", "internal/remind", "internal/provision", "internal/report", "internal/chaos", "wire", "brand", "brush", "session", "cmd/enamel"}

// untested is how many bounds of these have no test yet that shows what they are for.
const untested = 0

// suites are among them and are tests themselves.
var suites = words("internal/store/storetest internal/store/faulty wire/sinktest")

// boundName is how a number is called that is a bound. A constant of type time.Duration is one whatever it is called.
var boundName = regexp.MustCompile(`(?i)^(max|most|longest|shortest|least|alone$|together$|queued$|readers$|writers$|moves$|politeness$|pauseMax$|carry$|shorter$|lookAnyway$|intakes$|entries$|free(Pair|Whole|Pin)$|worthIt$)|(Most|Least|Within|Every|Rows|AtOnce|For|(reset|stale|stream)After|Bucket|Gap|Slack|Below|Quiet|Days)$`)

// TestBounds holds docs/bounds.md to the code: every bound of these rooms is in its table with its value, and every test that is named there is
// one. So nobody adds or changes a limit, a period or a patience without saying what it is for, and which test shows it.
func TestBounds(t *testing.T) {
	text, err := os.ReadFile("docs/bounds.md")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{} // room/name: value
	tests := testNames(t)
	room, none := "", 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			room = heading
		}
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		if len(cells) != 4 {
			t.Errorf("%q has %d columns, want 4", line, len(cells))
			continue
		}
		name := room + "/" + quoted(cells[0])
		if said[name] != "" {
			t.Errorf("%s stands there twice", name)
		}
		said[name] = quoted(cells[1])
		if len(strings.TrimSpace(cells[2])) < 10 {
			t.Errorf("%s: what for?", name)
		}
		if cells[3] = strings.TrimSpace(cells[3]); cells[3] == "none yet" {
			none++
			continue
		}
		for _, test := range strings.Split(cells[3], ",") {
			if !tests[quoted(test)] {
				t.Errorf("%s: there is no test %q", name, quoted(test))
			}
		}
	}
	if none != untested {
		t.Errorf("%d bounds have no test, and untested says %d: it may only become smaller", none, untested)
	}
	have := boundsOf(t)
	for _, name := range slices.Sorted(maps.Keys(have)) {
		switch value := have[name]; said[name] {
		case value:
		case "":
			t.Errorf("%s = %s is not in docs/bounds.md: what is it for, and which test shows it?", name, value)
		default:
			t.Errorf("%s = %s, and docs/bounds.md says %s", name, value, said[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		if have[name] == "" {
			t.Errorf("docs/bounds.md: there is no %s", name)
		}
	}
}

func quoted(s string) string { return strings.Trim(strings.TrimSpace(s), "`") }

// boundsOf returns the bounds of those rooms with their values as they are written: constants, and what Limits of the same room are by default.
func boundsOf(t *testing.T) map[string]string {
	have := map[string]string{}
	for _, root := range bounded {
		files(t, root, func(path string, f *ast.File, set *token.FileSet) {
			room := filepath.ToSlash(filepath.Dir(path))
			if strings.HasSuffix(path, "_test.go") || suites[room] {
				return
			}
			written := func(e ast.Expr) string {
				var b bytes.Buffer
				if err := printer.Fprint(&b, set, e); err != nil {
					t.Fatal(err)
				}
				return b.String()
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GenDecl:
					if n.Tok != token.CONST {
						return true
					}
					for _, s := range n.Specs {
						v := s.(*ast.ValueSpec)
						for i, name := range v.Names {
							if i < len(v.Values) && (isDuration(v.Values[i]) || boundName.MatchString(name.Name) && isNumber(v.Values[i])) {
								have[room+"/"+name.Name] = written(v.Values[i])
							}
						}
					}
				case *ast.CallExpr: // def(&l.Connections, 12_000)
					if fn, ok := n.Fun.(*ast.Ident); ok && fn.Name == "def" && len(n.Args) == 2 {
						if p, ok := n.Args[0].(*ast.UnaryExpr); ok {
							have[room+"/Limits."+p.X.(*ast.SelectorExpr).Sel.Name] = written(n.Args[1])
						}
					}
				}
				return true
			})
		})
	}
	return have
}

// isDuration reports whether an expression is made of the units of package time.
func isDuration(e ast.Expr) (yes bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr: // int64(time.Hour / time.Microsecond) is a number of something
			return false
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" {
				yes = true
			}
		}
		return true
	})
	return yes
}

func isNumber(e ast.Expr) (yes bool) {
	yes = true
	ast.Inspect(e, func(n ast.Node) bool {
		if b, ok := n.(*ast.BasicLit); ok && b.Kind != token.INT {
			yes = false
		}
		if i, ok := n.(*ast.Ident); ok && i.Name == "iota" {
			yes = false
		}
		return true
	})
	return yes
}

// testNames are the tests and fuzz targets of the whole house.
func testNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	for _, root := range append([]string{"internal"}, bounded...) {
		files(t, root, func(path string, f *ast.File, _ *token.FileSet) {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasSuffix(path, "_test.go") {
					names[fn.Name.Name] = strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")
				}
			}
		})
	}
	return names
}

// files calls fn with every Go file of a room and those below it.
func files(t *testing.T, root string, fn func(path string, f *ast.File, set *token.FileSet)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err == nil {
			fn(path, f, set)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
