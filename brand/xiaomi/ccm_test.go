package xiaomi

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"math/rand/v2"
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
		standard, err := aes.NewCipher(unhex(c.key))
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range []blockCipher{standard, newSmallAES(unhex(c.key))} {
			nonce, aad, text, tag := unhex(c.nonce), unhex(c.aad), unhex(c.text), unhex(c.tag)
			plain := make([]byte, len(text))
			if !openCCM(block, plain, nonce, aad, text, tag) || !bytes.Equal(plain, unhex(c.plain)) {
				t.Errorf("%s with %T: %x", c.name, block, plain)
			}
			for _, part := range [][]byte{nonce, aad, text, tag} {
				for bit := range len(part) * 8 {
					part[bit/8] ^= 1 << (bit % 8)
					if openCCM(block, plain, nonce, aad, text, tag) || !bytes.Equal(plain, make([]byte, len(plain))) {
						t.Errorf("%s with %T: taken with bit %d changed", c.name, block, bit)
					}
					part[bit/8] ^= 1 << (bit % 8)
				}
			}
		}
	}
}

// TestSmallAES encrypts the examples of FIPS 197 and SP 800-38A, and chains of blocks under many keys as the standard library does.
func TestSmallAES(t *testing.T) {
	for _, c := range [][3]string{
		{"2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734", "3925841d02dc09fbdc118597196a0b32"}, // FIPS 197, B
		{"000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a"}, // FIPS 197, C.1
		{"2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a", "3ad77bb40d7a3660a89ecaf32466ef97"}, // SP 800-38A, F.1.1
		{"2b7e151628aed2a6abf7158809cf4f3c", "ae2d8a571e03ac9c9eb76fac45af8e51", "f5d3d58503b9699de785895a96fdbaaf"},
	} {
		var b [3][]byte
		for i, s := range c {
			var err error
			if b[i], err = hex.DecodeString(s); err != nil {
				t.Fatal(err)
			}
		}
		got := make([]byte, blockLen)
		newSmallAES(b[0]).Encrypt(got, b[1])
		if !bytes.Equal(got, b[2]) {
			t.Errorf("key %s: %x, want %s", c[0], got, c[2])
		}
	}
	const seed = 1
	chance := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		var key, small [blockLen]byte
		for i := range key {
			key[i], small[i] = byte(chance.Uint32()), byte(chance.Uint32())
		}
		standard, err := aes.NewCipher(key[:])
		if err != nil {
			t.Fatal(err)
		}
		block, want := newSmallAES(key[:]), small
		for range 20 { // in place, as the tag is made
			block.Encrypt(small[:], small[:])
			standard.Encrypt(want[:], want[:])
		}
		if small != want {
			t.Fatalf("seed %d, key %x: %x, want %x", seed, key, small, want)
		}
	}
}
