//go:build chaos

package main

import (
	"os"
	"strings"
	"time"
)

// now is the machine's clock, moved by what the file that ENAMEL_CHAOS_CLOCK names says at this moment, such as "-90m". Unlike the real one
// it may jump in both directions while the program runs; there is no such clock in a program that is built for people.
func now() time.Time {
	t := time.Now().Round(0) // as after a jump: what the process counted by itself says nothing
	said, err := os.ReadFile(os.Getenv("ENAMEL_CHAOS_CLOCK"))
	if err != nil {
		return t
	}
	d, err := time.ParseDuration(strings.TrimSpace(string(said)))
	if err != nil {
		return t
	}
	return t.Add(d)
}
