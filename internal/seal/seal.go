// Package seal encrypts the secrets that must be read again, under a key in a file of its own, so that a copy of the database gives none away.
package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrKey says that what is sealed was sealed under a key that the file does not hold: another file, or a line of it is missing.
var ErrKey = errors.New("sealed under a key that the key file does not hold")

// ErrNone says that no key file was given.
var ErrNone = errors.New("there is no key file: give one with --seal-file")

// ErrDamaged says that what is sealed is not what Seal made of these things: a byte of it changed, or it was moved to another place.
var ErrDamaged = errors.New("the sealed secret is damaged, or belongs elsewhere")

// A sealed secret is: a version byte, 1; the key's name; the nonce; the ciphertext of XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), whose
// nonces of 24 bytes may be drawn by chance for as long as there are keys.
const (
	version  = 1
	nameSize = 4 // the first bytes of the key's SHA-256
	header   = 1 + nameSize
	minimal  = header + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

// The limits of what is read.
const (
	mostKeys  = 16
	mostBytes = 4 << 10 // of a key file
)

// word begins each line of a key file.
const word = "enamel-key-1 "

// Box seals and opens. It is safe for concurrent use.
type Box struct {
	keys   []key // the first one seals; all of them open
	random io.Reader
}

type key struct {
	name [nameSize]byte
	aead cipher.AEAD
}

// Seal encrypts a secret that stands at a place, such as "webhook 0192…": it opens at that place alone, so that nobody who can write the
// database can have one secret read as another. The result is 45 bytes longer.
func (b *Box) Seal(plain []byte, about string) ([]byte, error) {
	if len(b.keys) == 0 {
		return nil, ErrNone
	}
	k := &b.keys[0]
	out := make([]byte, header+chacha20poly1305.NonceSizeX, minimal+len(plain))
	out[0] = version
	copy(out[1:], k.name[:])
	if _, err := io.ReadFull(b.random, out[header:]); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	return k.aead.Seal(out, out[header:], plain, []byte(about)), nil
}

// None returns a box without a key: everything is ErrNone.
func None() *Box { return &Box{} }

// Open decrypts what Seal made for the same place: ErrNone, ErrKey or ErrDamaged when it cannot.
func (b *Box) Open(sealed []byte, about string) ([]byte, error) {
	if len(b.keys) == 0 {
		return nil, ErrNone
	}
	if len(sealed) < minimal || sealed[0] != version {
		return nil, ErrDamaged
	}
	for i := range b.keys {
		k := &b.keys[i]
		if [nameSize]byte(sealed[1:header]) != k.name {
			continue
		}
		rest := sealed[header:]
		plain, err := k.aead.Open(nil, rest[:chacha20poly1305.NonceSizeX], rest[chacha20poly1305.NonceSizeX:], []byte(about))
		if err != nil {
			return nil, ErrDamaged
		}
		return plain, nil
	}
	return nil, ErrKey
}

// Newest reports whether a sealed secret is under the key that seals now; what is not should be sealed anew after a new key was put first.
func (b *Box) Newest(sealed []byte) bool {
	return len(b.keys) > 0 && len(sealed) >= minimal && sealed[0] == version && [nameSize]byte(sealed[1:header]) == b.keys[0].name
}

// Load reads a key file, and makes one (0600) with a key by chance when there is none. Each line holds one key; the first seals, and the others
// open what older ones sealed. Whoever keeps backups keeps this file apart from them: together they are as good as open. Several servers that
// start at once with the same file all read the same key.
func Load(path string) (*Box, error) {
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(path); err == nil {
			text, err = read(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	b, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return b, nil
}

func read(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	if st, err := f.Stat(); err != nil {
		return "", err
	} else if st.Mode().Perm()&0o022 != 0 {
		return "", fmt.Errorf("%s can be written by others than its owner", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err == nil && len(b) > mostBytes {
		err = fmt.Errorf("%s is longer than %d bytes", path, mostBytes)
	}
	return string(b), err
}

// create writes a file beside the path and gives it the name at last, which only one of many can: nobody reads half a key, and nobody's key is
// written over.
func create(path string) error {
	k := make([]byte, chacha20poly1305.KeySize)
	if _, err := rand.Read(k); err != nil {
		return fmt.Errorf("draw a key: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // its other name stays
	_, err = f.WriteString(word + base64.StdEncoding.EncodeToString(k) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func parse(text string) (*Box, error) {
	b := &Box{random: rand.Reader}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		coded, ok := strings.CutPrefix(line, word)
		if !ok {
			return nil, fmt.Errorf("line %d does not begin with %q", n, strings.TrimSpace(word))
		}
		k, err := base64.StdEncoding.DecodeString(strings.TrimSpace(coded))
		if err != nil || len(k) != chacha20poly1305.KeySize {
			return nil, fmt.Errorf("line %d is no key of %d bytes in base64", n, chacha20poly1305.KeySize) // never what it holds
		}
		aead, err := chacha20poly1305.NewX(k)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		sum := sha256.Sum256(k)
		next := key{name: [nameSize]byte(sum[:nameSize]), aead: aead}
		for i := range b.keys {
			if b.keys[i].name == next.name {
				return nil, fmt.Errorf("line %d holds the same key as one before, or one of the same name", n)
			}
		}
		if b.keys = append(b.keys, next); len(b.keys) > mostKeys {
			return nil, fmt.Errorf("holds more than %d keys", mostKeys)
		}
	}
	if len(b.keys) == 0 {
		return nil, errors.New("holds no key")
	}
	return b, nil
}
