-- What reading its frames again changed of a session last; NULL: nothing ever did.
ALTER TABLE session ADD COLUMN amended BYTEA;
