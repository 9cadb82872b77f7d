-- One row: everything issued before this moment is dead, whosever it is. It is part of every read that decides whether a
-- session or a token is alive; without it nothing is.
CREATE TABLE global_not_before (
    id BIGINT PRIMARY KEY,
    valid_from BIGINT NOT NULL
);
INSERT INTO global_not_before (id, valid_from) VALUES (1, 0);
CREATE INDEX ix_user_account_valid_from ON user_account (tokens_valid_from);

-- Revocation looks for the living among a person's, a client's or a session's grants: it must not wade through those that
-- have ended. Grants without a session, and rows without an end, need no entry.
DROP INDEX ix_token_grant_user;
CREATE INDEX ix_token_grant_user ON token_grant (user_id, client_id, expires_at) WHERE revoked_at IS NULL;
DROP INDEX ix_token_grant_client;
CREATE INDEX ix_token_grant_client ON token_grant (client_id, expires_at) WHERE revoked_at IS NULL;
DROP INDEX ix_token_grant_session;
CREATE INDEX ix_token_grant_session ON token_grant (session_id) WHERE session_id IS NOT NULL;
DROP INDEX ix_client_expires;
CREATE INDEX ix_client_expires ON client (expires_at) WHERE expires_at IS NOT NULL;
DROP INDEX ix_client_secret_expires;
CREATE INDEX ix_client_secret_expires ON client_secret (expires_at) WHERE expires_at IS NOT NULL;
