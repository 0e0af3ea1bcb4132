//go:build !race

package httpapi_test

// stride: every row and every operation has its turn.
const stride = 1
