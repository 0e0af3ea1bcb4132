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
	"sync"
	"time"

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

// Box seals and opens. It reads its file again when that has changed, so that a new key needs no restart. It is safe for concurrent use.
type Box struct {
	path   string // "": a box without a file
	random io.Reader

	mu   sync.Mutex
	keys []key // the first one seals; all of them open. The list is replaced, never changed
	of   stamp // the file's
}

// stamp tells whether a file is the one that was read.
type stamp struct {
	at   time.Time
	size int64
}

type key struct {
	name [nameSize]byte
	aead cipher.AEAD
}

// Seal encrypts a secret that stands at a place, such as "webhook 0192…": it opens at that place alone, so that nobody who can write the
// database can have one secret read as another. The result is 45 bytes longer.
func (b *Box) Seal(plain []byte, about string) ([]byte, error) {
	if b.path == "" {
		return nil, ErrNone
	}
	keys, err := b.fresh()
	if err != nil { // under a key that is in no file the secret would be lost
		return nil, fmt.Errorf("key file: %w", err)
	}
	k := &keys[0]
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
	if b.path == "" {
		return nil, ErrNone
	}
	if len(sealed) < minimal || sealed[0] != version {
		return nil, ErrDamaged
	}
	b.mu.Lock()
	keys := b.keys
	b.mu.Unlock()
	k := named(keys, sealed)
	if k == nil {
		var err error
		if keys, err = b.fresh(); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		if k = named(keys, sealed); k == nil {
			return nil, ErrKey
		}
	}
	rest := sealed[header:]
	plain, err := k.aead.Open(nil, rest[:chacha20poly1305.NonceSizeX], rest[chacha20poly1305.NonceSizeX:], []byte(about))
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// named finds the key that something is sealed under; nil: it is not there.
func named(keys []key, sealed []byte) *key {
	for i := range keys {
		if [nameSize]byte(sealed[1:header]) == keys[i].name {
			return &keys[i]
		}
	}
	return nil
}

// Again returns a secret sealed under the key that seals now, and whether that is news; errors are Open's and Seal's.
func (b *Box) Again(sealed []byte, about string) (again []byte, news bool, err error) {
	plain, err := b.Open(sealed, about)
	if err != nil {
		return nil, false, err
	}
	keys, err := b.fresh()
	if err != nil {
		return nil, false, fmt.Errorf("key file: %w", err)
	}
	if [nameSize]byte(sealed[1:header]) == keys[0].name {
		return sealed, false, nil
	}
	again, err = b.Seal(plain, about)
	return again, err == nil, err
}

// fresh returns the keys as the file holds them now.
func (b *Box) fresh() ([]key, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	st, err := os.Stat(b.path)
	if err != nil {
		return nil, err
	}
	if is := (stamp{st.ModTime(), st.Size()}); is == b.of {
		return b.keys, nil
	}
	keys, of, err := load(b.path)
	if err != nil {
		return nil, err
	}
	b.keys, b.of = keys, of
	return keys, nil
}

// Load reads a key file, and makes one (0600) with a key by chance when there is none. Each line holds one key; the first seals, and the others
// open what older ones sealed. Whoever keeps backups keeps this file apart from them: together they are as good as open. Several servers that
// start at once with the same file all read the same key.
func Load(path string) (*Box, error) {
	keys, of, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(path); err == nil {
			keys, of, err = load(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	return &Box{path: path, random: rand.Reader, keys: keys, of: of}, nil
}

func load(path string) ([]key, stamp, error) {
	text, of, err := read(path)
	if err != nil {
		return nil, of, err
	}
	keys, err := parse(text)
	if err != nil {
		return nil, of, fmt.Errorf("%s: %w", path, err)
	}
	return keys, of, nil
}

func read(path string) (text string, of stamp, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", of, err
	}
	defer func() { _ = f.Close() }() // it was only read
	st, err := f.Stat()
	if err != nil {
		return "", of, err
	}
	if st.Mode().Perm()&0o022 != 0 {
		return "", of, fmt.Errorf("%s can be written by others than its owner", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err == nil && len(b) > mostBytes {
		err = fmt.Errorf("%s is longer than %d bytes", path, mostBytes)
	}
	return string(b), stamp{st.ModTime(), st.Size()}, err
}

// create makes a file that only one of many can give its name: nobody reads half a key, and nobody's key is written over.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return put(path, newLine(), func(from string) error {
		if err := os.Link(from, path); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	})
}

// newLine returns a line with a key by chance.
func newLine() string {
	k := make([]byte, chacha20poly1305.KeySize)
	_, _ = rand.Read(k) // it never fails
	return word + base64.StdEncoding.EncodeToString(k) + "\n"
}

// Rotate puts a new key first in a key file, which must be there; the others stay below it, and open what they sealed. The file is replaced as a
// whole, by whoever runs this: it should be the user whose file it was.
func Rotate(path string) error {
	text, _, err := read(path)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	text = newLine() + text
	if _, err := parse(text); err != nil {
		return fmt.Errorf("key file %s with a new key: %w", path, err)
	}
	if err := replace(path, text); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return nil
}

// Drop leaves only the first key in a key file. What is still sealed under another can never be opened again: the caller has looked.
func Drop(path string) error {
	text, _, err := read(path)
	if err == nil {
		_, err = parse(text)
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), word) {
			if err := replace(path, strings.TrimSpace(line)+"\n"); err != nil {
				return fmt.Errorf("write the key file: %w", err)
			}
			return nil
		}
	}
	return fmt.Errorf("key file %s: holds no key", path)
}

func replace(path, text string) error {
	return put(path, text, func(from string) error { return os.Rename(from, path) })
}

// put writes a file beside a path, and lets name give it that.
func put(path, text string, name func(from string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".key-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // its other name stays
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := name(f.Name()); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func parse(text string) (keys []key, err error) {
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
		for i := range keys {
			if keys[i].name == next.name {
				return nil, fmt.Errorf("line %d holds the same key as one before, or one of the same name", n)
			}
		}
		if keys = append(keys, next); len(keys) > mostKeys {
			return nil, fmt.Errorf("holds more than %d keys", mostKeys)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("holds no key")
	}
	return keys, nil
}
