package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/wire"
)

// maxDecoded is how many lines of one request are explained.
const maxDecoded = 200

// DecodeRequest is what somebody wants to understand. Nothing of it is kept.
type DecodeRequest struct {
	Lines string `json:"lines" minLength:"1" maxLength:"60000" doc:"Wire lines as POST /frames takes them: at most 200, of which the first that is too much ends the answer"`
	Key   string `json:"key,omitempty" maxLength:"128" doc:"The key of a handle whose maker encrypts, 32 hexadecimal digits; counts for all of the lines"`
}

// Decoded is one line, and what its frame says.
type Decoded struct {
	Line       int         `json:"line" doc:"Of those that were sent, from 1"`
	Fault      string      `json:"fault,omitempty" doc:"Why the line is no frame; then all else is absent"`
	Frame      *Frame      `json:"frame,omitempty" doc:"The line as it was read"`
	Brand      string      `json:"brand,omitempty" doc:"Whose it is; absent: nobody claims it"`
	BrandName  string      `json:"brand_name,omitempty"`
	Understood bool        `json:"understood" doc:"The maker's decoder knows what it means"`
	Reason     string      `json:"reason,omitempty" enum:"nobody,unknown,not_a_brush,locked,wrong_key" doc:"Why it is not understood"`
	Says       string      `json:"says,omitempty" doc:"What it says, as enamel decode prints it: JSON"`
	Fields     []ByteField `json:"fields" doc:"Every byte of the payload, in order; parts may overlap"`
}

// ByteField is a part of a frame's bytes.
type ByteField struct {
	From   int    `json:"from" doc:"The first byte, from 0"`
	To     int    `json:"to" doc:"Behind the last"`
	Name   string `json:"name" doc:"What it is: a value by its name in says, such as elapsed_s or record.duration_s, or what it is for, such as counter, check, not_read"`
	Value  string `json:"value,omitempty" doc:"What it says; absent: nothing"`
	Clause string `json:"clause,omitempty" doc:"Where the maker's page explains it, such as oralb-7"`
}

// decodeRoutes registers what is for people who look at bytes.
func (s *server) decodeRoutes() {
	register(s, door{id: "decode", method: "POST", path: "/decode", scope: account.BrushesRead, tag: "frames", summary: "Say what frames mean, byte by byte",
		description: "Nothing is kept, and no session comes of it."}, s.decode)
	register(s, door{id: "driveVirtualBrush", method: "POST", path: "/virtual-brush/say", scope: account.BrushesWrite, tag: "brushes", errors: []int{404},
		summary: "Say what a virtual brush does now", description: "One frame in a maker's own bytes, of a brush that somebody drives. With keep it is heard in this home as any frame is; else it is only shown."}, s.driveVirtualBrush)
}

func (s *server) decode(_ context.Context, in *body[DecodeRequest]) (*body[List[Decoded]], error) {
	key, err := parseKey(in.Body.Key)
	if err != nil {
		return nil, err
	}
	hs := &brand.Handles{Makers: s.Brands}
	lines := wire.NewLines(strings.NewReader(in.Body.Lines), 0)
	out := &body[List[Decoded]]{List[Decoded]{Items: []Decoded{}}}
	for len(out.Body.Items) < maxDecoded {
		line, n, err := lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var f brush.Frame
		if err == nil {
			err = wire.ParseFrame(line, &f)
		}
		d := Decoded{Line: n, Fields: []ByteField{}}
		if fault := (*brush.FieldError)(nil); errors.As(err, &fault) {
			d.Fault = fault.Error()
		} else if err != nil {
			return nil, fmt.Errorf("read the lines: %w", err)
		} else {
			if key != nil {
				hs.SetKey(f.Device, key)
			}
			explained(&d, hs, &f)
			if err := json.Unmarshal(wire.AppendFrame(nil, &f), &d.Frame); err != nil {
				return nil, fmt.Errorf("say the frame: %w", err)
			}
			d.Frame.Hex, d.Frame.Data = string(brush.AppendHex(nil, f.Payload)), nil
		}
		out.Body.Items = append(out.Body.Items, d)
	}
	return out, nil
}

// explained says what a frame means, and which of its bytes say it.
func explained(d *Decoded, hs *brand.Handles, f *brush.Frame) {
	var r brush.Reading
	m, v := hs.Decode(f, &r)
	if m == nil {
		d.Reason = "nobody"
		return
	}
	d.Brand, d.BrandName = string(m.ID), m.Name
	said := map[string]string{}
	switch v {
	case brand.Understood:
		d.Understood = true
		text := wire.AppendReading(nil, f.Device, m, &r)
		d.Says = string(text)
		said = sayings(text)
	case brand.NotABrush:
		d.Reason = "not_a_brush"
	case brand.Locked:
		d.Reason = "locked"
	case brand.WrongKey:
		d.Reason = "wrong_key"
	default:
		d.Reason = "unknown"
	}
	for _, x := range hs.Explain(f) {
		d.Fields = append(d.Fields, ByteField{From: x.From, To: x.To, Name: x.Name, Value: said[x.Name], Clause: x.Clause})
	}
}

