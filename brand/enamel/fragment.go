package enamel

import "encoding/binary"

// The lengths of what stands before the bytes of a report in a value of the sessions characteristic [enamel-13].
const (
	headLen   = 4
	firstHead = headLen + 6
	endNumber = 0xFFFF
)

// part is a value of the sessions characteristic: a fragment of a report, or the end of a transfer.
type part struct {
	transfer byte
	report   byte
	n        uint16 // of the fragment, from 0; endNumber: the transfer is over
	length   int    // of the whole report; at the end, how many reports there were
	sum      uint32 // of the whole report
	data     []byte
}

// fragment reads a value of at least headLen bytes; one that is too short for what it begins has no data and no length.
func fragment(b []byte) part {
	p := part{transfer: b[0], report: b[1], n: binary.LittleEndian.Uint16(b[2:])}
	switch {
	case p.n == endNumber && len(b) >= headLen+2:
		p.length = int(binary.LittleEndian.Uint16(b[4:]))
	case p.n == 0 && len(b) > firstHead:
		p.length, p.sum, p.data = int(binary.LittleEndian.Uint16(b[4:])), binary.LittleEndian.Uint32(b[6:]), b[firstHead:]
	case p.n != 0:
		p.data = b[headLen:]
	}
	return p
}

// assembly puts the reports of one transfer together. It holds one report. Values that come twice or late are passed over; a report of which
// a value is missing is lost, and the transfer has to be asked for again.
type assembly struct {
	transfer byte
	report   byte   // the number of the one that grows, or is awaited
	next     uint16 // the fragment that is awaited
	buf      []byte
	length   int
	sum      uint32
	count    int // reports that came whole
	lost     bool
}

// feed takes a value. It returns a report that is whole now, and whether the transfer is over. The report is valid until the next feed.
func (a *assembly) feed(b []byte) (report []byte, over bool) {
	if len(b) < headLen || b[0] != a.transfer {
		return nil, false
	}
	p := fragment(b)
	if p.n == endNumber {
		a.lost = a.lost || a.next != 0 || a.count != p.length
		return nil, true
	}
	switch ahead := int8(p.report - a.report); {
	case ahead < 0, ahead == 0 && p.n < a.next:
		return nil, false
	case ahead > 0:
		a.lost, a.report, a.next = true, p.report, 0
	}
	if p.n != a.next || len(p.data) == 0 {
		a.lost = true
		return nil, false
	}
	if p.n == 0 {
		if p.length == 0 || p.length > MaxReport {
			a.lost = true
			return nil, false
		}
		a.buf, a.length, a.sum = a.buf[:0], p.length, p.sum
	}
	a.next++
	a.buf = append(a.buf, p.data...)
	if len(a.buf) < a.length {
		return nil, false
	}
	a.report++
	a.next = 0
	if len(a.buf) > a.length || crc32(a.buf) != a.sum {
		a.lost = true
		return nil, false
	}
	a.count++
	return a.buf, false
}

// crc32 is the check sum of Ethernet and zip: reflected, polynomial 0xEDB88320 [RFC 1952 section 8].
func crc32(b []byte) uint32 {
	c := ^uint32(0)
	for _, v := range b {
		c ^= uint32(v)
		for range 8 {
			c = c>>1 ^ 0xEDB88320&-(c&1)
		}
	}
	return ^c
}
