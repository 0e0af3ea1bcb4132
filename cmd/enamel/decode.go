package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strconv"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// decodeCmd reads wire lines and says what they mean.
type decodeCmd struct {
	File     string `arg:"" help:"Wire lines: NDJSON, or one JSON array. - is standard input."`
	Sessions bool   `help:"Print the brushings that the lines tell of, each one JSON line, instead of a line for each line."`
	Runs     bool   `help:"With --sessions: each with its seconds, as runs of equal ones."`
}

// Run decodes the file to standard output.
func (c *decodeCmd) Run() error {
	in := os.Stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	var err error
	if c.Sessions {
		err = decodeSessions(out, os.Stderr, in, all.Set(), c.Runs)
	} else {
		err = decodeLines(out, in, all.Set())
	}
	return errors.Join(err, out.Flush())
}

// promptly is a reader that lets go of what was written before it waits for more, so that a pipe's reader sees each line in time.
type promptly struct {
	io.Reader
	out *bufio.Writer
}

func (p promptly) Read(b []byte) (int, error) {
	if err := p.out.Flush(); err != nil {
		return 0, err
	}
	return p.Reader.Read(b)
}

// decodeLines writes one JSON line for each line of in, in order.
func decodeLines(out *bufio.Writer, in io.Reader, makers brand.Set) error {
	lines := wire.NewLines(promptly{in, out}, 0)
	var f brush.Frame
	var b []byte
	for {
		line, n, err := lines.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = wire.ParseFrame(line, &f)
		}
		var fe *brush.FieldError
		switch {
		case err == nil:
			b = appendMeaning(b[:0], n, &f, makers)
		case errors.As(err, &fe):
			b = strconv.AppendInt(append(b[:0], `{"line":`...), int64(n), 10)
			b = appendText(b, `,"error":`, fe.Error())
		default:
			return err
		}
		b = append(b, '}', '\n')
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
}

// appendMeaning appends what a frame says, without the object's end.
func appendMeaning(b []byte, n int, f *brush.Frame, makers brand.Set) []byte {
	var r brush.Reading
	m, verdict := makers.Decode(f, &r)
	if verdict == brand.Understood {
		b = wire.AppendReading(b, f.Device, m, &r)
		return b[:len(b)-1]
	}
	b = strconv.AppendInt(append(b, `{"line":`...), int64(n), 10)
	b = appendText(b, `,"device":`, string(f.Device))
	if m == nil {
		return append(b, `,"understood":false,"reason":"no maker's folder claims such a frame"`...)
	}
	b = appendText(b, `,"brand":`, string(m.ID))
	if verdict == brand.NotABrush {
		return append(b, `,"understood":true,"brush":false,"reason":"a charger or a dock, not a brush"`...)
	}
	if verdict == brand.Locked {
		return append(b, `,"understood":false,"reason":"encrypted: the server reads it with the key of this brush"`...)
	}
	return append(b, `,"understood":false,"reason":"of this maker, and nobody knows yet what it says"`...)
}

func appendText(b []byte, key, v string) []byte {
	return wire.AppendString(append(b, key...), v)
}
