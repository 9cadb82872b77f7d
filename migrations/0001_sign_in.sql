-- The first schema. One sequence for SQLite and PostgreSQL: TEXT, BIGINT and BOOLEAN only, no now(), own text ids.
-- *_at columns are Unix seconds, *_ms columns milliseconds. Hashes are base64url SHA-256. Foreign keys stand only
-- among tables that are written rarely: on hot rows PostgreSQL would lock the parent at each insert.

CREATE TABLE user_account (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    username TEXT NOT NULL,
    login_key TEXT NOT NULL,
    email_key TEXT,
    profile TEXT NOT NULL,
    admin BOOLEAN NOT NULL,
    tokens_valid_from BIGINT NOT NULL,
    version BIGINT NOT NULL,
    managed_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    disabled_at BIGINT
);
CREATE UNIQUE INDEX ix_user_account_subject ON user_account (subject);
CREATE UNIQUE INDEX ix_user_account_login_key ON user_account (login_key);
CREATE UNIQUE INDEX ix_user_account_email_key ON user_account (email_key);

CREATE TABLE credential (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX ix_credential_user ON credential (user_id, kind);
CREATE UNIQUE INDEX ix_credential_password ON credential (user_id) WHERE kind = 'password';

CREATE TABLE client (
    id TEXT PRIMARY KEY,
    metadata TEXT NOT NULL,
    managed_by TEXT NOT NULL,
    tokens_valid_from BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    expires_at BIGINT
);
CREATE INDEX ix_client_expires ON client (expires_at);

CREATE TABLE client_secret (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX ix_client_secret_client ON client_secret (client_id);
CREATE INDEX ix_client_secret_expires ON client_secret (expires_at);

CREATE TABLE scope (
    name TEXT PRIMARY KEY,
    metadata TEXT NOT NULL,
    managed_by TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    sid TEXT NOT NULL,
    auth_time BIGINT NOT NULL,
    amr TEXT NOT NULL,
    acr TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX ix_session_sid ON session (sid);
CREATE INDEX ix_session_browser ON session (browser_hash);
CREATE INDEX ix_session_owner ON session (user_id);
CREATE INDEX ix_session_expires ON session (expires_at);

CREATE TABLE authorization_request (
    handle_hash TEXT PRIMARY KEY,
    browser_hash TEXT,
    client_id TEXT NOT NULL,
    params TEXT NOT NULL,
    progress TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_authorization_request_browser ON authorization_request (browser_hash, created_at);
CREATE INDEX ix_authorization_request_expires ON authorization_request (expires_at);

CREATE TABLE consent (
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
CREATE INDEX ix_consent_client ON consent (client_id);

CREATE TABLE token_grant (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    session_id TEXT,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    auth_time BIGINT,
    acr TEXT NOT NULL,
    amr TEXT NOT NULL,
    sid TEXT,
    generation BIGINT NOT NULL,
    refresh_hash TEXT,
    previous_hash TEXT,
    rotated_at BIGINT,
    successor_seen_at BIGINT,
    idle_expires_at BIGINT,
    absolute_expires_at BIGINT,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_reason TEXT
);
CREATE INDEX ix_token_grant_user ON token_grant (user_id, client_id);
CREATE INDEX ix_token_grant_client ON token_grant (client_id);
CREATE INDEX ix_token_grant_session ON token_grant (session_id);
CREATE INDEX ix_token_grant_expires ON token_grant (expires_at);

CREATE TABLE authorization_code (
    hash TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    redirect_uri_sent BOOLEAN NOT NULL,
    code_challenge TEXT,
    nonce TEXT,
    consumed_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_authorization_code_grant ON authorization_code (grant_id);

CREATE TABLE revoked_token (
    jti TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_revoked_token_expires ON revoked_token (expires_at);

CREATE TABLE signing_key (
    kid TEXT PRIMARY KEY,
    alg TEXT NOT NULL,
    source TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed_private TEXT,
    publish_at BIGINT NOT NULL,
    activate_at BIGINT NOT NULL,
    retire_at BIGINT
);

CREATE TABLE throttle (
    bucket TEXT PRIMARY KEY,
    tat_ms BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_throttle_expires ON throttle (expires_at);

CREATE TABLE change (
    kind TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    managed_by TEXT NOT NULL
);

CREATE TABLE event (
    id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    user_id TEXT,
    client_id TEXT,
    detail TEXT NOT NULL,
    seq BIGINT,
    prev TEXT,
    hash TEXT
);
CREATE UNIQUE INDEX ix_event_seq ON event (seq);
CREATE INDEX ix_event_unsealed ON event (id) WHERE seq IS NULL;
CREATE INDEX ix_event_user ON event (user_id, id);

CREATE TABLE refusal (
    id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    rule TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    client_id TEXT,
    received TEXT,
    expected TEXT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_refusal_expires ON refusal (expires_at);
