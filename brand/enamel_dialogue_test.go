package brand_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
)

// built is a brush that somebody built after the README of the open format: it keeps sessions and settings, and cuts reports into values.
type built struct {
	handle
	ids      []uint32
	size     int                        // of a value: the MTU without its header
	drop     func(transfer, n int) bool // the nth value of a transfer gets lost
	spoil    func(transfer, n int) bool // a bit of it is not as it was sent
	settings brush.Preferences          // reported
	asked    []byte                     // the last ask
	sent     map[uint32]int             // how often each session was sent
	reports  map[uint32][]byte
}

// build makes a brush with sessions under these ids.
func build(t *testing.T, size int, ids ...uint32) *built {
	t.Helper()
	b := &built{ids: ids, size: size, sent: map[uint32]int{}, reports: map[uint32][]byte{},
		settings: brush.Preferences{Version: brush.Some(uint32(3)), Target: brush.Some(uint16(120))}}
	b.attributes = map[brush.UUID][]byte{
		enamel.CharAbout: asCBOR(t, `{"model":7,"firmware":12,"head":{"days":40}}`), enamel.CharLive: {0x10, 3, 87, 0, 0, 0, 0, 0, 120, 0},
		enamel.CharSessions: {}, enamel.CharControl: {}, enamel.CharSettings: enamel.AppendSettingsCBOR(nil, &b.settings), brush.UUID16(0x2A19): {86},
	}
	for _, id := range ids {
		report := brushing(rand.New(rand.NewPCG(uint64(id), 1)), 60+int(id%90))
		b.reports[id] = asCBOR(t, strings.Replace(report, `"id":17`, `"id":`+strconv.Itoa(int(id)), 1))
	}
	b.other = func(a *brand.Action, at time.Duration, say func(time.Duration, brand.Event), value func(time.Duration, brush.FrameKind, brush.UUID, []byte)) {
		say(at, brand.Event{Kind: brand.Written, Char: a.Char})
		switch a.Char {
		case enamel.CharSettings:
			wish, ok := enamel.ParseSettings(a.Data, true)
			if !ok || len(a.Data) > 512 {
				t.Errorf("told %x", a.Data)
			}
			b.settings.Version, b.settings.Target = wish.Version, wish.Target // the rest it does not know
			b.attributes[enamel.CharSettings] = enamel.AppendSettingsCBOR(nil, &b.settings)
		case enamel.CharControl:
			b.asked = a.Data
			for i, v := range b.values(t, a.Data) {
				transfer := int(a.Data[1])
				if b.drop != nil && b.drop(transfer, i) {
					continue
				}
				if b.spoil != nil && b.spoil(transfer, i) {
					v[len(v)-1] ^= 4
				}
				value(at+time.Duration(i+1)*15*time.Millisecond, brush.Notify, enamel.CharSessions, v)
			}
		default:
			t.Errorf("writes %x to %v", a.Data, a.Char)
		}
	}
	return b
}

// values cuts what is asked for into values.
func (b *built) values(t *testing.T, ask []byte) (out [][]byte) {
	after := int64(-1)
	switch {
	case len(ask) == 6 && ask[0] == 1:
		after = int64(binary.LittleEndian.Uint32(ask[2:]))
	case len(ask) != 2 || ask[0] != 2:
		t.Fatalf("asks %x", ask)
	}
	n := 0
	for _, id := range b.ids {
		if int64(id) <= after {
			continue
		}
		b.sent[id]++
		r := b.reports[id]
		v := binary.LittleEndian.AppendUint16([]byte{ask[1], byte(n), 0, 0}, uint16(len(r)))
		v = binary.LittleEndian.AppendUint32(v, crc32.ChecksumIEEE(r))
		for part := uint16(1); ; part++ {
			k := min(len(r), b.size-len(v))
			out = append(out, append(v, r[:k]...))
			if r = r[k:]; len(r) == 0 {
				break
			}
			v = binary.LittleEndian.AppendUint16([]byte{ask[1], byte(n)}, part)
		}
		n++
	}
	return append(out, binary.LittleEndian.AppendUint16([]byte{ask[1], 0, 0xFF, 0xFF}, uint16(n)))
}

// sessions returns the ids of the sessions that were kept, in their order, and checks that each is as it was stored.
func (b *built) sessions(t *testing.T, p *played) (ids []uint32) {
	t.Helper()
	for i := range p.emitted {
		f := &p.emitted[i]
		var r brush.Reading
		if v := enamel.Spec.Decode(f, &r); v != brand.Understood {
			t.Errorf("emits %v %v %x, which is not understood", f.Kind, f.UUID, f.Payload)
		}
		if r.Record != nil {
			ids = append(ids, r.Record.ID.V)
			if !bytes.Equal(f.Payload, b.reports[r.Record.ID.V]) || f.Kind != brush.Report || f.Source != "hall" || f.At.IsZero() {
				t.Errorf("session %d is not as it was stored: %+v", r.Record.ID.V, f)
			}
		}
	}
	return ids
}

