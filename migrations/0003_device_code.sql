-- Device authorization requests (RFC 8628). Of the device code and the user code there are digests only; params holds the
-- request's parameters, form-encoded, and is checked again at each step. state: pending, approved, denied, redeemed.

CREATE TABLE device_code (
    hash TEXT PRIMARY KEY,
    user_code_mac TEXT NOT NULL,
    client_id TEXT NOT NULL,
    params TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    grant_id TEXT,
    poll_interval BIGINT NOT NULL,
    next_poll_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ix_device_code_user_code ON device_code (user_code_mac);
CREATE INDEX ix_device_code_expires ON device_code (expires_at);
