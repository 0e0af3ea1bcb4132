//go:build !(js && wasm)

package main

import "os"

// main says that this program is none for this machine.
func main() {
	_, _ = os.Stderr.WriteString("enamel-wasm is for browsers: build it with GOOS=js GOARCH=wasm\n")
	os.Exit(2)
}
