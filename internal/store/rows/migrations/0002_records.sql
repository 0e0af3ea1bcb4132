-- What a handle stored of a session itself, the score it gave, and its clock as it was read last.
ALTER TABLE session ADD COLUMN own_score BIGINT;
ALTER TABLE session ADD COLUMN recorded BYTEA;
ALTER TABLE brush ADD COLUMN clock_source TEXT NOT NULL DEFAULT '';
ALTER TABLE brush ADD COLUMN clock_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE brush ADD COLUMN clock_value BIGINT NOT NULL DEFAULT 0;
