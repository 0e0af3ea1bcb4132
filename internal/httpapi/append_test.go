package httpapi

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// fill sets everything below v by chance: each field, pointer and element may be empty or not.
func fill(v reflect.Value, rnd *rand.Rand, depth int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		t := time.UnixMicro(rnd.Int64N(4e15)).UTC()
		switch rnd.IntN(8) {
		case 0:
			t = time.Time{}
		case 1:
			t = t.Truncate(time.Second).In(time.FixedZone("", 3600*rnd.IntN(12)))
		}
		v.Set(reflect.ValueOf(t))
		return
	}
	if rnd.IntN(3) == 0 && v.Kind() != reflect.Struct {
		return
	}
	switch v.Kind() {
	case reflect.String:
		texts := []string{"oralb", "24:E5:AA:0C:11:9E", "Zoë", `a "b" \`, "tab\tand\x00", "<&>", "\u2028", "\xff", "~\x7f"}
		v.SetString(texts[rnd.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(rnd.Int64N(1000) - 100)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(rnd.Uint64() >> (64 - v.Type().Bits()))
	case reflect.Float64:
		numbers := []float64{1, 0.1, 17.8, -2.5, 1e-5, 1e20, math.MaxUint32, math.Copysign(0, -1), 1e-7, 1e21, rnd.Float64()}
		v.SetFloat(numbers[rnd.IntN(len(numbers))])
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), rnd, depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rnd.IntN(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), rnd, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), rnd, depth+1)
		}
	default:
		panic("a field of a kind that nobody fills: " + v.Type().String())
	}
}

// TestAnswersAreJSON: what is spelled by hand is what encoding/json spells, whatever is in it, also in fields that are still to come.
func TestAnswersAreJSON(t *testing.T) {
	const seed = 5
	rnd := rand.New(rand.NewPCG(seed, seed))
	for _, kind := range []reflect.Type{reflect.TypeFor[List[Brushing]](), reflect.TypeFor[List[DaySlots]](), reflect.TypeFor[Brushing](), reflect.TypeFor[Today](), reflect.TypeFor[List[Person]]()} {
		for n := range 2000 {
			v := reflect.New(kind).Elem()
			fill(v, rnd, 0)
			var got, want bytes.Buffer
			if err := answers.Marshal(&got, v.Interface()); err != nil {
				t.Fatal(err)
			}
			if err := huma.DefaultJSONFormat.Marshal(&want, v.Interface()); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("%v, number %d of seed %d:\n got %s\nwant %s", kind, n, seed, &got, &want)
			}
		}
	}
}

// TestAnswersThatAreNone: what encoding/json refuses is refused.
func TestAnswersThatAreNone(t *testing.T) {
	for _, v := range []any{
		Brushing{UpdatedAt: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		Brushing{Amended: &Amended{At: time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)}},
		func() any { var b Brushing; b.HeardShare = math.NaN(); return b }(),
	} {
		var got bytes.Buffer
		if err := answers.Marshal(&got, v); err == nil {
			t.Errorf("%+v became %s", v, &got)
		}
	}
}

// TestPlain: whatever eight bytes at a time say is what each byte says, wherever in a string it stands.
func TestPlain(t *testing.T) {
	for n := range 20 {
		for at := range n {
			for _, around := range []byte{' ', '~', 'a'} {
				for c := range 256 {
					b := bytes.Repeat([]byte{around}, n)
					b[at] = byte(c)
					want := c >= ' ' && c <= '~' && c != '"' && c != '\\'
					if plain(string(b)) != want {
						t.Fatalf("%q: %v", b, !want)
					}
				}
			}
		}
	}
	if !plain("") {
		t.Error("nothing")
	}
}

// TestTimes: a time is spelled as encoding/json spells it, with as many digits as it needs.
func TestTimes(t *testing.T) {
	for _, year := range []int{-1, 0, 1, 999, 1969, 2000, 2026, 9999, 10000} {
		for _, ns := range []int{0, 1, 10, 1000, 123000, 120000000, 999999999, 100000000} {
			for _, at := range []time.Time{time.Date(year, 2, 9, 8, 7, 6, ns, time.UTC), time.Date(year, 12, 31, 23, 59, 59, ns, time.UTC),
				time.Date(year, 11, 30, 10, 20, 30, ns, time.FixedZone("", 5400))} {
				var o out
				o.time(at)
				want, err := at.MarshalJSON()
				if err != nil != o.bad || err == nil && string(o.b) != string(want) {
					t.Errorf("%s, want %s %v", o.b, want, err)
				}
			}
		}
	}
}
