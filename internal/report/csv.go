package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/session"
)

// CSV writes a row for each brushing. What was not measured is empty, not zero.
func (r *Report) CSV(w io.Writer) error {
	names := map[string]string{}
	for _, b := range r.Brushes {
		names[string(b.Device)] = strings.TrimSpace(b.Maker + " " + b.Model)
		if b.Entry {
			names[string(b.Device)] = ""
		}
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"day", "part", "started_at", "brushed_s", "target_s", "heard_s", "origin", "score", "time_points_of_50", "coverage_points_of_30", "zones_half", "zones_of",
		"pressure_points_of_20", "too_hard_s", "pressure_told_s", "brush"})
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	whole := func(v uint32) string { return strconv.FormatUint(uint64(v), 10) }
	for i := range r.Brushings {
		b := &r.Brushings[i]
		row := []string{b.Date.String(), b.Part.String(), b.Start.In(r.Zone).Format(time.RFC3339), whole(b.Seconds), whole(b.Target), whole(b.Heard), b.Origin.String(),
			"", "", "", "", "", "", "", "", guarded(names[string(b.Device)])}
		if b.Stored || b.Origin != session.Measured {
			row[5] = "" // nothing of it was to be heard
		}
		if s := b.Score; s.OK {
			row[7], row[8] = strconv.Itoa(int(s.V.Total)), number(s.V.Time.Points)
			if c := s.V.Coverage; c.OK {
				row[9], row[10], row[11] = number(c.V.Points), whole(c.V.Got), whole(c.V.Of)
			}
			if p := s.V.Pressure; p.OK {
				row[12], row[13], row[14] = number(p.V.Points), whole(p.V.Got), whole(p.V.Of)
			}
		}
		_ = out.Write(row) // its error is kept for the end
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return nil
}

// guarded keeps a program for tables from taking a text for a formula.
func guarded(v string) string {
	if v != "" && strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
		return "'" + v
	}
	return v
}
