package house

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// provisions are those of ETSI EN 303 645, chapters with the number of their last, and sections the ones of OWASP ASVS 4.0.3 with something at level 2.
const (
	provisions = "5.1:5 5.2:3 5.3:16 5.4:4 5.5:8 5.6:9 5.7:2 5.8:3 5.9:3 5.10:1 5.11:4 5.12:3 5.13:1 6:5"
	sections   = "1.1 1.2 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 1.12 1.14 2.1 2.2 2.3 2.4 2.5 2.7 2.8 2.9 2.10 3.1 3.2 3.3 3.4 3.5 3.7 4.1 4.2 4.3 5.1 5.2 5.3 5.4 5.5 6.1 6.2 6.3 6.4 7.1 7.2 7.3 7.4 8.1 8.2 8.3 9.1 9.2 10.1 10.2 10.3 11.1 12.1 12.2 12.3 12.4 12.5 12.6 13.1 13.2 13.3 13.4 14.1 14.2 14.3 14.4 14.5"
)

var codeWord = regexp.MustCompile("`([^`]+)`")

// TestSecurityPage holds docs/security.md to the tree: each provision and section has one row, says how it stands, and what it calls met is shown by a test or a file that
// is there.
func TestSecurityPage(t *testing.T) {
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	for _, name := range strings.Fields("TestArrowsPointDown TestSecurityPage") {
		tests[name] = true
	}
	chapters := strings.Split(string(text), "\n## ")
	want := map[string][]string{"ETSI EN 303 645": nil, "OWASP ASVS 4.0.3, level 2": strings.Fields(sections)}
	for _, c := range strings.Fields(provisions) {
		chapter, last, _ := strings.Cut(c, ":")
		n, err := strconv.Atoi(last)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			want["ETSI EN 303 645"] = append(want["ETSI EN 303 645"], fmt.Sprintf("%s-%d", chapter, i+1))
		}
	}
	for title, rows := range want {
		seen := map[string]bool{}
		for _, chapter := range chapters {
			if !strings.HasPrefix(chapter, title+"\n") {
				continue
			}
			for line := range strings.Lines(chapter) {
				cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
				if len(cells) != 4 || !regexp.MustCompile(`^ \d`).MatchString(cells[0]) {
					continue
				}
				id, state, shown := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), codeWord.FindAllStringSubmatch(cells[3], -1)
				if seen[id] {
					t.Errorf("%s %s has two rows", title, id)
				}
				seen[id] = true
				switch state {
				case "met", "partly":
					if len(shown) == 0 {
						t.Errorf("%s %s is %s, and nothing shows it", title, id, state)
					}
				case "not met", "not ours":
				default:
					t.Errorf("%s %s: %q is no state", title, id, state)
				}
				for _, m := range shown {
					if _, err := os.Stat(m[1]); err != nil && !tests[m[1]] {
						t.Errorf("%s %s: there is no test and no file %s", title, id, m[1])
					}
				}
			}
		}
		for _, id := range rows {
			if !seen[id] {
				t.Errorf("%s %s has no row", title, id)
			}
		}
		if len(seen) != len(rows) {
			t.Errorf("%s: %d rows, want %d", title, len(seen), len(rows))
		}
	}
}
