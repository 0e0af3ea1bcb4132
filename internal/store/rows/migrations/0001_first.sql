-- One text for both databases: what only one of them has stands in a comment that begins with its name, as in /*postgres ... */.
-- Times are microseconds since 1970 UTC. Flags are 0 or 1. Every row but an account's belongs to a household, and its key begins with it.
CREATE TABLE household (
  id        TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  day_turns BIGINT NOT NULL,
  created   BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE person (
  household  TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  glaze      TEXT NOT NULL,
  birth_year BIGINT NOT NULL,
  milk_teeth BIGINT NOT NULL,
  target     BIGINT NOT NULL,
  morning    BIGINT NOT NULL,
  evening    BIGINT NOT NULL,
  place      BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  PRIMARY KEY (household, id)
) WITHOUT ROWID;

CREATE TABLE brush (
  household   TEXT NOT NULL,
  device      TEXT NOT NULL,
  brand       TEXT NOT NULL,
  model_id    BIGINT,
  protocol    BIGINT,
  firmware    BIGINT,
  name        TEXT NOT NULL,
  model       TEXT NOT NULL,
  people      TEXT NOT NULL, -- ids, one a line
  battery     BIGINT,
  is_virtual  BIGINT NOT NULL,
  first_heard BIGINT NOT NULL,
  last_heard  BIGINT NOT NULL,
  frames      BIGINT NOT NULL,
  unknown     BIGINT NOT NULL,
  created     BIGINT NOT NULL,
  PRIMARY KEY (household, device)
) WITHOUT ROWID;

CREATE TABLE source (
  household  TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  last_heard BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  PRIMARY KEY (household, id)
) WITHOUT ROWID;

-- Clustered as screens read it: a person's month is one stretch of the tree.
CREATE TABLE session (
  household       TEXT NOT NULL,
  person          TEXT NOT NULL,
  start_at        BIGINT NOT NULL,
  id              TEXT NOT NULL,
  device          TEXT NOT NULL,
  brand           TEXT NOT NULL,
  end_at          BIGINT NOT NULL,
  last_heard      BIGINT NOT NULL,
  duration        BIGINT NOT NULL,
  state           BIGINT NOT NULL,
  ending          BIGINT NOT NULL,
  over            BIGINT NOT NULL,
  fleeting        BIGINT NOT NULL,
  continues       BIGINT NOT NULL,
  mode            BIGINT,
  target          BIGINT,
  sectors         BIGINT,
  face            BIGINT,
  battery         BIGINT,
  pressure        BIGINT NOT NULL,
  high            BIGINT NOT NULL,
  sources         BYTEA,
  guest           BIGINT NOT NULL,
  how             TEXT NOT NULL,
  assigned_at     BIGINT NOT NULL,
  suggested       TEXT NOT NULL,
  note            TEXT NOT NULL,
  removed         BIGINT NOT NULL,
  heard           BIGINT NOT NULL,
  updated         BIGINT NOT NULL,
  score_version   BIGINT,
  score_total     BIGINT,
  time_points     DOUBLE PRECISION,
  time_weight     DOUBLE PRECISION,
  time_got        BIGINT,
  time_of         BIGINT,
  coverage_points DOUBLE PRECISION,
  coverage_weight DOUBLE PRECISION,
  coverage_got    BIGINT,
  coverage_of     BIGINT,
  pressure_points DOUBLE PRECISION,
  pressure_weight DOUBLE PRECISION,
  pressure_got    BIGINT,
  pressure_of     BIGINT,
  PRIMARY KEY (household, person, start_at, id)
) WITHOUT ROWID /*postgres PARTITION BY RANGE (start_at)*/;
CREATE UNIQUE INDEX session_id ON session (household, id/*postgres , start_at*/);
CREATE INDEX session_newest ON session (household, start_at, id);
CREATE INDEX session_device ON session (household, device, start_at, id);
CREATE INDEX session_open ON session (household, start_at, id) WHERE state <> 0;

-- The seconds, apart from the row that lists read.
CREATE TABLE session_slots (
  household TEXT NOT NULL,
  id        TEXT NOT NULL,
  /*postgres start_at BIGINT NOT NULL,*/
  body      BYTEA NOT NULL,
  PRIMARY KEY (household, id/*postgres , start_at*/)
) WITHOUT ROWID /*postgres PARTITION BY RANGE (start_at)*/;

CREATE TABLE evidence (
  household TEXT NOT NULL,
  device    TEXT NOT NULL,
  id        TEXT NOT NULL,
  first_at  BIGINT NOT NULL,
  last_at   BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  PRIMARY KEY (household, device, id)
) WITHOUT ROWID;
CREATE INDEX evidence_last ON evidence (household, device, last_at);

-- Frames as they came, a row for each call and device; packed into frame_block when there are many. No row spans more than a day.
CREATE TABLE frame_row (
  household TEXT NOT NULL,
  device    TEXT NOT NULL,
  first_at  BIGINT NOT NULL,
  digest    BYTEA NOT NULL,
  last_at   BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  PRIMARY KEY (household, device, first_at, digest)
) WITHOUT ROWID /*postgres PARTITION BY RANGE (first_at)*/;

CREATE TABLE frame_block (
  household TEXT NOT NULL,
  device    TEXT NOT NULL,
  first_at  BIGINT NOT NULL,
  digest    BYTEA NOT NULL,
  last_at   BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  PRIMARY KEY (household, device, first_at, digest)
) WITHOUT ROWID /*postgres PARTITION BY RANGE (first_at)*/;

-- The counter is raised in the transaction that appends, so that a number never becomes visible before a smaller one.
CREATE TABLE feed_last (
  household TEXT PRIMARY KEY,
  seq       BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE feed (
  household TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (household, seq)
) WITHOUT ROWID;

CREATE TABLE account (
  id       TEXT PRIMARY KEY,
  email    TEXT NOT NULL,
  name     TEXT NOT NULL,
  password TEXT NOT NULL,
  locale   TEXT NOT NULL,
  created  BIGINT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX account_email ON account (email);

CREATE TABLE membership (
  account   TEXT NOT NULL,
  household TEXT NOT NULL,
  role      TEXT NOT NULL,
  expires   BIGINT NOT NULL,
  created   BIGINT NOT NULL,
  PRIMARY KEY (account, household)
) WITHOUT ROWID;
CREATE INDEX membership_household ON membership (household);

CREATE TABLE login (
  hash      BYTEA PRIMARY KEY,
  account   TEXT NOT NULL,
  household TEXT NOT NULL,
  created   BIGINT NOT NULL,
  last_used BIGINT NOT NULL,
  expires   BIGINT NOT NULL,
  agent     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX login_account ON login (account);

CREATE TABLE token (
  hash      BYTEA PRIMARY KEY,
  id        TEXT NOT NULL,
  household TEXT NOT NULL,
  account   TEXT NOT NULL,
  name      TEXT NOT NULL,
  scopes    TEXT NOT NULL, -- one a line
  source    TEXT NOT NULL,
  created   BIGINT NOT NULL,
  last_used BIGINT NOT NULL,
  expires   BIGINT NOT NULL,
  revoked   BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX token_household ON token (household, id);

CREATE TABLE setup_link (
  place   BIGINT PRIMARY KEY, -- always 1: there is one link
  hash    BYTEA NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);

-- What a large house looks like, told to the planner once and for all: without figures it takes an index on the time for as good as one on
-- the brush and the time, and reads everybody's sessions to find one brush's. The figures are: rows; rows that share the first column; the
-- first two; and so on.
/*sqlite ANALYZE;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('session', 'session', '1000000 5000 1500 2 1'),
  ('session', 'session_id', '1000000 5000 1'),
  ('session', 'session_newest', '1000000 5000 2 1'),
  ('session', 'session_device', '1000000 5000 1500 2 1'),
  ('session', 'session_open', '100 2 1 1'),
  ('session_slots', 'session_slots', '1000000 5000 1'),
  ('evidence', 'evidence', '1000000 5000 1500 1'),
  ('evidence', 'evidence_last', '1000000 5000 1500 1');
ANALYZE sqlite_schema;
*/

-- Whatever no other partition takes; the others are made as time goes by.
/*postgres
CREATE TABLE session_rest PARTITION OF session DEFAULT;
CREATE TABLE session_slots_rest PARTITION OF session_slots DEFAULT;
CREATE TABLE frame_row_rest PARTITION OF frame_row DEFAULT;
CREATE TABLE frame_block_rest PARTITION OF frame_block DEFAULT;
*/
