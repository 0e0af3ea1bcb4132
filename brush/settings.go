package brush

// Preferences are the settings of a brush: what it can be told to do, or says that it does. Every field is optional.
type Preferences struct {
	Version Opt[uint32] // counts the wishes of the household: which of them the brush obeys
	Target  Opt[uint16] // s, 1 to 7200: how long a brushing should take
	Sounds  Opt[Sounds]
	Modes   []ModeName // the household's own names of modes, in order of their codes, each once; nil: not said
}

// The limits of settings: with them, the longest still fit into one value of a characteristic, 512 bytes.
const (
	MaxModeNames = 12
	MaxModeName  = 24 // bytes of UTF-8, without control characters, quotation marks and backslashes
)

// ModeName is a household's own name of a mode of its brush.
type ModeName struct {
	Code uint8 // the maker's
	Name string
}

// Sounds is how loud a brush is that has a voice.
type Sounds uint8

// The ways to sound.
const (
	SoundsOff Sounds = iota
	SoundsLow
	SoundsHigh
)

var soundsNames = [...]string{"off", "low", "high"}

// String returns the name on the wire: "off", "low", "high".
func (s Sounds) String() string {
	if int(s) < len(soundsNames) {
		return soundsNames[s]
	}
	return ""
}

// ParseSounds reads the name on the wire; ok is false for a word that is none.
func ParseSounds[T string | []byte](name T) (s Sounds, ok bool) {
	for i, n := range soundsNames {
		if n == string(name) {
			return Sounds(i), true
		}
	}
	return 0, false
}

// ValidModeName reports whether a mode can be called that.
func ValidModeName[T string | []byte](name T) bool {
	if len(name) == 0 || len(name) > MaxModeName {
		return false
	}
	for i, r := range string(name) {
		if r < ' ' || r == 0x7F || r == '"' || r == '\\' || r == 0xFFFD && !replaced(string(name)[i:]) {
			return false
		}
	}
	return true
}

// replaced reports whether the replacement character itself stands there, and not bytes that are no UTF-8.
func replaced(s string) bool { return len(s) >= 3 && s[:3] == "\uFFFD" }

// Obeys reports whether what a brush reports is what was desired of it: every field that the wish names, but its version.
func (s *Preferences) Obeys(wish *Preferences) bool {
	if wish.Target.OK && s.Target != wish.Target || wish.Sounds.OK && s.Sounds != wish.Sounds || wish.Modes != nil && len(s.Modes) != len(wish.Modes) {
		return false
	}
	for i := range wish.Modes {
		if s.Modes[i] != wish.Modes[i] {
			return false
		}
	}
	return true
}
