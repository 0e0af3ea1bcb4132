package sinktest_test

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// ledger is the smallest thing that keeps frames: a list, written in two steps, each of which can be told to fail. Its faults are the ones
// that the suite is there to find.
type ledger struct {
	fault string // "": honest
	disk  []brush.Frame
	fail  int // operations until one fails; 0: none
}

func (l *ledger) operation() bool {
	if l.fail > 0 {
		if l.fail--; l.fail == 0 {
			return false
		}
	}
	return true
}

func (l *ledger) Accept(ctx context.Context, fs []brush.Frame) error {
	if l.fault == "yes before it is kept" {
		defer l.operation()
		if l.fail == 1 {
			return nil
		}
	}
	if !l.operation() { // before the commit
		switch l.fault {
		case "wrong kind of error":
			return brush.ErrInvalid
		case "half a batch":
			l.disk = append(l.disk, fs[:len(fs)/2]...)
			return nil
		}
		return brush.ErrUnavailable
	}
	have := map[string]bool{}
	for i := range l.disk {
		have[name(&l.disk[i])] = true
	}
	for _, f := range fs {
		if l.fault == "keeps everything twice" || !have[name(&f)] {
			l.disk = append(l.disk, f)
		}
	}
	if !l.operation() { // after the commit: the answer is lost
		return brush.ErrUnavailable
	}
	return nil
}

func name(f *brush.Frame) string {
	if f.Seq != 0 {
		return string(f.Source) + " " + strconv.FormatUint(f.Seq, 10)
	}
	return string(f.Source) + " " + f.At.String() + string(f.Payload)
}

func (l *ledger) kept(t testing.TB) ([]brush.Frame, []session.Session) {
	seen := map[string]bool{}
	var fs []brush.Frame
	var e session.Evidence
	for _, f := range l.disk {
		if l.fault != "keeps everything twice" {
			if seen[name(&f)] {
				continue
			}
			seen[name(&f)] = true
		}
		fs = append(fs, f)
		var r brush.Reading
		if m, v := all.Set().Decode(&f, &r); v == brand.Understood {
			e.Device = f.Device
			e.Add(f.Source, f.At, m.ID, &r)
		}
	}
	ss := session.Fold(&e, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), session.Rules{})
	if l.fault == "sessions depend on order" && len(l.disk) > 0 {
		ss[0].Start = l.disk[0].At
	}
	return fs, ss
}

func rig(fault string) func(*testing.T) sinktest.Rig {
	return func(*testing.T) sinktest.Rig {
		l := &ledger{fault: fault}
		return sinktest.Rig{
			Sink: l,
			FailAt: func(n int) func() bool {
				l.fail = n
				return func() bool { return n > 0 && l.fail == 0 }
			},
			Kept: l.kept,
			Restart: func(testing.TB) {
				if l.fault == "forgets at restart" {
					l.disk = nil
				}
			},
		}
	}
}

func TestHonest(t *testing.T) { sinktest.Run(t, rig("")) }

// TestFaulty is run by TestSuiteFindsFaults in a process of its own, where it must fail.
func TestFaulty(t *testing.T) {
	if fault := os.Getenv("SINKTEST_FAULT"); fault != "" {
		sinktest.Run(t, rig(fault))
	}
}

func TestSuiteFindsFaults(t *testing.T) {
	for _, c := range []struct{ fault, says string }{
		{"yes before it is kept", "answered yes and not kept"},
		{"half a batch", "answered yes and not kept"},
		{"wrong kind of error", "brush.ErrUnavailable"},
		{"keeps everything twice", "kept twice"},
		{"sessions depend on order", "an undisturbed run has"},
		{"forgets at restart", "answered yes and not kept"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaulty$", "-test.v")
			cmd.Env = append(os.Environ(), "SINKTEST_FAULT="+c.fault)
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Fatal("the suite finds nothing wrong")
			}
			if !strings.Contains(string(out), c.says) {
				t.Errorf("the suite fails without saying %q:\n%.2000s", c.says, out)
			}
		})
	}
}
