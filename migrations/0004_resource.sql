-- Resource servers (RFC 8707), what of them was granted and consented to, issuers whose assertions are taken
-- (RFC 7523), and identifiers that count once.
CREATE TABLE resource (
    uri TEXT PRIMARY KEY,
    metadata TEXT NOT NULL,
    managed_by TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE trusted_issuer (
    issuer TEXT PRIMARY KEY,
    metadata TEXT NOT NULL,
    managed_by TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE used_once (
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (kind, hash)
);
CREATE INDEX ix_used_once_expires ON used_once (expires_at);

-- Space-separated URIs; none means the default audience.
ALTER TABLE token_grant ADD COLUMN resources TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN resources TEXT NOT NULL DEFAULT '';