func TestOpenDialogue(t *testing.T) {
	for _, size := range []int{20, 182, 509} {
		b := build(t, size, 5, 6, 7, 300)
		p := talk(t, enamel.NewDialogue(enamel.Options{}), &b.handle)
		if got := b.sessions(t, &p); !slices.Equal(got, b.ids) || !p.hungUp || p.took > 20*time.Second {
			t.Errorf("values of %d: sessions %v, hung up %t after %v", size, got, p.hungUp, p.took)
		}
		var all brush.Reading
		for i := range p.emitted {
			var r brush.Reading
			enamel.Spec.Decode(&p.emitted[i], &r)
			if r.Record != nil {
				continue
			}
			for _, o := range []struct{ to, from *brush.Opt[uint8] }{{&all.Battery, &r.Battery}} {
				if o.from.OK {
					*o.to = *o.from
				}
			}
			if r.Firmware.OK {
				all.Firmware, all.HeadDays = r.Firmware, r.HeadDays
			}
			if r.Activity.OK {
				all.Activity = r.Activity
			}
			if r.Settings != nil {
				all.Settings = r.Settings
			}
		}
		if all.Firmware.V != 12 || all.HeadDays.V != 40 || !all.Battery.OK || all.Activity.V != brush.Idle || all.Settings == nil || all.Settings.Version.V != 3 {
			t.Errorf("says of itself %+v", all)
		}
		b = build(t, size, 5, 6, 7, 300)
		p = talk(t, enamel.NewDialogue(enamel.Options{Newest: brush.Some(uint32(6))}), &b.handle)
		if got := b.sessions(t, &p); !slices.Equal(got, []uint32{7, 300}) || b.sent[6] != 0 {
			t.Errorf("knows 6: fetched %v", got)
		}
	}
	b := build(t, 20)
	if p := talk(t, enamel.NewDialogue(enamel.Options{}), &b.handle); !p.hungUp || p.took > 2*time.Second || len(p.written) != 1 {
		t.Errorf("nothing is stored: after %v, writes %v", p.took, p.written)
	}
}

// TestOpenDialogueLoses: whatever gets lost on the way, every session is there in the end, once.
func TestOpenDialogueLoses(t *testing.T) {
	for _, c := range []struct {
		name        string
		drop, spoil func(transfer, n int) bool
		twice       bool
		asks        int // for sessions
	}{
		{name: "nothing", asks: 1},
		{name: "the first value", drop: func(tr, n int) bool { return tr == 1 && n == 0 }, asks: 2},
		{name: "one in the middle", drop: func(tr, n int) bool { return tr == 1 && n == 7 }, asks: 2},
		{name: "the end", drop: func(tr, n int) bool { return tr == 1 && n > 45 }, asks: 2},
		{name: "a spoiled bit", spoil: func(tr, n int) bool { return tr == 1 && n == 9 }, asks: 2},
		{name: "a bit in three transfers", drop: func(tr, n int) bool { return tr < 4 && n == 20 }, asks: 4},
		{name: "everything comes again, later", twice: true, asks: 1},
		{name: "again, and one is lost", twice: true, drop: func(tr, n int) bool { return tr == 1 && n == 20 }, asks: 2},
	} {
		b := build(t, 20, 1, 2, 3, 4)
		b.drop, b.spoil, b.twice = c.drop, c.spoil, c.twice
		p := talk(t, enamel.NewDialogue(enamel.Options{}), &b.handle)
		got := b.sessions(t, &p)
		slices.Sort(got)
		if !slices.Equal(got, b.ids) || p.asked[enamel.CharControl] != c.asks || !p.hungUp {
			t.Errorf("%s: sessions %v after %d asks and %v", c.name, got, p.asked[enamel.CharControl], p.took)
		}
	}
	// What is lost again and again is not waited for.
	b := build(t, 20, 1, 2, 3)
	b.drop = func(_, n int) bool { return n == 3 }
	if p := talk(t, enamel.NewDialogue(enamel.Options{}), &b.handle); !p.hungUp || p.took > enamel.MaxTalk || p.asked[enamel.CharControl] != 4 {
		t.Errorf("after %v and %d asks", p.took, p.asked[enamel.CharControl])
	}
}

