-- The handle's key where its maker encrypts, a secret, and what its newest encrypted frame was: '', 'needs_key' or 'wrong_key'.
ALTER TABLE brush ADD COLUMN frame_key BYTEA;
ALTER TABLE brush ADD COLUMN locked TEXT NOT NULL DEFAULT '';
