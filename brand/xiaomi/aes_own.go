//go:build js || tinygo

package xiaomi

// newAES is the small AES-128: crypto/aes and what it brings is a tenth of what a browser would have to load, and more than firmware has.
func newAES(key []byte) (blockCipher, error) { return newSmallAES(key), nil }
