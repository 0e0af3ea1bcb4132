package ingest_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/session"
)

const handle = brush.DeviceID("ED:DE:34:3F:48:0C")

var (
	rightKey = []byte("0123456789abcdef")
	wrongKey = []byte("0123456789abcdeg")
)

// sealed makes what a T700 advertises of an object, encrypted with the right key ([xiaomi-8]), written apart from the decoder with the
// standard library's counter mode and cipher block chaining.
func sealed(t *testing.T, at time.Time, number byte, object ...byte) brush.Frame {
	t.Helper()
	block, err := aes.NewCipher(rightKey)
	if err != nil {
		t.Fatal(err)
	}
	head := []byte{0x48, 0x58, 0x06, 0x08, number}
	more := []byte{0xFC, 0x14, 0x00}
	nonce := append([]byte{0x0C, 0x48, 0x3F, 0x34, 0xDE, 0xED, 0x06, 0x08, number}, more...)
	first := append(append([]byte{2}, nonce...), 0, 0, 0)
	text := append(make([]byte, 16), object...) // the tag's mask takes the counter 0
	cipher.NewCTR(block, first).XORKeyStream(text, text)

	chain := append(append([]byte{0x4A}, nonce...), 0, 0, byte(len(object)))
	chain = append(chain, append([]byte{0, 1, 0x11}, make([]byte, 13)...)...)
	chain = append(chain, object...)
	chain = append(chain, make([]byte, (16-len(chain)%16)%16)...)
	cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(chain, chain)
	tag := make([]byte, 4)
	for i := range tag {
		tag[i] = chain[len(chain)-16+i] ^ text[i]
	}
	payload := append(append(append(head, text[16:]...), more...), tag...)
	return brush.Frame{Source: "hall", Device: handle, At: at, Kind: brush.Advert, UUID: brush.UUID16(0xFE95), Payload: payload}
}

// word is the object of a beginning or an end with its time of day, and of an end the score 83.
func word(at time.Time, end bool) []byte {
	b := []byte{0x03, 0x30, 5, 0}
	if end {
		b[2], b[3] = 6, 1
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(at.Unix()))
	if end {
		b = append(b, 83)
	}
	return b
}

func (x *house) handle() store.Brush {
	x.t.Helper()
	bs, err := x.s.Brushes(x.ctx, home)
	x.ok(err)
	for _, b := range bs {
		if b.Device == handle {
			return b
		}
	}
	x.t.Fatal("no such brush")
	return store.Brush{}
}

// TestKey: without its key a handle's frames are kept and said to be locked; with another's said to be that; with its own they are read,
// those that were heard before as well.
func TestKey(t *testing.T) {
	x := newHouse(t)
	begin := x.now.Truncate(time.Second)
	evening := []brush.Frame{
		sealed(t, begin, 1, word(begin, false)...),
		sealed(t, begin.Add(700*time.Millisecond), 1, word(begin, false)...),
		sealed(t, begin.Add(125*time.Second), 2, word(begin.Add(125*time.Second), true)...),
		sealed(t, begin.Add(130*time.Second), 3, 0x13, 0x10, 1, 82),
		sealed(t, begin.Add(131*time.Second), 4, 0x0A, 0x10, 1, 64),
	}
	x.hear(evening)
	if b := x.handle(); b.Locked != store.NeedsKey || b.Unknown != 5 || b.Brand != "xiaomi" || b.Battery.OK || len(x.sessions()) != 0 {
		t.Fatalf("without a key: %+v", b)
	}

	x.now = begin.Add(time.Hour)
	x.ok(x.g.SetKey(x.ctx, home, handle, wrongKey))
	if b := x.handle(); b.Locked != store.WrongKey || b.Unknown != 5 || len(x.sessions()) != 0 {
		t.Fatalf("with another key: %+v", b)
	}
	for range 2 { // the second time changes nothing
		x.ok(x.g.SetKey(x.ctx, home, handle, rightKey))
		b := x.handle()
		if b.Locked != store.Unlocked || b.Unknown != 0 || b.Battery != brush.Some(uint8(64)) || b.ModelID != brush.Some(uint16(0x0806)) {
			t.Fatalf("with its key: %+v", b)
		}
		ss := x.sessions()
		if len(ss) != 1 || ss[0].Duration != 125 || ss[0].Ending != session.Heard || ss[0].OwnScore != brush.Some(uint8(83)) || !ss[0].Start.Equal(begin) {
			t.Fatalf("%+v", ss)
		}
	}

	// What comes now is read as it comes.
	begin = begin.Add(12 * time.Hour)
	x.hear([]brush.Frame{sealed(t, begin, 9, word(begin, false)...)})
	if ss := x.sessions(); len(ss) != 2 || ss[1].State != session.Running {
		t.Fatalf("%+v", ss)
	}
	x.hear([]brush.Frame{sealed(t, begin.Add(90*time.Second), 10, word(begin.Add(90*time.Second), true)...)})
	if ss := x.sessions(); len(ss) != 2 || ss[1].State != session.Ended || ss[1].Duration != 90 {
		t.Fatalf("%+v", ss)
	}

	// The recording of a year ago, played again, is no brushing.
	old := begin.AddDate(-1, 0, 0)
	x.now = begin.Add(3 * time.Hour)
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{
		sealed(t, x.now, 20, word(old, false)...), sealed(t, x.now.Add(100*time.Second), 21, word(old.Add(100*time.Second), true)...)}))
	if ss := x.sessions(); len(ss) != 2 {
		t.Errorf("played again: %d sessions", len(ss))
	}

	// Without the key again: what was understood stays.
	x.ok(x.g.SetKey(x.ctx, home, handle, nil))
	if b := x.handle(); b.Key != nil || b.Locked != store.NeedsKey || b.Unknown != b.Frames || len(x.sessions()) != 2 {
		t.Errorf("key removed: %+v, %d sessions", b, len(x.sessions()))
	}
}

