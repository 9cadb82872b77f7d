-- Which clients took part in a session, so that they can be told of its end (OpenID Connect Back-Channel Logout 1.0 §2.5);
-- grants do not live long enough to say so. Rows go with their session.
CREATE TABLE session_client (
    session_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);

-- What is sent to others, once or more often. next_at: when it may be sent; whoever takes it moves that into the future.
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    client_id TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ix_delivery_next ON delivery (next_at, client_id);
CREATE INDEX ix_delivery_client ON delivery (client_id, next_at);
CREATE INDEX ix_delivery_expires ON delivery (expires_at);
