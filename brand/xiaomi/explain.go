package xiaomi

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// explain says which bytes say what. What is encrypted keeps its places: AES-CCM encrypts byte by byte [xiaomi-8].
func explain(f *brush.Frame, key []byte) (fs []brand.Field, form string) {
	add := func(from, to int, clause string, names ...string) {
		for _, name := range names {
			fs = append(fs, brand.Field{From: from, To: to, Name: name, Clause: clause})
		}
	}
	if f.Kind == brush.Report {
		add(0, 1, "xiaomi-11", "activity", "event.kind")
		return fs, "xiaomi-11"
	}
	var b beacon
	if !b.parse(f) {
		return nil, "xiaomi-2"
	}
	add(0, 2, "xiaomi-2", brand.PartControl)
	add(1, 2, "xiaomi-2", "protocol")
	add(2, 4, "xiaomi-3", "model_id")
	add(4, 5, "xiaomi-2", brand.PartCounter, "event.number", "event.counter")
	at := headerLen
	if b.control&controlMAC != 0 {
		add(at, at+macLen, "xiaomi-2", brand.PartAddress)
		at += macLen
	}
	end := len(f.Payload)
	if from := end - len(b.rest); from > at {
		add(at, from, "xiaomi-2", brand.PartControl) // capability
		at = from
	}
	objects := b.rest
	if b.encrypted() {
		var room [longest]byte
		plain, ok := b.open(key, &room)
		end -= sealLen
		add(end, end+counterLen, "xiaomi-8", brand.PartCounter, "event.counter")
		add(end+counterLen, end+sealLen, "xiaomi-9", brand.PartCheck)
		if !ok {
			add(at, end, "xiaomi-8", brand.PartSealed)
			return fs, "xiaomi-8"
		}
		objects = plain
	}
	for len(objects) >= 3 && len(objects)-3 >= int(objects[2]) {
		kind, n := binary.LittleEndian.Uint16(objects), int(objects[2])
		add(at, at+2, "xiaomi-4", brand.PartKind)
		add(at+2, at+3, "xiaomi-4", brand.PartLength)
		switch p := at + 3; kind {
		case objectBrushing:
			add(p, p+1, "xiaomi-5", "activity", "event.kind")
			add(p+1, p+n, "xiaomi-5", "event.count", "event.own_score")
		case objectTimed:
			add(p, p+1, "xiaomi-5", "activity", "event.kind")
			add(p+1, p+5, "xiaomi-5", "event.unix_s")
			add(p+5, p+n, "xiaomi-5", "event.own_score")
		case objectBattery:
			add(p, p+n, "xiaomi-6", "battery_pct")
		case objectHead:
			add(p, p+n, "xiaomi-6", "head_pct")
		}
		at += 3 + n
		objects = objects[3+n:]
	}
	return fs, "xiaomi-4"
}
