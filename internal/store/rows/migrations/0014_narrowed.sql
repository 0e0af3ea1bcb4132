-- The only people that a token, or a member of a household, may see and speak of, one a line; '': everybody.
ALTER TABLE token ADD COLUMN people TEXT NOT NULL DEFAULT '';
ALTER TABLE membership ADD COLUMN people TEXT NOT NULL DEFAULT '';
-- A log-in that plays: for whom, one a line, and what leads out of it, an argon2id hash; '': it does not play.
ALTER TABLE login ADD COLUMN play TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN pin TEXT NOT NULL DEFAULT '';
