package postgres

import (
	"context"
	"encoding/binary"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
)

// said is what a scripted server answers to a statement.
type said struct {
	row    []any  // one row of bool, int32 or string; nil: none
	code   string // of an error
	silent bool   // nothing, ever
}

// scripted is the other end of what a store says to a PostgreSQL: it answers as it is told, over a pipe, so that in a synctest bubble hours pass
// in a moment. What a real server does is for the tests on a real one; here it is counted how often, and when, a store asks.
type scripted struct {
	answer func(text string) said // called one at a time
	refuse error                  // instead of a connection

	mu    sync.Mutex
	asked []string
	dials int
}

// store returns a store before this server. It is not opened: what a test wants of it, it starts.
func (x *scripted) store(t *testing.T, patience time.Duration) *Store {
	t.Helper()
	config, err := parse("postgres://enamel@/enamel?host=/nowhere", patience)
	if err != nil {
		t.Fatal(err)
	}
	config.DialFunc = x.dial
	s := &Store{config: config, log: slog.New(slog.DiscardHandler), now: time.Now, patience: patience, schema: "public", replica: "here", filling: make(chan struct{}, 1)}
	s.hints.init()
	return s
}

func (x *scripted) dial(context.Context, string, string) (net.Conn, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.refuse != nil {
		x.dials++
		return nil, x.refuse
	}
	ours, theirs := net.Pipe()
	go x.serve(theirs)
	return ours, nil
}

// dialed returns how often a connection was asked for.
func (x *scripted) dialed() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.dials
}

// heard returns how many statements have begun with a text.
func (x *scripted) heard(text string) (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, a := range x.asked {
		if strings.HasPrefix(a, text) {
			n++
		}
	}
	return n
}

func (x *scripted) say(text string) said {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.asked = append(x.asked, text)
	switch {
	case text == "show transaction_read_only":
		return said{row: []any{"off"}}
	case strings.HasPrefix(text, "SELECT set_config('synchronous_commit'"), x.answer == nil:
		return said{}
	}
	return x.answer(text)
}

func (x *scripted) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	b := pgproto3.NewBackend(c, c)
	first, err := b.ReceiveStartupMessage()
	if _, ok := first.(*pgproto3.StartupMessage); err != nil || !ok { // the driver asks to cancel on a connection of its own
		return
	}
	x.mu.Lock()
	x.dials++
	x.mu.Unlock()
	b.Send(&pgproto3.AuthenticationOk{})
	b.Send(&pgproto3.BackendKeyData{ProcessID: 1, SecretKey: []byte{0, 0, 0, 1}})
	status := byte('I')
	b.Send(&pgproto3.ReadyForQuery{TxStatus: status})
	prepared := map[string]string{}
	var running said
	for b.Flush() == nil {
		m, err := b.Receive()
		if err != nil {
			return
		}
		switch m := m.(type) {
		case *pgproto3.Query:
			a := x.say(m.String)
			if a.silent {
				_, _ = b.Receive() // until the other end gives up
				return
			}
			if len(a.row) > 0 {
				b.Send(columns(a.row))
			}
			x.end(b, a, m.String, &status)
			b.Send(&pgproto3.ReadyForQuery{TxStatus: status})
		case *pgproto3.Parse:
			prepared[m.Name] = m.Query
			b.Send(&pgproto3.ParseComplete{})
		case *pgproto3.Describe:
			running = x.say(prepared[m.Name])
			b.Send(&pgproto3.ParameterDescription{ParameterOIDs: []uint32{20}[:strings.Count(prepared[m.Name], "$1")]})
			if len(running.row) > 0 {
				b.Send(columns(running.row))
			} else {
				b.Send(&pgproto3.NoData{})
			}
		case *pgproto3.Bind:
			b.Send(&pgproto3.BindComplete{})
			if len(running.row) > 0 {
				b.Send(columns(running.row))
			}
		case *pgproto3.Execute:
			if running.silent {
				_, _ = b.Receive()
				_, _ = b.Receive()
				return
			}
			x.end(b, running, "", &status)
		case *pgproto3.Sync:
			b.Send(&pgproto3.ReadyForQuery{TxStatus: status})
		case *pgproto3.Terminate:
			return
		}
	}
}

// end ends the answer to a statement.
func (x *scripted) end(b *pgproto3.Backend, a said, text string, status *byte) {
	switch {
	case a.code != "":
		b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: a.code, Message: "on purpose"})
		if *status == 'T' {
			*status = 'E'
		}
		return
	case strings.EqualFold(text, "begin"):
		*status = 'T'
	case strings.EqualFold(text, "commit"), strings.EqualFold(text, "rollback"):
		*status = 'I'
	}
	if len(a.row) > 0 {
		row := &pgproto3.DataRow{}
		for _, v := range a.row {
			switch v := v.(type) {
			case bool:
				row.Values = append(row.Values, []byte{map[bool]byte{true: 1}[v]})
			case int32:
				row.Values = append(row.Values, binary.BigEndian.AppendUint32(nil, uint32(v)))
			case string:
				row.Values = append(row.Values, []byte(v))
			}
		}
		b.Send(row)
	}
	tag := "SELECT 1"
	if text != "" {
		tag = strings.ToUpper(strings.Fields(text)[0])
	}
	b.Send(&pgproto3.CommandComplete{CommandTag: []byte(tag)})
}

func columns(row []any) *pgproto3.RowDescription {
	d := &pgproto3.RowDescription{}
	for _, v := range row {
		f := pgproto3.FieldDescription{Name: []byte("x"), DataTypeOID: 25, DataTypeSize: -1, TypeModifier: -1}
		switch v.(type) {
		case bool:
			f.DataTypeOID, f.DataTypeSize, f.Format = 16, 1, 1
		case int32:
			f.DataTypeOID, f.DataTypeSize, f.Format = 23, 4, 1
		}
		d.Fields = append(d.Fields, f)
	}
	return d
}