func TestKeyRefused(t *testing.T) {
	x := newHouse(t)
	if err := x.g.SetKey(x.ctx, home, "nobody", rightKey); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
	err := x.g.SetKey(x.ctx, home, handle, rightKey[:12])
	var fe *brush.FieldError
	if !errors.As(err, &fe) || fe.Field != "key" {
		t.Error(err)
	}
}

// TestKeyIsNotPrinted: a brush in a log line does not give its key away.
func TestKeyIsNotPrinted(t *testing.T) {
	b := store.Brush{Key: rightKey}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		got := fmt.Sprintf(form, b)
		if strings.Contains(got, "0123456789") || strings.Contains(got, "30313233") || strings.Contains(got, "48 49 50") || strings.Contains(got, "0x30, 0x31") {
			t.Errorf("%s prints %s", form, got)
		}
	}
}

// TestPlainHandle: a T500 says it without a key, and without a time of day.
func TestPlainHandle(t *testing.T) {
	x := newHouse(t)
	plain := func(after time.Duration, number byte, object ...byte) brush.Frame {
		payload := append([]byte{0x71, 0x30, 0x89, 0x04, number, 0x0C, 0x48, 0x3F, 0x34, 0xDE, 0xED, 0x09}, object...)
		return brush.Frame{Source: "hall", Device: handle, At: x.now.Add(after), Kind: brush.Advert, UUID: brush.UUID16(0xFE95), Payload: payload}
	}
	x.hear([]brush.Frame{plain(0, 7, 0x10, 0, 2, 0, 3), plain(time.Second, 7, 0x10, 0, 2, 0, 3), plain(121*time.Second, 8, 0x10, 0, 2, 1, 70)})
	ss := x.sessions()
	if b := x.handle(); b.Locked != store.Unlocked || b.Unknown != 0 {
		t.Errorf("%+v", b)
	}
	if len(ss) != 1 || ss[0].OwnScore != brush.Some(uint8(70)) || ss[0].Ending != session.Heard || ss[0].Duration < 118 || ss[0].Duration > 123 {
		t.Errorf("%+v", ss)
	}
}

// TestKeyOverBatches: what is read again comes in several updates; the newest word counts, and a repetition changes nothing.
func TestKeyOverBatches(t *testing.T) {
	x := newHouse(t)
	begin := x.now.Truncate(time.Second)
	var fs []brush.Frame
	for day := range 5 {
		at := begin.AddDate(0, 0, day)
		for i := range 70 { // batches end at the first silence after 256 frames
			fs = append(fs, sealed(t, at.Add(time.Duration(i)*time.Second), byte(40*day), 0x0A, 0x10, 1, byte(90-10*day)))
		}
		fs = append(fs, brushed(t, at.Add(time.Hour), at.Add(time.Hour), 120+day, byte(40*day+1))...)
	}
	x.now = fs[len(fs)-1].At.Add(time.Hour)
	x.ok(x.g.Accept(x.ctx, home, fs))
	for range 2 {
		x.ok(x.g.SetKey(x.ctx, home, handle, rightKey))
		if b := x.handle(); b.Battery != brush.Some(uint8(50)) || b.Unknown != 0 || len(x.sessions()) != 5 {
			t.Errorf("%+v, %d sessions", b, len(x.sessions()))
		}
	}
	// An hour older than the oldest: it is no news.
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{sealed(t, begin.Add(-time.Hour), 200, 0x0A, 0x10, 1, 1)}))
	if b := x.handle(); b.Battery != brush.Some(uint8(50)) {
		t.Errorf("late: %+v", b.Battery)
	}
}

