package xiaomi

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"testing"
)

// TestCCM decrypts the published examples of RFC 3610 and NIST SP 800-38C, and refuses each with any one bit changed.
func TestCCM(t *testing.T) {
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const rfc = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
	const nist = "404142434445464748494a4b4c4d4e4f"
	for _, c := range []struct{ name, key, nonce, aad, plain, text, tag string }{
		{"RFC 3610 packet 1", rfc, "00000003020100a0a1a2a3a4a5", "0001020304050607",
			"08090a0b0c0d0e0f101112131415161718191a1b1c1d1e", "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384", "17e8d12cfdf926e0"},
		{"RFC 3610 packet 2", rfc, "00000004030201a0a1a2a3a4a5", "0001020304050607",
			"08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3b", "a091d56e10400916"},
		{"SP 800-38C example 1", nist, "10111213141516", "0001020304050607", "20212223", "7162015b", "4dac255d"},
		{"SP 800-38C example 2", nist, "1011121314151617", "000102030405060708090a0b0c0d0e0f",
			"202122232425262728292a2b2c2d2e2f", "d2a1f0e051ea5f62081a7792073d593d", "1fc64fbfaccd"},
		{"SP 800-38C example 3", nist, "101112131415161718191a1b", "000102030405060708090a0b0c0d0e0f10111213",
			"202122232425262728292a2b2c2d2e2f3031323334353637", "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "484392fbc1b09951"},
	} {
		block, err := aes.NewCipher(unhex(c.key))
		if err != nil {
			t.Fatal(err)
		}
		nonce, aad, text, tag := unhex(c.nonce), unhex(c.aad), unhex(c.text), unhex(c.tag)
		plain := make([]byte, len(text))
		if !openCCM(block, plain, nonce, aad, text, tag) || !bytes.Equal(plain, unhex(c.plain)) {
			t.Errorf("%s: %x", c.name, plain)
		}
		for _, part := range [][]byte{nonce, aad, text, tag} {
			for bit := range len(part) * 8 {
				part[bit/8] ^= 1 << (bit % 8)
				if openCCM(block, plain, nonce, aad, text, tag) || !bytes.Equal(plain, make([]byte, len(plain))) {
					t.Errorf("%s: taken with bit %d changed", c.name, bit)
				}
				part[bit/8] ^= 1 << (bit % 8)
			}
		}
	}
}
