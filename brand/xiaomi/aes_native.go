//go:build !js && !tinygo

package xiaomi

import "crypto/aes"

// newAES is the standard library's AES-128, which uses the machine's own. The key has KeyLen bytes.
func newAES(key []byte) (blockCipher, error) { return aes.NewCipher(key) }
