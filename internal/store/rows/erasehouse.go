package rows

import (
	"errors"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// large are the tables of which a household may have much, with the column by which a part of it is taken.
var large = []struct{ table, by string }{{"session", "start_at"}, {"frame_row", "first_at"}, {"frame_block", "first_at"},
	{"evidence", "last_at"}, {"feed", "seq"}, {"audit", "seq"}, {"audit_name", "n"}}

// eraseRows takes about limit rows of what the household has most of.
func (t *Tx) eraseRows(limit int) (done bool, err error) {
	for _, l := range large {
		n, err := t.exec("erase a household", "DELETE FROM "+l.table+" WHERE household = $1 AND "+l.by+" <= (SELECT max(k) FROM (SELECT "+l.by+" AS k FROM "+l.table+
			" WHERE household = $2 ORDER BY "+l.by+" LIMIT "+most("$3")+") AS f)", string(t.h), string(t.h), int64(limit))
		if err != nil || n > 0 {
			return false, err
		}
	}
	return true, nil
}

func (t *Tx) endHousehold(e *erasing) error {
	tables, err := tablesWith("household")
	if err != nil {
		return t.failed("erase a household", err)
	}
	for _, table := range tables {
		if err := t.later("erase a household", "DELETE FROM "+table+" WHERE household = $1", string(t.h)); err != nil {
			return err
		}
	}
	if err := t.later("erase a household", "DELETE FROM household WHERE id = $1", string(t.h)); err != nil {
		return err
	}
	t.house, t.roll = brush.Opt[store.Household]{}, roll{}
	return t.scrubLater(e.Asked)
}

// tablesWith returns every table of the migrations that has a text column of that name: whoever adds one need not remember to have it erased.
// Folded counts of the installation have none.
func tablesWith(column string) ([]string, error) {
	steps, err := Steps(SQLite)
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, s := range steps {
		text := comment.ReplaceAllString(s.Text+";"+s.After, "")
		for text != "" {
			statement, rest, _ := strings.Cut(text, ";")
			text = rest
			if m := made.FindStringSubmatch(statement); m != nil {
				have[m[1]] = strings.Contains(" "+strings.Join(strings.Fields(m[2]), " "), " "+column+" TEXT")
			} else if m := moved.FindStringSubmatch(statement); m != nil {
				have[m[2]] = have[m[1]]
				delete(have, m[1])
			} else if m := dropped.FindStringSubmatch(statement); m != nil {
				delete(have, m[1])
			} else if m := added.FindStringSubmatch(statement); m != nil && m[2] == column {
				have[m[1]] = true
			}
		}
	}
	var out []string
	for table, has := range have {
		if has {
			out = append(out, table)
		}
	}
	slices.Sort(out)
	if len(out) == 0 {
		return nil, errors.New("no table has the column " + column)
	}
	return out, nil
}
