package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// keyFile seals secrets that must be read again (AES-256-GCM) with a key in a file of its own, made when first needed. A backup that leaves the
// file out tells none of them.
type keyFile struct {
	path string

	mu   sync.Mutex
	aead cipher.AEAD
}

// Seal is oauth.Sealer's.
func (k *keyFile) Seal(plain []byte, about string) ([]byte, error) {
	aead, err := k.open(true)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, []byte(about)), nil
}

// Open is oauth.Sealer's.
func (k *keyFile) Open(sealed []byte, about string) ([]byte, error) {
	aead, err := k.open(false)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, fmt.Errorf("open what was sealed: %w", err)
	}
	return plain, nil
}

// open reads the key; it makes one when there is none and it may.
func (k *keyFile) open(mayMake bool) (cipher.AEAD, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.aead != nil {
		return k.aead, nil
	}
	key, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) && mayMake {
		key, err = k.make()
	}
	if err != nil {
		return nil, fmt.Errorf("read the key that secrets are sealed with: %w", err)
	}
	if len(key) != 32 {
		return nil, fmt.Errorf("%s holds no key of 32 bytes", k.path)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use the key that secrets are sealed with: %w", err)
	}
	k.aead, err = cipher.NewGCMWithRandomNonce(block)
	return k.aead, err
}

// make draws a key and keeps it before it is used. Another process may have been quicker: then its key is taken.
func (k *keyFile) make() ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(k.path), ".seal-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	_, err = tmp.Write(key)
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), k.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(k.path)
}
