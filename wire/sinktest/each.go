//go:build !race

package sinktest

// stride: every operation fails in its turn.
const stride = 1
