package rows

import (
	"strings"
	"sync"
)

// ones are the statements that write one row of a table and depend on no other table: so many first arguments are the row's key, 0 where the
// database makes it. Two of different tables may change places, and many of one table may be one statement.
var ones = map[string]int{
	putEvidence: 3, putSession: 4, putFrameRow: 4, putFrameBlock: 4, putPart: 0, putChange: 2, putBrush: 2, putSource: 2, putPacked: 4, putWeek: 3,
}

// Keyed returns how many first arguments of a statement are the key of the one row that it writes, 0 where each call writes a row of its own;
// ok is false for another kind of statement.
func Keyed(query string) (key int, ok bool) {
	key, ok = ones[query]
	return key, ok
}

// sizes are how many rows are written at once, so that the texts are few.
var sizes = [...]int{64, 16, 4}

// texts are the statements of ones for more rows, by the text for one.
var texts = sync.OnceValue(func() map[string]map[int]string {
	all := make(map[string]map[int]string, len(ones))
	for query := range ones {
		head, rest, _ := strings.Cut(query, " VALUES (")
		list, tail, _ := strings.Cut(rest, ")")
		cols := strings.Count(list, ",") + 1
		all[query] = map[int]string{}
		for _, n := range sizes {
			numbers := strings.Split(marks(n*cols), ", ")
			rows := make([]string, n)
			for i := range rows {
				rows[i] = "(" + strings.Join(numbers[i*cols:(i+1)*cols], ", ") + ")"
			}
			all[query][n] = head + " VALUES " + strings.Join(rows, ", ") + tail
		}
	}
	return all
})

// Many returns the text that writes as many of so many rows at once as there is a text for, and how many those are. Keyed knows the statement.
func Many(query string, rows int) (text string, n int) {
	for _, n := range sizes {
		if n <= rows {
			return texts()[query][n], n
		}
	}
	return query, 1
}
