-- How a person's coach does, as JSON with the fields that are not as usual; '': as usual.
ALTER TABLE person ADD COLUMN coach TEXT NOT NULL DEFAULT '';