// TestKeyOverABrokenStore makes each operation of the store fail in turn while a key is set: an error is told, and setting it again gives
// what one that was never disturbed gives; without an error all of it is there.
func TestKeyOverABrokenStore(t *testing.T) {
	begin := time.Date(2026, 3, 7, 19, 0, 0, 0, time.UTC)
	evening := append(brushed(t, begin, begin, 125, 1), sealed(t, begin.Add(130*time.Second), 3, 0x0A, 0x10, 1, 64))
	told := map[string]int{}
	for n := 1; ; n++ {
		x := newHouse(t)
		x.now = begin.Add(time.Hour)
		x.ok(x.g.Accept(x.ctx, home, evening))
		broken := faulty.New(x.s)
		x.g.Store = broken
		reached := broken.FailAt(n)
		err := x.g.SetKey(x.ctx, home, handle, rightKey)
		if !reached() {
			x.ok(err)
			if n < 8 || told["commit"] < 2 || told["answer"] < 2 {
				t.Errorf("only %d operations were broken: %v", n-1, told)
			}
			return
		}
		told[broken.Reached()]++
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("%s, operation %d, failed, and the answer is %v", broken.Reached(), n, err)
		}
		x.ok(x.g.SetKey(x.ctx, home, handle, rightKey))
		b, ss := x.handle(), x.sessions()
		if b.Locked != store.Unlocked || b.Unknown != 0 || b.Battery != brush.Some(uint8(64)) || len(ss) != 1 || ss[0].Duration != 125 {
			t.Errorf("operation %d: %+v, %d sessions", n, b, len(ss))
		}
	}
}

// TestKeyIsSealed: what the store holds of a key is not the key; one from before keys were sealed is read, and sealed by the pass; the pass does
// nothing twice.
func TestKeyIsSealed(t *testing.T) {
	x := newHouse(t)
	begin := x.now.Truncate(time.Second)
	x.hear(brushed(t, begin, begin, 125, 1))
	x.ok(x.g.SetKey(x.ctx, home, handle, rightKey))
	if k := x.handle().Key; len(k) <= len(rightKey) || bytes.Contains(k, rightKey) {
		t.Fatalf("kept: %x", []byte(k))
	}
	// As an older version kept it.
	x.update(func(tx store.Tx) error {
		b, err := tx.Brush(handle)
		b.Key = rightKey
		return errors.Join(err, tx.PutBrush(b))
	})
	second := begin.Add(12 * time.Hour)
	x.hear(brushed(t, second, second, 100, 3))
	if len(x.sessions()) != 2 {
		t.Fatalf("with a key that is not sealed: %d sessions", len(x.sessions()))
	}
	for _, want := range []int{1, 0} {
		if r := x.seal(); r.Sealed != want || r.Shut != 0 {
			t.Errorf("%+v, want %d sealed", r, want)
		}
		if k := x.handle().Key; bytes.Contains(k, rightKey) {
			t.Error("it is still there")
		}
	}
	third := second.Add(12 * time.Hour)
	x.hear(brushed(t, third, third, 90, 5))
	if len(x.sessions()) != 3 {
		t.Errorf("with the sealed key: %d sessions", len(x.sessions()))
	}
}

