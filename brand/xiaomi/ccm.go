package xiaomi

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

const (
	counterLen = 3 // the long part of the frame's counter, behind the objects [xiaomi-8]
	tagLen     = 4
	sealLen    = counterLen + tagLen
)

// open decrypts the objects into room; false when the key is not the one they were encrypted with [xiaomi-9].
func (b *beacon) open(key []byte, room *[longest]byte) ([]byte, bool) {
	if len(key) != KeyLen || len(b.rest) < sealLen {
		return nil, false
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, false
	}
	n := len(b.rest) - sealLen
	var nonce [macLen + headerLen - 2 + counterLen]byte
	copy(nonce[:], b.mac[:])
	copy(nonce[macLen:], b.head[2:])
	copy(nonce[macLen+headerLen-2:], b.rest[n:])
	plain := room[:n]
	return plain, openCCM(block, plain, nonce[:], []byte{0x11}, b.rest[:n], b.rest[n+counterLen:])
}

// counter returns the counter of an encrypted frame: the byte that every frame has, and above it the three bytes behind the objects
// [xiaomi-8].
func (b *beacon) counter() uint32 {
	n := len(b.rest) - sealLen
	return uint32(b.head[4]) | uint32(b.rest[n])<<8 | uint32(b.rest[n+1])<<16 | uint32(b.rest[n+2])<<24
}

// openCCM decrypts text into plain, which is as long, and reports whether the tag is the one of nonce, aad and plain; when it is not,
// plain is zeroed [RFC 3610] [NIST SP 800-38C]. The nonce has 7 to 13 bytes, the tag 4, 6 ... 16, aad is shorter than 0xFF00 bytes, and
// the text than 64 KiB: callers hold that.
func openCCM(block cipher.Block, plain, nonce, aad, text, tag []byte) bool {
	var a, key [aes.BlockSize]byte
	size := aes.BlockSize - 1 - len(nonce) // of the counter, and of the length of the text
	a[0] = byte(size - 1)
	copy(a[1:], nonce)

	block.Encrypt(key[:], a[:]) // with counter 0: for the tag
	var mask = key
	for i := 0; i < len(text); i += aes.BlockSize {
		k := i/aes.BlockSize + 1
		a[aes.BlockSize-1], a[aes.BlockSize-2] = byte(k), byte(k>>8)
		block.Encrypt(key[:], a[:])
		subtle.XORBytes(plain[i:], text[i:], key[:])
	}

	var x [aes.BlockSize]byte
	x[0] = byte((len(tag)-2)/2<<3 | (size - 1))
	if len(aad) > 0 {
		x[0] |= 1 << 6
	}
	copy(x[1:], nonce)
	x[aes.BlockSize-1], x[aes.BlockSize-2] = byte(len(text)), byte(len(text)>>8)
	block.Encrypt(x[:], x[:])
	at := 0
	mix := func(p []byte) {
		for _, c := range p {
			if x[at] ^= c; at == aes.BlockSize-1 {
				block.Encrypt(x[:], x[:])
			}
			at = (at + 1) % aes.BlockSize
		}
	}
	pad := func() {
		if at != 0 {
			block.Encrypt(x[:], x[:])
			at = 0
		}
	}
	if len(aad) > 0 {
		mix([]byte{byte(len(aad) >> 8), byte(len(aad))})
		mix(aad)
		pad()
	}
	mix(plain)
	pad()

	subtle.XORBytes(x[:], x[:], mask[:])
	if subtle.ConstantTimeCompare(x[:len(tag)], tag) == 1 {
		return true
	}
	clear(plain)
	return false
}
