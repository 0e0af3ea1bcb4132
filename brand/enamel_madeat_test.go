package brand_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
)

func TestOpenMadeAt(t *testing.T) {
	for _, c := range []struct {
		format, payload string
		at              int64 // 0: does not say
	}{
		{enamel.Format, `{"at":1782889200,"battery":1}`, 1782889200},
		{enamel.Format, `{"live":{"at":5},"at":1782889201}`, 1782889201},
		{enamel.Format, `{"live":{"at":1782889200}}`, 0},
		{enamel.Format, `{"at":"soon"}`, 0},
		{enamel.Format, `{"at":-1}`, 0},
		{enamel.Format, `{"at":1782889200`, 0},
		{enamel.Format, ``, 0},
		{enamel.FormatCBOR, "\xa1\x62at\x1a\x6a\x44\xb9\xf0", 0x6a44b9f0},
		{enamel.FormatCBOR, "\xa1\x62at\x1a\x6a\x44\xb9", 0},
		{"other/1", `{"at":1782889200}`, 0},
	} {
		at, ok := enamel.MadeAt(&brush.Frame{Kind: brush.Report, Format: c.format, Payload: []byte(c.payload)})
		if ok != (c.at != 0) || ok && !at.Equal(time.Unix(c.at, 0)) {
			t.Errorf("%s %q: %v, %v", c.format, c.payload, at, ok)
		}
	}
}
