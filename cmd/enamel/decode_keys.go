package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/wire"
)

// maxKeys is how many keys one command takes.
const maxKeys = 4096

// giveKeys hands pairs such as "ED:DE:34:3F:48:0C=0123...": of flags, and of a file's lines ("" for no file), where empty lines and those
// that begin with # are nothing. No error shows a key.
func giveKeys(handles *brand.Handles, pairs []string, file string) error {
	for i, pair := range pairs {
		if err := giveKey(handles, pair); err != nil {
			return fmt.Errorf("key: number %d: %w", i+1, err)
		}
	}
	if file == "" {
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("key-file: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if n > maxKeys {
			return fmt.Errorf("key-file: has more than %d lines", maxKeys)
		}
		if err := giveKey(handles, line); err != nil {
			return fmt.Errorf("key-file: line %d: %w", n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("key-file: %w", err)
	}
	return nil
}

func giveKey(handles *brand.Handles, pair string) error {
	i := strings.LastIndexByte(pair, '=')
	if i < 1 || i > brush.MaxID {
		return errors.New("must be DEVICE=HEX")
	}
	key, err := hex.DecodeString(strings.TrimSpace(pair[i+1:]))
	if err != nil || len(key) != ingest.KeyLen {
		return errors.New("the key must be 32 hexadecimal digits")
	}
	handles.SetKey(wire.Device(strings.TrimSpace(pair[:i])), key)
	return nil
}
