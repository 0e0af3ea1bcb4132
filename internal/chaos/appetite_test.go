package main

import (
	"testing"
	"testing/synctest"
	"time"
)

// A sender hears a brushing twice a second at most.
func TestAppetite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sender{}
		if !s.hungry() {
			t.Error("not hungry at first")
		}
		time.Sleep(499 * time.Millisecond)
		if s.hungry() {
			t.Error("hungry too soon")
		}
		time.Sleep(time.Millisecond)
		if !s.hungry() {
			t.Error("not hungry after half a second")
		}
	})
}