// sayings returns the values of a decode output by the names that fields have, as texts.
func sayings(text []byte) map[string]string {
	out := map[string]string{}
	var walk func(path string, v json.RawMessage)
	walk = func(path string, v json.RawMessage) {
		var inner map[string]json.RawMessage
		if slices.Contains([]string{"", "event", "head", "record", "settings"}, path) && json.Unmarshal(v, &inner) == nil {
			for k, w := range inner {
				walk(strings.TrimPrefix(path+"."+k, "."), w)
			}
			return
		}
		out[path] = asRead(v)
	}
	walk("", text)
	for _, p := range []string{"", "record."} {
		if code, ok := out[p+"mode_code"]; ok && out[p+"mode"] == "" {
			out[p+"mode"] = code
		} else if ok {
			out[p+"mode"] += " (" + code + ")"
		}
	}
	if name := out["model"]; name != "" {
		out["model_id"] = name + " (" + out["model_id"] + ")"
	}
	return out
}

// asRead returns a JSON value as people read it: texts without quotes, lists of texts with commas.
func asRead(v json.RawMessage) string {
	var text string
	if json.Unmarshal(v, &text) == nil {
		return text
	}
	var list []string
	if json.Unmarshal(v, &list) == nil {
		return strings.Join(list, ", ")
	}
	return string(bytes.TrimSpace(v))
}

// DriveRequest is what a virtual brush does this second.
type DriveRequest struct {
	Brand    string   `json:"brand" enum:"oralb,enamel" doc:"Whose bytes it speaks"`
	PersonID string   `json:"person_id,omitempty" maxLength:"64" doc:"Who brushes; absent: nobody is said"`
	Activity string   `json:"activity" enum:"running,paused,idle" doc:"What its motor does"`
	ElapsedS int      `json:"elapsed_s" minimum:"0" maximum:"3600" doc:"On its timer"`
	Pressure string   `json:"pressure,omitempty" enum:"normal,high" doc:"Absent: normal"`
	Zones    []string `json:"zones,omitempty" maxItems:"16" doc:"Where it is, by the canonical zones' ids, such as upper-right-outer; a maker that measures none says none"`
	Keep     bool     `json:"keep,omitempty" doc:"This home hears it; absent: it is only shown"`
}

// Driving is what a virtual brush does while somebody drives it.
type Driving struct {
	Activity brush.Activity
	Elapsed  int  // s on its timer
	Hard     bool // pressed too hard
	Zones    brush.ZoneSet
}

// Driven is what a virtual brush said.
type Driven struct {
	Device string `json:"device"`
	Line   string `json:"line" doc:"The frame as a wire line"`
}

func (s *server) driveVirtualBrush(ctx context.Context, in *body[DriveRequest]) (*body[Driven], error) {
	if s.Virtual == nil {
		return nil, says(http.StatusNotFound, "This server has no virtual brushes.")
	}
	b, h := &in.Body, principal(ctx).Household
	if err := s.somebody(ctx, b.PersonID); err != nil {
		return nil, err
	}
	now := Driving{Activity: activityNamed(b.Activity), Elapsed: b.ElapsedS, Hard: b.Pressure == brush.PressureHigh.String()}
	for _, id := range b.Zones {
		z := slices.IndexFunc(zoneIDs(), func(o string) bool { return o == id })
		if z < 0 {
			return nil, &brush.FieldError{Field: "zones", Reason: "are not all zones such as upper-right-outer"}
		}
		now.Zones |= brush.Zone(z).Set()
	}
	f, err := s.Virtual.Say(ctx, h, brush.BrandID(b.Brand), brush.PersonID(b.PersonID), now, b.Keep)
	if err != nil {
		return nil, fmt.Errorf("drive a virtual brush: %w", err)
	}
	if b.Keep {
		s.Hub.Wake(h)
	}
	return &body[Driven]{Driven{Device: string(f.Device), Line: string(wire.AppendFrame(nil, &f))}}, nil
}

func activityNamed(name string) brush.Activity {
	for a := range brush.Activities {
		if a.String() == name {
			return a
		}
	}
	return brush.Unknown
}

func zoneIDs() []string {
	ids := make([]string, brush.Zones)
	for z := range brush.Zones {
		ids[z] = z.String()
	}
	return ids
}
