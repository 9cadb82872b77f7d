-- What the human side needs beside the first schema: where a deed and a session came from, credentials of several kinds,
-- and links that work once.

ALTER TABLE event ADD COLUMN address TEXT;

ALTER TABLE session ADD COLUMN address TEXT;
ALTER TABLE session ADD COLUMN agent TEXT;

-- What the person calls it; the digest by which a credential is found; the last time step of a one-time password that was
-- taken; the last use.
ALTER TABLE credential ADD COLUMN name TEXT;
ALTER TABLE credential ADD COLUMN lookup_hash TEXT;
ALTER TABLE credential ADD COLUMN last_step BIGINT;
ALTER TABLE credential ADD COLUMN used_at BIGINT;
CREATE UNIQUE INDEX ix_credential_lookup ON credential (lookup_hash);

-- A link in a mail, or one that an administrator hands over. detail is what it is about, as JSON.
CREATE TABLE one_time_link (
    hash TEXT PRIMARY KEY,
    user_id TEXT,
    purpose TEXT NOT NULL,
    detail TEXT NOT NULL,
    consumed_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_one_time_link_owner ON one_time_link (user_id);
CREATE INDEX ix_one_time_link_expires ON one_time_link (expires_at);
