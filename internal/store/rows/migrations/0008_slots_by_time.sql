-- The seconds have their session's start in their key, so that both go together where old ones are dropped as whole partitions. PostgreSQL has
-- had it so from the first.
/*sqlite
CREATE TABLE session_slots_new (
  household TEXT NOT NULL,
  id        TEXT NOT NULL,
  start_at  BIGINT NOT NULL,
  body      BYTEA NOT NULL,
  PRIMARY KEY (household, id, start_at)
) WITHOUT ROWID;
INSERT INTO session_slots_new SELECT l.household, l.id, s.start_at, l.body
  FROM session_slots l JOIN session s ON s.household = l.household AND s.id = l.id;
DROP TABLE session_slots;
ALTER TABLE session_slots_new RENAME TO session_slots;
DELETE FROM sqlite_stat1 WHERE tbl = 'session_slots_new' OR tbl = 'session_slots';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('session_slots', 'session_slots', '1000000 5000 1 1');
ANALYZE sqlite_schema;
*/
