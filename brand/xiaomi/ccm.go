package xiaomi

const (
	counterLen = 3 // the long part of the frame's counter, behind the objects [xiaomi-8]
	tagLen     = 4
	sealLen    = counterLen + tagLen
	blockLen   = 16 // of AES
)

// blockCipher encrypts blocks of blockLen bytes.
type blockCipher interface{ Encrypt(dst, src []byte) }

// open decrypts the objects into room; false when the key is not the one they were encrypted with [xiaomi-9].
func (b *beacon) open(key []byte, room *[longest]byte) ([]byte, bool) {
	if len(key) != KeyLen || len(b.rest) < sealLen {
		return nil, false
	}
	block, err := newAES(key)
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
func openCCM(block blockCipher, plain, nonce, aad, text, tag []byte) bool {
	var a, key [blockLen]byte
	size := blockLen - 1 - len(nonce) // of the counter, and of the length of the text
	a[0] = byte(size - 1)
	copy(a[1:], nonce)

	block.Encrypt(key[:], a[:]) // with counter 0: for the tag
	var mask = key
	for i := 0; i < len(text); i += blockLen {
		k := i/blockLen + 1
		a[blockLen-1], a[blockLen-2] = byte(k), byte(k>>8)
		block.Encrypt(key[:], a[:])
		for j, c := range text[i:min(i+blockLen, len(text))] {
			plain[i+j] = c ^ key[j]
		}
	}

	var x [blockLen]byte
	x[0] = byte((len(tag)-2)/2<<3 | (size - 1))
	if len(aad) > 0 {
		x[0] |= 1 << 6
	}
	copy(x[1:], nonce)
	x[blockLen-1], x[blockLen-2] = byte(len(text)), byte(len(text)>>8)
	block.Encrypt(x[:], x[:])
	at := 0
	mix := func(p []byte) {
		for _, c := range p {
			if x[at] ^= c; at == blockLen-1 {
				block.Encrypt(x[:], x[:])
			}
			at = (at + 1) % blockLen
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

	differs := byte(0) // all of the tag is looked at, wherever it differs first
	for i, c := range tag {
		differs |= c ^ x[i] ^ mask[i]
	}
	if differs == 0 {
		return true
	}
	clear(plain)
	return false
}
