package rows

import "testing"

func TestPositional(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"SELECT 1", "SELECT 1"},
		{insert("t", "a, b, c, d, e, f, g, h, i, j, k"), "INSERT INTO t (a, b, c, d, e, f, g, h, i, j, k) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{"UPDATE t SET a = $2 WHERE b = $1", "UPDATE t SET a = $2 WHERE b = $1"},
		{"SELECT $1, $1", "SELECT $1, $1"},
		{"SELECT $1, $20", "SELECT $1, $20"},
	} {
		if got := Positional(c.in); got != c.want {
			t.Errorf("Positional(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
