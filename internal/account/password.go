package account

import (
	"context"
	"crypto/subtle"
	_ "embed" // the list of common passwords
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The work of one hash: OWASP's first recommendation for argon2id.
const (
	memoryKiB = 19 << 10
	passes    = 2
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

// The limits of what a stored hash may ask for, so that a damaged row cannot eat the machine.
const (
	mostMemoryKiB = 1 << 20
	mostPasses    = 16
	mostLanes     = 16
)

//go:embed common.txt
var commonText string

// common holds the words that passwords are most often built on, in lower case; read when the first password is judged.
var common = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			m[line] = true
		}
	}
	return m
})

// checkPassword says what is wrong with a new password, as an error that names the field.
func checkPassword(password, email string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return bad("password", "is no text")
	case n < 10:
		return bad("password", "is shorter than 10 characters")
	case n > 256:
		return bad("password", "is longer than 256 characters")
	}
	lower := strings.ToLower(password)
	local, _, _ := strings.Cut(email, "@")
	if lower == email || (len(local) > 3 && undecorated(lower) == undecorated(local)) {
		return bad("password", "is the e-mail address")
	}
	if common()[lower] || common()[undecorated(lower)] || monotone(lower) {
		return bad("password", "is one of the most common ones; choose another, such as four words by chance")
	}
	return nil
}

// undecorated takes away what people put around a word to make it look like a password: digits and signs at both ends.
func undecorated(s string) string {
	return strings.Trim(s, "0123456789!@#$%^&*()-_=+.,;:?/ ")
}

// monotone reports whether every character is the neighbour of the one before it, in one direction, or the same: 1111111111, abcdefghij.
func monotone(s string) bool {
	r := []rune(s)
	step := r[1] - r[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(r); i++ {
		// 9 is followed by 0 on a keyboard.
		if d := r[i] - r[i-1]; d != step && !(step == 1 && r[i-1] == '9' && r[i] == '0') && !(step == -1 && r[i-1] == '0' && r[i] == '9') {
			return false
		}
	}
	return true
}

// withRoom runs fn when fewer than two others hash.
func (s *Service) withRoom(ctx context.Context, fn func()) error {
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	defer func() { <-s.hashing }()
	fn()
	return nil
}

// hashPassword returns the PHC string of a password.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(s.random, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	var sum []byte
	err := s.withRoom(ctx, func() { sum = argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, hashBytes) })
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b64(salt), b64(sum)), err
}

// nobody is hashed against when there is no such account, so that the time of an answer does not tell who has one.
var nobody = phc{memory: memoryKiB, passes: passes, lanes: lanes, salt: make([]byte, saltBytes), sum: make([]byte, hashBytes)}

// verifyPassword reports whether a password fits a stored PHC string; with a string that cannot be read, or "", it takes as long and says no.
func (s *Service) verifyPassword(ctx context.Context, stored, password string) (bool, error) {
	h, known := parsePHC(stored)
	if !known {
		h = nobody
	}
	var sum []byte
	err := s.withRoom(ctx, func() {
		sum = argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.sum)))
	})
	return err == nil && subtle.ConstantTimeCompare(sum, h.sum) == 1 && known, err
}

// phc is a stored hash, taken apart.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

// parsePHC reads "$argon2id$v=19$m=19456,t=2,p=1$salt$sum".
func parsePHC(s string) (phc, bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, false
	}
	var h phc
	var lanes uint32
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &lanes); n != 3 || err != nil {
		return phc{}, false
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.sum, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(h.salt) < 8 || len(h.salt) > 64 || len(h.sum) < 16 || len(h.sum) > 64 ||
		h.memory < 8 || h.memory > mostMemoryKiB || h.passes < 1 || h.passes > mostPasses || lanes < 1 || lanes > mostLanes {
		return phc{}, false
	}
	h.lanes = uint8(lanes)
	return h, true
}
