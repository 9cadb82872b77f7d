-- An administrator tries a client out at the console. state_hash is that of the state that the response must bring back;
-- record is what was sent and received, sealed. A response is taken once.
CREATE TABLE trial (
    id TEXT PRIMARY KEY,
    state_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    record TEXT NOT NULL,
    answered_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_trial_owner ON trial (user_id, id);
CREATE INDEX ix_trial_expires ON trial (expires_at);
