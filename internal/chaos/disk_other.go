//go:build !linux

package main

import "math/rand/v2"

// disk is a file system of its own; there is none on this system.
type disk struct{}

func mountDisk(string) (*disk, error) { return nil, nil }

func (*disk) unmount() error { return nil }

func (*disk) fill(*campaign, *rand.Rand) error { return nil }

func (*disk) readOnly(*campaign, *rand.Rand) error { return nil }

func noWrites(*campaign, *rand.Rand) error { return nil }
