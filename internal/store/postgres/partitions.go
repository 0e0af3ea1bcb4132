package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

func (s *Store) keepHouse(ctx context.Context) { <-ctx.Done() }

func (s *Store) partitions(ctx context.Context, conn *pgx.Conn) error { return nil }
