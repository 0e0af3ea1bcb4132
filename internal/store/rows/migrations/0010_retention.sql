-- How many days a household wants things kept; NULL: frames 30 days, sessions for ever.
ALTER TABLE household ADD COLUMN frames_days BIGINT;
ALTER TABLE household ADD COLUMN sessions_days BIGINT;
