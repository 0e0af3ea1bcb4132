package provision

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
)

// digits are Crockford's: no I, L, O or U.
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength is without the check character: 60 bits of chance.
const codeLength = 12

// maxTyped bounds what is looked at as a code.
const maxTyped = 64

// ParseCode reads a claim code however somebody typed it: in small letters, with spaces or dashes, O for 0 and I or L for 1. A code that is
// mistyped is refused by its last character; the error names the field code.
func ParseCode(typed string) (string, error) {
	refuse := func(why string) (string, error) { return "", bad("code", why) }
	if len(typed) > maxTyped {
		return refuse("is longer than a code")
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case r == 'O':
			b.WriteByte('0')
		case r == 'I', r == 'L':
			b.WriteByte('1')
		case strings.ContainsRune(digits, r):
			b.WriteRune(r)
		case strings.ContainsRune(" -_.\t\u2010\u2011\u2012\u2013\u2014\u2212\u00a0", r):
		default:
			return refuse("holds a character that is in no code")
		}
	}
	switch n := b.Len(); {
	case n == 0:
		return refuse("is missing")
	case n != codeLength+1:
		return refuse(fmt.Sprintf("has %d letters and digits, and a code has %d", n, codeLength+1))
	}
	code := b.String()
	if check, ok := checkOf(code[:codeLength]); !ok || check != code[codeLength] {
		return refuse("is mistyped: look at each letter again")
	}
	return code, nil
}

// ShownCode is a code in groups, as it is printed.
func ShownCode(code string) string {
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// checkOf returns the character behind a code: its number modulo 37, which finds every single wrong character and every two that changed
// places. ok is false when that is none of the digits: such codes are not made, so that what is printed is easy to type.
func checkOf(code string) (check byte, ok bool) {
	n := 0
	for i := range len(code) {
		n = (n*32 + strings.IndexByte(digits, code[i])) % 37
	}
	if n >= len(digits) {
		return 0, false
	}
	return digits[n], true
}

// drawCode draws a code with its check character.
func drawCode(random io.Reader) (string, error) {
	for {
		s, err := drawDigits(random, codeLength)
		if err != nil {
			return "", err
		}
		if check, ok := checkOf(s); ok {
			return s + string(check), nil
		}
	}
}

func drawDigits(random io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("draw a code: %w", err)
	}
	for i := range b {
		b[i] = digits[b[i]%32] // 256 is a multiple of 32: each as likely as the others
	}
	return string(b), nil
}

// What is hashed says what it is, so that no code is ever taken for a secret or a token.
func codeHash(code string) [32]byte { return sha256.Sum256([]byte("enamel claim code\n" + code)) }
func secretHash(secret string) [32]byte {
	return sha256.Sum256([]byte("enamel factory secret\n" + secret))
}
func tokenHash(token string) [32]byte { return sha256.Sum256([]byte("enamel device token\n" + token)) }
