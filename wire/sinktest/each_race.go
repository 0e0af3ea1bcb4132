//go:build race

package sinktest

// stride: under the race detector, ten times slower, one operation in so many fails; `make test` runs the suite without it as well.
const stride = 13
