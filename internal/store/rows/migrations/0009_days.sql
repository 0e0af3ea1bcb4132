-- What a calendar needs of a person's finished brushings, a row for each of their weeks of UTC, counted from 1970. No household's calendar
-- is in it: another time zone changes no row.
CREATE TABLE brushed (
  household TEXT NOT NULL,
  person    TEXT NOT NULL,
  week      BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  PRIMARY KEY (household, person, week)
) WITHOUT ROWID;

-- The whole installation by day of UTC, counted from 1970. An update appends what it changed to fleet_part, where nobody else writes; a pass
-- in the background folds parts into fleet_day. What is true is the sum of both.
CREATE TABLE fleet_day (
  day        BIGINT PRIMARY KEY,
  sessions   BIGINT NOT NULL,
  seconds    BIGINT NOT NULL,
  households BIGINT NOT NULL
);
CREATE TABLE fleet_part (
  household  TEXT NOT NULL,
  part       BIGINT NOT NULL,
  day        BIGINT NOT NULL,
  sessions   BIGINT NOT NULL,
  seconds    BIGINT NOT NULL,
  households BIGINT NOT NULL,
  PRIMARY KEY (household, part)
) WITHOUT ROWID;
-- Who folds holds this row: two who fold at once wait for each other and for nobody else.
CREATE TABLE fleet_fold (
  place BIGINT PRIMARY KEY, -- always 1
  folds BIGINT NOT NULL
);
INSERT INTO fleet_fold (place, folds) VALUES (1, 0);

-- Households whose sessions are older than these tables, and are still to be counted.
CREATE TABLE uncounted (
  household TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO uncounted (household) SELECT DISTINCT household FROM session;