func TestOpenDialogueTrouble(t *testing.T) {
	const slow = 61 * time.Second
	for _, c := range []struct {
		name     string
		make     func(b *built)
		most     time.Duration
		sessions int
		bonds    int
	}{
		{"wants a bond", func(b *built) { b.bond = 1 }, 10 * time.Second, 3, 1},
		{"refuses the bond it wants", func(b *built) { b.bond = 2 }, time.Second, 0, 1},
		{"silent from the start", func(b *built) { b.silent = func(time.Duration) bool { return true } }, slow, 0, 0},
		{"silent in the middle", func(b *built) { b.silent = func(at time.Duration) bool { return at > 400*time.Millisecond } }, slow, 1, 0},
		{"the link is lost", func(b *built) { b.lost = 400 * time.Millisecond }, 400 * time.Millisecond, 1, 0},
		{"has no sessions", func(b *built) {
			b.absent = func(u brush.UUID) bool { return u == enamel.CharSessions || u == enamel.CharControl }
		}, time.Second, 0, 0},
		{"has sessions, and cannot be asked", func(b *built) { b.absent = func(u brush.UUID) bool { return u == enamel.CharControl } }, time.Second, 0, 0},
		{"has nothing", func(b *built) { b.absent = func(brush.UUID) bool { return true } }, time.Second, 0, 0},
	} {
		b := build(t, 20, 1, 2, 3)
		c.make(b)
		p := talk(t, enamel.NewDialogue(enamel.Options{}), &b.handle)
		if got := b.sessions(t, &p); len(got) != c.sessions || p.took > c.most || p.bonds != c.bonds {
			t.Errorf("%s: sessions %v, %d bonds, after %v", c.name, got, p.bonds, p.took)
		}
	}
	// A brush that never stops notifying does not keep the connection.
	b := build(t, 20, 1)
	for i := range 3000 {
		b.play = append(b.play, line{Kind: "notify", Char: enamel.CharSessions.String(), Hex: "0100050061", At: began.Add(time.Duration(i) * 100 * time.Millisecond)})
	}
	if p := talk(t, enamel.NewDialogue(enamel.Options{}), &b.handle); !p.hungUp || p.took > slow {
		t.Errorf("after %v", p.took)
	}
}

// TestOpenDialogueSettings: a wish is written once, when the brush reports another, and what it does then is kept.
func TestOpenDialogueSettings(t *testing.T) {
	wish := &brush.Preferences{Version: brush.Some(uint32(4)), Target: brush.Some(uint16(150)), Sounds: brush.Some(brush.SoundsOff)}
	b := build(t, 182, 1)
	p := talk(t, enamel.NewDialogue(enamel.Options{Wish: wish}), &b.handle)
	var last *brush.Preferences
	for i := range p.emitted {
		var r brush.Reading
		if enamel.Spec.Decode(&p.emitted[i], &r); r.Settings != nil {
			last = r.Settings
		}
	}
	if last == nil || !reflect.DeepEqual(*last, b.settings) || last.Target.V != 150 || last.Obeys(wish) {
		t.Errorf("does %+v", last) // it has no sounds, and says so
	}
	wish.Sounds = brush.Opt[brush.Sounds]{}
	if !last.Obeys(wish) {
		t.Error("it does what it can")
	}
	p = talk(t, enamel.NewDialogue(enamel.Options{Wish: wish}), &b.handle)
	if slices.ContainsFunc(p.written, func(a brand.Action) bool { return a.Char == enamel.CharSettings }) {
		t.Error("it obeys already, and is told again")
	}
}

// FuzzOpenSettings: what is read as settings can be written, in both forms, and reads the same; the longest fit into one value.
func FuzzOpenSettings(f *testing.F) {
	f.Add([]byte(`{"version":3,"target_s":150,"sounds":"low","mode_names":{"7":"gums","0":"morning"}}`), false)
	f.Add([]byte(`{}`), false)
	f.Add([]byte{0xa1, 0x67, 'v', 'e', 'r', 's', 'i', 'o', 'n', 3}, true)
	names := brush.Preferences{Version: brush.Some(^uint32(0)), Target: brush.Some(uint16(7200)), Sounds: brush.Some(brush.SoundsHigh)}
	for i := range uint8(brush.MaxModeNames) {
		names.Modes = append(names.Modes, brush.ModeName{Code: 200 + i, Name: strings.Repeat("é", brush.MaxModeName/2)})
	}
	f.Add(enamel.AppendSettingsCBOR(nil, &names), true)
	f.Add(enamel.AppendSettings(nil, &names), false)
	f.Fuzz(func(t *testing.T, b []byte, inCBOR bool) {
		v, ok := enamel.ParseSettings(b, inCBOR)
		if !ok {
			return
		}
		for _, c := range []bool{false, true} {
			again := enamel.AppendSettings(nil, &v)
			if c {
				again = enamel.AppendSettingsCBOR(nil, &v)
			}
			if w, ok := enamel.ParseSettings(again, c); !ok || !reflect.DeepEqual(w, v) || len(again) > 512 {
				t.Errorf("%q of %d bytes becomes %+v, want %+v", again, len(again), w, v)
			}
		}
	})
}
