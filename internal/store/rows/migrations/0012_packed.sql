-- What no question chooses or orders sessions by is one column of theirs and not thirty-four: reading a list costs by the column.
ALTER TABLE session RENAME TO session_wide;
/*postgres
DO $$ DECLARE p record; BEGIN
  FOR p IN SELECT c.oid::regclass AS part, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'session_wide'::regclass LOOP
    EXECUTE format('ALTER TABLE %s RENAME TO %I', p.part, 'wide_' || p.relname);
  END LOOP;
END $$;
*/
CREATE TABLE session (
  household  TEXT NOT NULL,
  person     TEXT NOT NULL,
  start_at   BIGINT NOT NULL,
  id         TEXT NOT NULL,
  device     TEXT NOT NULL,
  end_at     BIGINT NOT NULL,
  last_heard BIGINT NOT NULL,
  state      BIGINT NOT NULL,
  fleeting   BIGINT NOT NULL,
  guest      BIGINT NOT NULL,
  removed    BIGINT NOT NULL,
  packed     BYTEA NOT NULL
  /*sqlite , PRIMARY KEY (household, person, start_at, id)*/
) WITHOUT ROWID /*postgres PARTITION BY RANGE (start_at)*/;
/*postgres
DO $$ DECLARE p record; BEGIN
  FOR p IN SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'session_wide'::regclass LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF session %s', substr(p.relname, length('wide_') + 1), p.bound);
  END LOOP;
END $$;
SET LOCAL enable_sort = off;
*/
-- Here each session is packed.
DROP TABLE session_wide;
/*postgres ALTER TABLE session ADD PRIMARY KEY (household, person, start_at, id);*/
CREATE UNIQUE INDEX session_id ON session (household, id/*postgres , start_at*/);
CREATE INDEX session_newest ON session (household, start_at, id);
-- With its end, so that a day's sessions of a brush need not be read to find those that reach into a moment.
CREATE INDEX session_device ON session (household, device, start_at, id, end_at);
CREATE INDEX session_open ON session (household, start_at, id) WHERE state <> 0;
/*sqlite
DELETE FROM sqlite_stat1 WHERE tbl = 'session' OR tbl = 'session_wide';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('session', 'session', '1000000 5000 1500 2 1'),
  ('session', 'session_id', '1000000 5000 1'),
  ('session', 'session_newest', '1000000 5000 2 1'),
  ('session', 'session_device', '1000000 5000 1500 2 1 1'),
  ('session', 'session_open', '100 2 1 1');
ANALYZE sqlite_schema;
*/
