package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// decodeCmd reads wire lines and says what they mean, or reads kept frames again.
type decodeCmd struct {
	dataDir
	File     string   `arg:"" optional:"" help:"Wire lines: NDJSON, or one JSON array. - is standard input."`
	Sessions bool     `help:"Print the brushings that the lines tell of, each one JSON line, instead of a line for each line."`
	Runs     bool     `help:"With --sessions: each with its seconds, as runs of equal ones."`
	Again    bool     `help:"Instead of a file: read the frames kept in the data folder again, after a decoder learned something. A server may run meanwhile."`
	Key      []string `help:"With a file: the key of a handle whose maker encrypts, 32 hexadecimal digits; may be given many times. Other people on this machine may see it: --key-file is safer." placeholder:"DEVICE=HEX" sep:"none"`
	KeyFile  string   `help:"With a file: such pairs, one a line." placeholder:"FILE"`
	Brush    string   `help:"With --again: only this handle." placeholder:"DEVICE"`
}

// Run decodes the file to standard output, or what is kept into sessions.
func (c *decodeCmd) Run(ctx context.Context) error {
	switch {
	case c.Again && (len(c.Key) > 0 || c.KeyFile != ""):
		return errors.New("key: goes with a file; --again uses the keys that the brushes have")
	case c.Again && (c.File != "" || c.Sessions || c.Runs):
		return errors.New("again: reads what is kept, and no file; --sessions and --runs are for files")
	case c.Again:
		return c.again(ctx)
	case c.Brush != "":
		return errors.New("brush: goes with --again")
	case c.File == "":
		return errors.New("file: is missing; - is standard input")
	}
	handles := &brand.Handles{Makers: all.Set()}
	if err := giveKeys(handles, c.Key, c.KeyFile); err != nil {
		return err
	}
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
		err = decodeSessions(out, os.Stderr, in, handles, c.Runs)
	} else {
		err = decodeLines(out, in, handles)
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
func decodeLines(out *bufio.Writer, in io.Reader, handles *brand.Handles) error {
	lines := wire.NewLines(promptly{in, out}, 0)
	var f brush.Frame
	var b []byte
	for {
		var err error
		b, err = wire.AppendMeaning(b[:0], lines, &f, handles)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
}
