-- The secret itself, sealed, of clients whose secret must be read back: as the key of a MAC, or of symmetric encryption.
ALTER TABLE client_secret ADD COLUMN sealed TEXT;
