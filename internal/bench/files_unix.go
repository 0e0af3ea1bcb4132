//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// allowFiles lets this process, and those that it starts, have so many open files.
func allowFiles(n uint64) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return fmt.Errorf("how many files may be open: %w", err)
	}
	if l.Max < n {
		return fmt.Errorf("%d files may be open, and %d are needed: ulimit -Hn", l.Max, n)
	}
	l.Cur = l.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return fmt.Errorf("allow more open files: %w", err)
	}
	return nil
}
