package enamel

// MaxMotion is how many samples of motion one report holds at most [enamel-9].
const MaxMotion = 512

const sampleLen = 6 // three axes of 16 bits

// motion checks raw samples of motion. They are recognised and bounded, and stay in the frame as they came: nothing is computed of them yet.
func motion(s *scan) {
	rate, acc, gyro := uint32(0), 0, 0
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "rate_hz":
			rate = s.number(1000)
		case "acc_range_g":
			s.bad = s.number(64) == 0 || s.bad
		case "gyro_range_dps":
			s.bad = s.number(8000) == 0 || s.bad
		case "acc":
			acc = samples(s)
		case "gyro":
			gyro = samples(s)
		default:
			s.skip()
		}
	}
	s.bad = s.bad || rate == 0 || acc == 0 && gyro == 0 || acc != 0 && gyro != 0 && acc != gyro
}

// samples passes over packed samples, and returns how many they are: bytes in CBOR; in JSON base64 [RFC 4648 section 4], which needs no padding
// because three axes are a whole number of its groups.
func samples(s *scan) int {
	if s.cbor {
		major, _, n := s.item()
		if s.bad || major != cborBytes || n == 0 || n%sampleLen != 0 || n > MaxMotion*sampleLen || n > uint64(len(s.b)-s.i) {
			s.bad = true
			return 0
		}
		s.i += int(n)
		return int(n / sampleLen)
	}
	text := s.str()
	if s.bad || len(text) == 0 || len(text)%8 != 0 || len(text)/8 > MaxMotion {
		s.bad = true
		return 0
	}
	for _, c := range text {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '+' && c != '/' {
			s.bad = true
		}
	}
	return len(text) / 8
}
