package brush

// Hexadecimal without encoding/hex, whose errors are written with fmt: that alone is a quarter of what a browser would have to load.

const hexDigits = "0123456789abcdef"

// unhex is the value of a digit of either case, 0xFF for what is none.
var unhex = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xFF
	}
	for i := range byte(10) {
		t['0'+i] = i
	}
	for i := range byte(6) {
		t['a'+i], t['A'+i] = 10+i, 10+i
	}
	return t
}()

// AppendHex appends two lower-case digits for each byte.
func AppendHex(dst, b []byte) []byte {
	for _, v := range b {
		dst = append(dst, hexDigits[v>>4], hexDigits[v&15])
	}
	return dst
}

// ParseHex appends the bytes that digits of either case stand for; ok is false, and dst as it was, when they are odd in number or others
// stand among them. It allocates nothing when dst has room.
func ParseHex[T string | []byte](dst []byte, digits T) (_ []byte, ok bool) {
	if len(digits)%2 != 0 {
		return dst, false
	}
	whole := len(dst)
	for i := 0; i < len(digits); i += 2 {
		hi, lo := unhex[digits[i]], unhex[digits[i+1]]
		if hi|lo == 0xFF {
			return dst[:whole], false
		}
		dst = append(dst, hi<<4|lo)
	}
	return dst, true
}