// TestKeyFileIsAnother: with another key file, or none, a handle says that it needs its key, what it says is kept, and all else goes on; with the right
// file it is read, what came meanwhile too.
func TestKeyFileIsAnother(t *testing.T) {
	other, err := seal.Load(filepath.Join(t.TempDir(), "other"))
	if err != nil {
		t.Fatal(err)
	}
	for what, wrong := range map[string]ingest.Sealer{"another": other, "no key": seal.None(), "none": nil} {
		t.Run(what, func(t *testing.T) {
			x := newHouse(t)
			begin := x.now.Truncate(time.Second)
			x.hear(brushed(t, begin, begin, 125, 1))
			x.ok(x.g.SetKey(x.ctx, home, handle, rightKey))
			kept := x.handle().Key

			x.g.Seal = wrong
			if r := x.seal(); wrong != nil && (r.Shut != 1 || r.Why == nil || x.handle().Locked != store.NeedsKey) {
				t.Errorf("%+v, and the handle is %q", r, x.handle().Locked)
			}
			second := begin.Add(12 * time.Hour)
			x.hear(brushed(t, second, second, 100, 3))
			if b := x.handle(); b.Locked != store.NeedsKey || len(x.sessions()) != 1 || !bytes.Equal(b.Key, kept) {
				t.Errorf("%q, %d sessions, key kept: %v", b.Locked, len(x.sessions()), bytes.Equal(b.Key, kept))
			}

			x.g.Seal = box
			for range 2 {
				if r := x.seal(); r.Shut != 0 || r.Sealed != 0 {
					t.Errorf("%+v", r)
				}
				if b := x.handle(); b.Locked != store.Unlocked || len(x.sessions()) != 2 {
					t.Errorf("with the right file again: %q, %d sessions", b.Locked, len(x.sessions()))
				}
			}
		})
	}
}

// TestKeyWithoutAFile: a key is refused, never kept as it is.
func TestKeyWithoutAFile(t *testing.T) {
	x := newHouse(t)
	begin := x.now.Truncate(time.Second)
	x.hear(brushed(t, begin, begin, 125, 1))
	for _, none := range []ingest.Sealer{nil, seal.None()} {
		x.g.Seal = none
		var fe *brush.FieldError
		if err := x.g.SetKey(x.ctx, home, handle, rightKey); !errors.As(err, &fe) || fe.Field != "key" {
			t.Error(err)
		}
		if k := x.handle().Key; k != nil {
			t.Errorf("kept: %x", []byte(k))
		}
		x.ok(x.g.SetKey(x.ctx, home, handle, nil)) // taking one away needs none
	}
}

// TestSealKeysOverABrokenStore: whatever fails, the key can be read, and the pass begun again does the rest.
func TestSealKeysOverABrokenStore(t *testing.T) {
	begin := time.Date(2026, 3, 7, 19, 0, 0, 0, time.UTC)
	for n := 1; ; n++ {
		x := newHouse(t)
		x.now = begin.Add(time.Hour)
		x.ok(x.g.Accept(x.ctx, home, brushed(t, begin, begin, 125, 1)))
		x.update(func(tx store.Tx) error {
			b, err := tx.Brush(handle)
			b.Key = rightKey // as an older version kept it; the handle still says that it needs one
			return errors.Join(err, tx.PutBrush(b))
		})
		broken := faulty.New(x.s)
		x.g.Store = broken
		reached := broken.FailAt(n)
		err := x.g.SealKeys(x.ctx, []store.Household{{ID: home}}, func(error) {})
		if !reached() {
			x.ok(err)
			if n < 6 {
				t.Errorf("only %d operations were broken", n-1)
			}
			return
		}
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("%s, operation %d, failed, and the answer is %v", broken.Reached(), n, err)
		}
		x.seal()
		if b := x.handle(); len(b.Key) <= ingest.KeyLen || b.Locked != store.Unlocked || len(x.sessions()) != 1 {
			t.Errorf("operation %d: key of %d bytes, %q, %d sessions", n, len(b.Key), b.Locked, len(x.sessions()))
		}
	}
}

// TestSealKeysGiveWay: between two households others get their turn, and it ends when it is told to.
func TestSealKeysGiveWay(t *testing.T) {
	x := newHouse(t)
	begun := time.Now()
	x.ok(x.g.SealKeys(x.ctx, make([]store.Household, 20), func(error) {}))
	if took := time.Since(begun); took < 20*time.Millisecond {
		t.Errorf("20 households in %v", took)
	}
	ended, end := context.WithCancel(x.ctx)
	end()
	if err := x.g.SealKeys(ended, make([]store.Household, 20), func(error) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("told to end: %v", err)
	}
}

// sealing is what a pass found.
type sealing struct {
	Sealed, Shut int
	Why          error
}

func (x *house) seal() (r sealing) {
	x.t.Helper()
	x.ok(x.g.SealKeys(x.ctx, []store.Household{{ID: home}}, func(shut error) {
		if shut != nil {
			r.Shut, r.Why = r.Shut+1, shut
		} else {
			r.Sealed++
		}
	}))
	return r
}

// box is the key file of these tests' houses; TestMain makes it.
var box *seal.Box
