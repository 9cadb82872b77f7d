-- Second factors, and several accounts in one browser.

-- A sign-in by a person who has given one factor and owes another. It is no session: only the pages of signing in read it.
-- request_hash is that of the waiting authorization request, or empty.
CREATE TABLE pending_sign_in (
    browser_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    amr TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (browser_hash, request_hash)
);
CREATE INDEX ix_pending_sign_in_owner ON pending_sign_in (user_id);
CREATE INDEX ix_pending_sign_in_expires ON pending_sign_in (expires_at);

-- A browser in which a person has signed in, by the hash of a cookie of its own. Until factor_until no second factor is asked
-- for there.
CREATE TABLE known_browser (
    hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    factor_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (hash, user_id)
);
CREATE INDEX ix_known_browser_owner ON known_browser (user_id);
CREATE INDEX ix_known_browser_expires ON known_browser (expires_at);

-- When, in milliseconds, the session was last the one that its browser acts as.
ALTER TABLE session ADD COLUMN current_ms BIGINT NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX ix_credential_totp ON credential (user_id) WHERE kind = 'totp';
