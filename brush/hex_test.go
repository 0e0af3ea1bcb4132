package brush_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/enamel-home/enamel/brush"
)

// FuzzHex compares with the library: the same text for any bytes, and the same answer for any text.
func FuzzHex(f *testing.F) {
	for _, s := range []string{"", "00", "0", "fF09aB", "0g", "g0", "zz", "\xff\x00", "0102xx", "ÿÿ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(brush.AppendHex(nil, []byte(s))), hex.EncodeToString([]byte(s)); got != want {
			t.Errorf("%q becomes %s, want %s", s, got, want)
		}
		want, err := hex.DecodeString(s)
		got, ok := brush.ParseHex([]byte("kept"), s)
		if ok != (err == nil) || ok && !bytes.Equal(got[4:], want) || string(got[:4]) != "kept" || !ok && len(got) != 4 {
			t.Errorf("%q is %x %t, want %x %v", s, got, ok, want, err)
		}
	})
}
