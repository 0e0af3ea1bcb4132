-- The seconds of a session stand in its row, behind what lists read: a table of their own cost each session a row and a tree more to write.
ALTER TABLE session ADD COLUMN slots BYTEA;
UPDATE session SET slots = (SELECT l.body FROM session_slots l WHERE l.household = session.household AND l.id = session.id AND l.start_at = session.start_at);
DROP TABLE session_slots;
/*sqlite
DELETE FROM sqlite_stat1 WHERE tbl = 'session_slots';
ANALYZE sqlite_schema;
*/
