-- Initial access tokens (RFC 7591 §3: client_id is NULL, remaining counts down) and the registration access token of each
-- client that registered itself (RFC 7592 §3). Hashes only.
CREATE TABLE registration_token (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    client_id TEXT,
    remaining BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE UNIQUE INDEX ix_registration_token_id ON registration_token (id);
CREATE UNIQUE INDEX ix_registration_token_client ON registration_token (client_id);
CREATE INDEX ix_registration_token_expires ON registration_token (expires_at);

-- client.expires_at is when a client that registered itself goes unless it is used before; its first use clears it.
-- Counting them for the quota reads this index.
CREATE INDEX ix_client_managed_by ON client (managed_by);
