-- What is desired of a handle's settings, and what it reports of them; absent: nothing.
ALTER TABLE brush ADD COLUMN desired BYTEA;
ALTER TABLE brush ADD COLUMN reported BYTEA;
