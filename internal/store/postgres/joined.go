package postgres

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/internal/store/rows"
)

// joined makes few statements of many that write a row each: what a server does for a statement is several times what it does for a row.
// Whatever is no such statement stays where it is, and nothing passes it.
func joined(all []statement) []statement {
	var out []statement
	var window []*table // in order of their first row
	flush := func() {
		for _, t := range window {
			out = t.appendTo(out)
		}
		window = window[:0]
	}
	for _, s := range all {
		key, ok := rows.Keyed(s.text)
		if !ok {
			flush()
			out = append(out, s)
			continue
		}
		var to *table
		for _, t := range window {
			if t.text == s.text {
				to = t
				break
			}
		}
		if to == nil {
			to = &table{text: s.text, at: map[string]int{}}
			window = append(window, to)
		}
		to.add(s.args, key)
	}
	flush()
	return out
}

// table is the rows that wait for one table.
type table struct {
	text string
	rows [][]any
	at   map[string]int // of each key in rows
	key  []byte
}

// add takes a row. One statement may not write a row twice: of two with one key the later one stays, which says everything anew.
func (t *table) add(args []any, key int) {
	if key == 0 {
		t.rows = append(t.rows, args)
		return
	}
	t.key = t.key[:0]
	for _, a := range args[:key] {
		switch a := a.(type) {
		case string:
			t.key = append(binary.AppendUvarint(t.key, uint64(len(a))), a...)
		case []byte:
			t.key = append(binary.AppendUvarint(t.key, uint64(len(a))), a...)
		case int64:
			t.key = binary.AppendVarint(t.key, a)
		}
	}
	if i, there := t.at[string(t.key)]; there {
		t.rows[i] = args
		return
	}
	t.at[string(t.key)] = len(t.rows)
	t.rows = append(t.rows, args)
}

func (t *table) appendTo(out []statement) []statement {
	for rest := t.rows; len(rest) > 0; {
		text, n := rows.Many(t.text, len(rest))
		args := rest[0]
		if n > 1 {
			args = make([]any, 0, n*len(rest[0]))
			for _, r := range rest[:n] {
				args = append(args, r...)
			}
		}
		out, rest = append(out, statement{text, args}), rest[n:]
	}
	return out
}
