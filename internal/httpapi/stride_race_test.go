//go:build race

package httpapi_test

// stride: under the race detector, ten times slower, one of so many has its turn; `make test` runs them without it as well.
const stride = 11
