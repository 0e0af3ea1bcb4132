//go:build !chaos

package main

import "time"

// now is the machine's clock.
func now() time.Time { return time.Now() }
