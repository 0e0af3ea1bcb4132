package postgres

import (
	"encoding/binary"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// each calls row with the values of each row, in the same slice each time. A list of sessions has thousands of values, nearly all of four
// types: those are read as they came, and a row with anything else by the driver, which finds out for each value anew how to.
func each(rs pgx.Rows, row func([]any) error) error {
	defer rs.Close()
	var values []any
	for rs.Next() {
		var plain bool
		if values, plain = plainValues(values[:0], rs.FieldDescriptions(), rs.RawValues()); !plain {
			var err error
			if values, err = rs.Values(); err != nil {
				return err
			}
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return rs.Err()
}

// plainValues appends the values of a row, each with memory of its own; plain is false when some are of other types than ours.
func plainValues(to []any, fields []pgconn.FieldDescription, raw [][]byte) (values []any, plain bool) {
	for i, b := range raw {
		f := &fields[i]
		switch {
		case b == nil:
			to = append(to, nil)
		case f.DataTypeOID == pgtype.TextOID:
			to = append(to, string(b))
		case f.Format != pgx.BinaryFormatCode:
			return to, false
		case f.DataTypeOID == pgtype.Int8OID && len(b) == 8:
			to = append(to, int64(binary.BigEndian.Uint64(b)))
		case f.DataTypeOID == pgtype.ByteaOID:
			to = append(to, append(make([]byte, 0, len(b)), b...))
		case f.DataTypeOID == pgtype.Float8OID && len(b) == 8:
			to = append(to, math.Float64frombits(binary.BigEndian.Uint64(b)))
		default:
			return to, false
		}
	}
	return to, true
}
