//go:build !unix

package main

// allowFiles has nothing to ask for here.
func allowFiles(uint64) error { return nil }
