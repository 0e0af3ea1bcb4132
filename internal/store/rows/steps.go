package rows

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"github.com/enamel-home/enamel/brush"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Database is one of those that the text is written for.
type Database string

// The databases.
const (
	SQLite   Database = "sqlite"
	Postgres Database = "postgres"
)

// Step is one file of migrations/ as one database wants it.
type Step struct {
	Number int    // 1, 2 ...; the first digits of its name
	Name   string // of the file
	Text   string
	After  string // what follows once the sessions are packed; "": the step is its text and nothing else
}

// packsHere parts the text of the step in whose middle sessions are packed.
const packsHere = "-- Here each session is packed.\n"

// Run does what a step does: script runs a text of several statements, and run a statement, in one transaction.
func (s *Step) Run(ctx context.Context, run Runner, script func(text string) error) error {
	if err := script(s.Text); err != nil || s.After == "" {
		return err
	}
	if err := packWide(ctx, run); err != nil {
		return err
	}
	return script(s.After)
}

// only is what only one database has: /*sqlite ... */ or /*postgres ... */. To the other it stays a comment.
var only = regexp.MustCompile(`(?s)/\*(sqlite|postgres)\s(.*?)\*/`)

// Steps returns the files of migrations/ in order of their number. The files are written once, with the words of SQLite where the two differ
// in a word: for PostgreSQL, WITHOUT ROWID goes, and TEXT is compared by its bytes.
func Steps(db Database) ([]Step, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	all := make([]Step, 0, len(names))
	for _, name := range names { // fs.Glob sorts
		digits, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		n, err := strconv.Atoi(digits)
		if err != nil || len(digits) != 4 || len(all) > 0 && n <= all[len(all)-1].Number {
			return nil, fmt.Errorf("read migrations: %s: its name should begin with a number of four digits of its own", name)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		before, after, _ := strings.Cut(string(text), packsHere)
		all = append(all, Step{n, strings.TrimPrefix(name, "migrations/"), db.words(before), db.words(after)})
	}
	return all, nil
}

var (
	comment    = regexp.MustCompile(`--[^\n]*`)
	textColumn = regexp.MustCompile(`([a-z0-9_]\s+)TEXT\b`)
)

func (db Database) words(text string) string {
	text = only.ReplaceAllStringFunc(text, func(s string) string {
		if m := only.FindStringSubmatch(s); m[1] == string(db) {
			return m[2]
		}
		return s
	})
	if db == Postgres {
		text = strings.ReplaceAll(comment.ReplaceAllString(text, ""), " WITHOUT ROWID", "")
		text = textColumn.ReplaceAllString(text, `${1}TEXT COLLATE "C"`)
	}
	return text
}

// Newer is the error of a database that knows more steps than this program: brush.ErrConflict.
func Newer(have, known int) error {
	return fmt.Errorf("this database was written by a newer Enamel (schema %d, this one knows %d): start that version, or restore a backup that this one made: %w",
		have, known, brush.ErrConflict)
}
